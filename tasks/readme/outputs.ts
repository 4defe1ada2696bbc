/** What documents show of the output of their commands. */
import { runBlock } from "./console.ts";
import { type Block, blocksOf, filesOf, withBlocks } from "./markdown.ts";

/**
 * The lines of an output that a document keeps: those that begin with the given texts, in their order, each after the one before; "" is
 * an empty line. Throws where there is no such line.
 */
export function keptLines(output: string, beginnings: readonly string[]): string {
  const lines = output.trimEnd().split("\n");
  let at = 0;
  const kept = beginnings.map((beginning) => {
    if (beginning === "") return "";
    const found = lines.findIndex((line, t) => t >= at && line.trimStart().startsWith(beginning));
    if (found < 0) throw new Error(`Expected a line that begins with ${beginning}, got\n${output}`);
    at = found + 1;
    return lines[found]!;
  });
  return `${kept.join("\n")}\n`;
}

/** The beginnings that a comment "keep: a | b" names; undefined if all lines are kept. */
function beginningsOf(comment: string): readonly string[] | undefined {
  const [, list] = comment.match(/^keep:(.*)$/s) ?? [];
  return list?.split("|").map((beginning) => beginning.trim());
}

/** A document and what its commands have written. */
export interface Outputs {
  readonly document: string;
  readonly written: ReadonlyMap<string, Uint8Array>;
}

/**
 * The document with the outputs of its commands as they are now: every block of commands is run, and the text block that follows it
 * holds what is printed, or those lines of it that a comment above keeps.
 */
export async function withOutputs(
  document: string,
  others: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Outputs> {
  const files = new Map<string, string | Uint8Array>([...others, ...filesOf(document)]);
  const blocks = blocksOf(document), texts = new Map<Block, string>();
  const allWritten = new Map<string, Uint8Array>();
  for (const [t, { language, text }] of blocks.entries()) {
    if (language !== "sh") continue;
    const { printed, written } = await runBlock(text, files), next = blocks[t + 1];
    written.forEach((bytes, name) => allWritten.set(name, bytes));
    if (next?.language !== "text" || printed === "") continue;
    const beginnings = beginningsOf(next.comment);
    texts.set(next, beginnings === undefined ? printed : keptLines(printed, beginnings));
  }
  return { document: withBlocks(document, texts), written: allWritten };
}
