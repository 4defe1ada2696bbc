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

/** What a run over files of a test left behind. */
export interface RanOver extends Ran {
  /** The files that were written, as text. */
  readonly written: ReadonlyMap<string, string>;
}

/** Runs the command line; `fileOf` gives what any file holds, and the standard input as "-". The output is a terminal if it has columns. */
export async function runOver(
  args: readonly string[],
  fileOf: (path: string) => Contents | Promise<Contents>,
  columns?: number,
): Promise<RanOver> {
  let out = "", err = "";
  const written = new Map<string, string>();
  const io: CommandIO = {
    stdout: (text) => out += text,
    stderr: (text) => err += text,
    stderrIsTerminal: false,
    terminal: columns === undefined ? undefined : { columns },
    writeFile: (path, bytes) => {
      written.set(path, new TextDecoder().decode(bytes));
      return Promise.resolve();
    },
    readFile: async (path) => bytesOf(await fileOf(path)),
    readStdin: async () => bytesOf(await fileOf("-")),
    now: () => 0,
  };
  const code = await main([...args], io);
  return { code, out, err, written };
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
