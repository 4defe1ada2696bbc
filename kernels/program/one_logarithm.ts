import { definitionsOf, type Layout, type Program, rewritten } from "./program.ts";

/** Fewer logarithms than this are as fast one by one. */
const fewest = 3;

/**
 * Σ ln x over a short axis by one logarithm of a product, where the axis is written out: a program of loops keeps its
 * logarithms in memory, and floats leave the range too soon.
 */
export function withOneLogarithm(program: Program, { rolled, single }: Layout): Program {
  if (rolled || single) return program;
  const definition = definitionsOf(program);
  return rewritten(program, (instruction) => {
    if (instruction.kind !== "fold" || instruction.op !== "sum") return instruction;
    const { args: [log], over, out } = instruction;
    if (log?.kind !== "register" || over.set.extent < fewest) return instruction;
    const of = definition(log);
    if (of.kind !== "map" || of.op !== "log") return instruction;
    const fast = { form: "logProduct", over, factor: of.args[0]! } as const;
    return { kind: "guarded", out, fast, slow: instruction };
  });
}
