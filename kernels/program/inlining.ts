import { isOfTerms } from "../../src/expr/node.ts";
import { isCheap } from "../../src/expr/traits.ts";
import {
  argumentsOf,
  type Instruction,
  type Kernel,
  type Register,
  type Value,
  whole,
} from "../ir/kernel.ts";
import type { Layout, Program } from "./program.ts";

/** In a program of loops, what is computed wherever it is read. All else with cells is kept in scratch memory. */
export function withInlined(program: Program, { rolled }: Layout): Program {
  return rolled ? { ...program, inline: inlineRegisters(program) } : program;
}

function inlineRegisters(kernel: Kernel): ReadonlySet<Register> {
  const inline = new Set<Register>();
  const instructions = kernel.levels.flat();
  for (const instruction of instructions) {
    const { kind, out } = instruction;
    if (out.cells.length === 0) continue;
    if (kind === "index" || (kind === "map" && isCheap(instruction.op))) inline.add(out);
  }
  // what a loop of a lower level can prepare is not left to one that runs more often
  const keep = (level: number, values: readonly Value[]) => {
    for (const value of values) {
      const register = whole(value);
      if (register.kind === "register" && register.level < level) inline.delete(register);
    }
  };
  const always = 3;
  for (const instruction of instructions) {
    keep(instruction.out.level, argumentsOf(instruction));
    // a triangle is read again and again
    if (instruction.kind === "inverse") keep(always, [instruction.factor]);
    if (instruction.kind === "dense" && !isOfTerms(instruction.op)) {
      keep(always, instruction.args.slice(0, 1));
    }
  }
  keepLong(instructions, inline);
  for (const register of onlyForDigits(instructions, kernel)) inline.add(register);
  const last = kernel.lane === null ? 1 : 2;
  for (const { args } of kernel.accumulators) keep(last, args);
  for (const { value } of kernel.stores) keep(last, [value]);
  return inline;
}

/** More operations than this are not done again: what reads the result of such a chain would have all of it in its code. */
const mostInline = 64;

function keepLong(instructions: readonly Instruction[], inline: Set<Register>): void {
  const costs = new Map<Value, number>();
  for (const instruction of instructions) {
    const { out } = instruction;
    if (!inline.has(out)) continue;
    const cost = argumentsOf(instruction).reduce(
      (sum, arg) => sum + (costs.get(whole(arg)) ?? 0),
      1,
    );
    if (cost > mostInline) inline.delete(out);
    else costs.set(out, cost);
  }
}

/** What only matters where sums of products have lost their digits, and is computed there. */
function onlyForDigits(instructions: readonly Instruction[], kernel: Kernel): Register[] {
  const always = new Set<Value>();
  for (const instruction of instructions) {
    if (isByProducts(instruction)) continue;
    argumentsOf(instruction).forEach((arg) => always.add(whole(arg)));
  }
  for (const { args } of kernel.accumulators) args.forEach((arg) => always.add(whole(arg)));
  for (const { value } of kernel.stores) always.add(whole(value));
  return instructions.filter(isByProducts).flatMap((instruction) =>
    argumentsOf(instruction).filter((arg): arg is Register =>
      arg.kind === "register" && !always.has(arg)
    )
  );
}

function isByProducts(instruction: Instruction): boolean {
  return instruction.kind === "guarded" && instruction.fast.form === "products";
}
