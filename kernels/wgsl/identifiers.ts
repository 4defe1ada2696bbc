import { type Instruction, plainOf } from "../ir/kernel.ts";

/** Words for the values of operations, where the name of the operation is none. */
const nouns: { readonly [kind: string]: string } = {
  neg: "minus",
  sub: "difference",
  add: "sum",
  mul: "product",
  div: "quotient",
  weigh: "weighed",
  expDiff: "share",
  select: "chosen",
  prefer: "chosen",
  min: "smaller",
  max: "larger",
  log: "ln",
};

/** The name of a value of an instruction, one of so many. */
export function nameAt(instruction: Instruction, t: number, count: number): string {
  const plain = plainOf(instruction), { kind, out } = plain;
  const what = kind === "map" || kind === "dense" || kind === "fold" ? plain.op : kind;
  return `${nouns[what] ?? what}${out.id}${count === 1 ? "" : `_${t}`}`;
}
