/** The command line over files that exist only in a test, and what its JSON holds. */
import { assertEquals } from "@std/assert";
import type { CommandIO } from "../../src/cli/command_io.ts";
import { main } from "../../src/cli/main.ts";

/** What a file holds: text is in UTF-8. */
export type Contents = string | Uint8Array;

/** The bytes of a file. */
export function bytesOf(contents: Contents): Uint8Array {
  return typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
}

/** What a run left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a run left behind that may write files. */
export interface RanWithFiles extends Ran {
  /** The bytes on the standard output. */
  readonly bytes: Uint8Array;
  /** The files that were written. */
  readonly written: ReadonlyMap<string, Uint8Array>;
}

/** The world of a run that touches nothing: streams that take what comes, no files. */
export const quietIO: CommandIO = {
  stdout: () => {},
  stderr: () => {},
  stdoutIsTerminal: false,
  columns: 80,
  stderrIsTerminal: false,
  colours: { stdout: false, stderr: false },
  readFile: () => Promise.reject(new Error("There are no files here")),
  readStdin: () => Promise.reject(new Error("There is no standard input here")),
  mayWrite: () => Promise.resolve(),
  writeFile: () => Promise.reject(new Error("Nothing is written here")),
  makeFolder: () => Promise.resolve(),
  now: () => 0,
};

/** Runs the command line; `fileOf` gives what any file holds, and the standard input as "-". */
export async function runOver(
  args: readonly string[],
  fileOf: (path: string) => Contents | Promise<Contents>,
  world: Partial<CommandIO> = {},
): Promise<RanWithFiles> {
  const chunks: Uint8Array[] = [], written = new Map<string, Uint8Array>();
  let out = "", err = "";
  const code = await main([...args], {
    ...quietIO,
    stdout: (contents) => {
      chunks.push(bytesOf(contents));
      if (typeof contents === "string") out += contents;
    },
    stderr: (text) => err += text,
    readFile: async (path) => bytesOf(await fileOf(path)),
    readStdin: async () => bytesOf(await fileOf("-")),
    writeFile: (path, bytes) => {
      written.set(path, bytes);
      return Promise.resolve();
    },
    ...world,
  });
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  return { code, out, err, bytes, written };
}

/** One end of a bracket. */
export interface JSONEnd {
  readonly value: number;
  readonly estimator?: string;
  readonly from?: string;
}

/** A bracket whose ends may be missing. */
export interface JSONBracket {
  readonly lower: JSONEnd | null;
  readonly upper: JSONEnd | null;
}

/** One estimator's value. */
export interface JSONEstimate {
  readonly name: string;
  readonly kind: string;
  readonly value: number;
  readonly standardError?: number;
}

/** What `--json` prints, as far as tests look at it. */
export interface JSONReport {
  readonly source: string;
  readonly k: number;
  readonly rows: number;
  readonly rowsDropped: number;
  readonly weights?: string;
  readonly kernel: {
    readonly rule: string;
    readonly factor: number;
    readonly covariance: readonly (readonly number[])[];
  };
  readonly dataEstimates?: readonly { readonly name: string; readonly value: number }[];
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly value: number;
  readonly error: number;
  readonly lower: number;
  readonly upper: number;
  readonly certified: boolean;
  readonly confidence: number;
  readonly method: string;
  readonly samples: number;
  readonly estimates: readonly JSONEstimate[];
  readonly bracket: JSONBracket;
  readonly warnings: readonly string[];
  readonly group?: {
    readonly column: string;
    readonly labelEntropy: number;
    readonly estimates: readonly { readonly name: string; readonly information: number }[];
    readonly conditionalBracket: { readonly lower: number | null; readonly upper: number | null };
    readonly bracket: { readonly lower: JSONEnd; readonly upper: JSONEnd };
    readonly groups: readonly { readonly label: string; readonly bracket: JSONBracket }[];
  };
}

/** The report on one file. */
export async function reportOn(text: Contents, ...args: readonly string[]): Promise<JSONReport> {
  const { code, out, err } = await runOver(["entropy", ...args, "--json", "--quiet"], () => text);
  assertEquals(code, 0, err);
  return JSON.parse(out);
}
