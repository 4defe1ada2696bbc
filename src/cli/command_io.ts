/** What the command line touches of the world, so that a test can hand in its own. */
export interface CommandIO {
  /** Writes to the standard output. */
  stdout(contents: string | Uint8Array): void;
  /**
   * Resolves when all that went to the standard output is written, or when nobody reads it any more; rejects with an
   * `OutputError` where it cannot be written. Left out where writing is at once.
   */
  flush?(): Promise<void>;
  /** Writes to the standard error; what cannot be written there is lost. */
  stderr(text: string): void;
  /** Whether the standard output is a terminal, which nobody wants bytes on. */
  stdoutIsTerminal: boolean;
  /** How many characters a line of the standard output has room for. */
  columns: number;
  /** Whether the standard error is a terminal, where a line may be written over. */
  stderrIsTerminal: boolean;
  /** Whether text may have colours there. */
  colours: { readonly stdout: boolean; readonly stderr: boolean };
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /** The bytes of the standard input, to its end. */
  readStdin(): Promise<Uint8Array>;
  /** Rejects with an `OutputError` if a file cannot be written there: it is known before anything is computed. */
  mayWrite(path: string, options: WriteOptions): Promise<void>;
  /** Writes a file, whole or not at all. Rejects with an `OutputError`. */
  writeFile(path: string, bytes: Uint8Array, options: WriteOptions): Promise<void>;
  /** Makes a folder, with those that it lies in, unless it is there. Rejects with an `OutputError`. */
  makeFolder(path: string): Promise<void>;
  /** Milliseconds from some fixed moment. */
  now(): number;
}

/** How a file is written. */
export interface WriteOptions {
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean;
}
