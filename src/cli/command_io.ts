/** What the command line touches of the world, so that a test can hand in its own. */
export interface CommandIO {
  /** Writes to the standard output. */
  stdout(text: string): void;
  /**
   * Resolves when all that went to the standard output is written, or when nobody reads it any more; rejects with an
   * `OutputError` where it cannot be written. Left out where writing is at once.
   */
  flush?(): Promise<void>;
  /** Writes to the standard error; what cannot be written there is lost. */
  stderr(text: string): void;
  /** Whether the standard error is a terminal, where a line may be written over. */
  stderrIsTerminal: boolean;
  /** How wide the standard output is, if it is a terminal. */
  readonly terminal?: { readonly columns: number } | undefined;
  /** Writes a file, over one that is there; rejects with an `OutputError` where that cannot be. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /** The bytes of the standard input, to its end. */
  readStdin(): Promise<Uint8Array>;
  /** Milliseconds from some fixed moment. */
  now(): number;
}
