import type { Buffer } from "../../plan/types.ts";

/** The name of a buffer in messages. */
export function nameOf({ id, source, node }: Buffer): string {
  if (source !== undefined) return source.name;
  if (node?.kind === "hold") return node.name;
  const matrix = node?.kind === "dense" && node.op === "factor" ? node.args[1] : undefined;
  if (matrix?.kind === "input") return matrix.source.name;
  return matrix?.kind === "hold" ? matrix.name : `t${id}`;
}
