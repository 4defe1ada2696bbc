import { traits } from "../../src/expr/traits.ts";
import {
  argumentsOf,
  type Instruction,
  type Kernel,
  type Register,
  type Value,
  whole,
} from "../ir/kernel.ts";

/**
 * The kernel with plain products in place of those that weigh, wherever that is noticed if it matters: 0·∞ is then NaN,
 * which runs through sums and products into a sum along the lanes, whose row is left in doubt and done again with care.
 */
export function withPlainProducts<K extends Kernel>(kernel: K): K {
  const noticed = noticedIn(kernel);
  const plain = (instruction: Instruction): Instruction => {
    if (!noticed.has(instruction.out)) return instruction;
    if (instruction.kind === "dot" && instruction.weighs) return { ...instruction, weighs: false };
    return instruction.kind === "map" && instruction.op === "weigh"
      ? { ...instruction, op: "mul" }
      : instruction;
  };
  const [once, eachRow, eachLane] = kernel.levels;
  return { ...kernel, levels: [once, eachRow, eachLane.map(plain)] };
}

/** The values along the lanes whose NaN always ends in a sum along the lanes. */
function noticedIn({ levels, accumulators, mirrors = [], stores }: Kernel): ReadonlySet<Register> {
  const noticed = new Set<Register>(levels[2].map(({ out }) => out));
  const hide = (value: Value) => {
    const register = whole(value);
    if (register.kind === "register") noticed.delete(register);
  };
  accumulators.forEach(({ op, args }, t) => {
    if (op === "sum" || op === "dot") return;
    [...args, ...mirrors[t] ?? []].forEach(hide);
  });
  for (const { value } of stores) hide(value);
  for (const instruction of [...levels[2]].reverse()) {
    if (!noticed.has(instruction.out) || !passesOn(instruction)) {
      argumentsOf(instruction).forEach(hide);
    }
  }
  return noticed;
}

function passesOn(instruction: Instruction): boolean {
  if (instruction.kind === "dot") return true;
  if (instruction.kind === "fold") return instruction.op === "sum";
  // one that weighs is a plain product where its own value is noticed
  return instruction.kind === "map" &&
    (instruction.op === "weigh" || traits[instruction.op].passesNaN);
}
