import { axisKeys } from "../../../src/expr/intern.ts";
import type { Op } from "../../../src/expr/ops.ts";
import {
  argumentsOf,
  type Instruction,
  type Kernel,
  type Level,
  type Register,
  type Value,
  whole,
} from "../../ir/kernel.ts";
import type { Tile } from "../frame/frame.ts";
import { eachPoint } from "../memory/loop.ts";

import { rolledMatrix } from "../spd/rolled_matrix.ts";
import { storedFor, storeTo } from "../memory/stored.ts";
import { cellOf } from "../frame/cells.ts";
import { need } from "../frame/need.ts";

/** Operations that cost no more than a load: they are computed again wherever a loop reads them. */
const cheap: ReadonlySet<Op> = new Set<Op>([
  ...["neg", "abs", "sign", "square", "stop", "sealed", "frozen"] as const,
  ...["surrogate", "sloped"] as const,
  ...["add", "sub", "mul", "min", "max", "less", "lessEqual", "equal", "weigh"] as const,
  ...["select", "prefer"] as const,
]);

/** The registers that a rolled kernel computes wherever they are read. All others with cells are kept in scratch memory. */
export function inlineRegisters(kernel: Kernel): ReadonlySet<Register> {
  const inline = new Set<Register>();
  const instructions = kernel.levels.flat();
  for (const instruction of instructions) {
    const { kind, out } = instruction;
    if (out.cells.length === 0) continue;
    if (kind === "index" || (kind === "map" && cheap.has(instruction.op))) inline.add(out);
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
    if (instruction.kind === "dense" && instruction.op !== "factor") {
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
    const { products } = instruction.kind === "map" ? instruction : {};
    if (products === undefined) argumentsOf(instruction).forEach((arg) => always.add(whole(arg)));
  }
  for (const { args } of kernel.accumulators) args.forEach((arg) => always.add(whole(arg)));
  for (const { value } of kernel.stores) always.add(whole(value));
  return instructions.flatMap((instruction) => {
    const { products, args } = instruction.kind === "map" ? instruction : {};
    if (products === undefined || args === undefined || instruction.out.level < 2) return [];
    return args.filter((arg): arg is Register => arg.kind === "register" && !always.has(arg));
  });
}

/** Emits the instructions of a level in order: values with cells by loops into scratch memory, others into locals. */
export function computeLevel(tile: Tile, level: Level): void {
  const { frame, levels } = tile;
  const { stored } = levels[level];
  let run: Register[] = [];
  const close = () => {
    const together = run, [first] = together;
    run = [];
    if (first === undefined) return;
    const axes = first.cells;
    eachPoint(tile, level, axes, (cells) => {
      const indices = axes.map((axis) => cellOf(cells, axis));
      for (const out of together) {
        storeTo(tile, level, storedFor(tile, out), indices, need(tile, out, cells));
      }
    });
    for (const out of together) stored.set(out, storedFor(tile, out));
  };
  for (const item of frame.order.levels[level]!) {
    const instruction = item[0]!, { out } = instruction;
    if (frame.inline.has(out)) continue;
    if (instruction.kind === "dense" || instruction.kind === "inverse") {
      close();
      rolledMatrix(tile, instruction, level);
      continue;
    }
    if (!item.every((one) => joins(tile, run, one))) close();
    if (out.cells.length > 0) run.push(...item.map(({ out }) => out));
    else for (const { out } of item) need(tile, out, new Map());
  }
  close();
}

/**
 * Whether an instruction can be written before the loops of some registers are closed: it has no cells and does not read
 * them, or it has their cells and reads them at its own cell only.
 */
function joins({ frame }: Tile, run: readonly Register[], instruction: Instruction): boolean {
  const [first] = run;
  if (first === undefined) return true;
  const inRun = (value: Value): boolean => {
    const register = whole(value);
    if (register.kind === "memory") return false;
    return run.includes(register as Register) ||
      frame.inline.has(register as Register) &&
        argumentsOf(frame.definition(register as Register)).some(inRun);
  };
  const { cells } = instruction.out;
  if (cells.length === 0) return !argumentsOf(instruction).some(inRun);
  if (axisKeys(first.cells) !== axisKeys(cells)) return false;
  const atOwnCell = (value: Value): boolean =>
    !inRun(value) || (value.kind === "register" &&
      (run.includes(value) || argumentsOf(frame.definition(value)).every(atOwnCell)));
  return argumentsOf(instruction).every(atOwnCell);
}
