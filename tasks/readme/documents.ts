/** Which documents are filled, and with what. */
import { withNumbers } from "./markdown.ts";
import { type Outputs, withOutputs } from "./outputs.ts";
import { recorded, timingNumbers } from "./timings.ts";

const root = new URL("../../", import.meta.url);

/** The documents with outputs and numbers of programs. */
export const documents: readonly string[] = ["README.md", "docs/install.md", "docs/formats.md"];

/** What the commands of the documents read beside what the documents show: a file of scikit-learn that Python has written. */
function otherFiles(): ReadonlyMap<string, Uint8Array> {
  const full = new URL("tests/fixtures/formats/full.npz", root);
  return new Map([["mixture.npz", Deno.readFileSync(full)]]);
}

/** The text of a document. */
export function textOf(document: string): string {
  return Deno.readTextFileSync(new URL(document, root));
}

/** A document with the outputs of its commands and the recorded timings as they are now, with the numbers that are given, and the pictures that its commands draw. */
export async function filled(
  document: string,
  numbers: ReadonlyMap<string, string> = new Map(),
): Promise<Outputs> {
  const all = new Map([...timingNumbers(recorded()), ...numbers]);
  const { document: text, written } = await withOutputs(textOf(document), otherFiles());
  return { document: withNumbers(text, all), written };
}
