import type { Accumulator, Instruction, Kernel, Memory, Value } from "../ir/kernel.ts";
import { argumentsOf, whole } from "../ir/kernel.ts";
import { definitionsOf } from "../program/program.ts";
import type { Term } from "./reals.ts";
import type { Group } from "./slots.ts";

/**
 * The exponent of a log-sum-exp, taken apart: Σ factor · value over what the pair decides, what the lane alone does, and what the
 * row alone does. The last is no matter of the lanes: ln Σⱼ exp(aⱼ + b) = b + ln Σⱼ exp aⱼ.
 */
export interface Exponent {
  readonly pair: readonly Part[];
  readonly lane: readonly Part[];
  readonly row: readonly Part[];
  /** What is added to all. */
  readonly constant: number;
}

/** A value times a factor; one of a group of centred numbers is read as its difference from the centre. */
export interface Part {
  readonly value: Value;
  readonly factor: number;
  readonly group?: Group | undefined;
}

/** What a log-sum-exp takes in for a lane, as names. */
export interface ExponentText {
  /** What the lane and the pair decide, in units of ln 2, so that exp is exp2. It stands for −∞ where the weight is 0. */
  readonly term: string;
  /** The weight; undefined if it is 1. */
  readonly weight: Term | undefined;
  /** What the row decides, in nats; undefined if it is nothing. */
  readonly shift: string | undefined;
}

/** The exponents of a kernel, by accumulator, and the instructions along the lanes that are left to be done. */
export interface Exponents {
  readonly of: ReadonlyMap<Accumulator, Exponent>;
  readonly alongLanes: readonly Instruction[];
}

/** Takes the exponents of all log-sum-exps apart. `groupOf` says which differences may be taken apart into centred numbers. */
export function exponentsOf(
  kernel: Kernel,
  groupOf: (args: readonly Value[]) => Group | undefined,
): Exponents {
  const split = splitter(kernel, groupOf), of = new Map<Accumulator, Exponent>();
  const roots: Value[] = [];
  for (const accumulator of kernel.accumulators) {
    const [exponent, ...others] = accumulator.args;
    if (accumulator.op !== "logSumExp") roots.push(...accumulator.args);
    else {
      const parts = split(exponent!);
      of.set(accumulator, parts);
      roots.push(...others, ...[...parts.pair, ...parts.lane].map(({ value }) => value));
    }
  }
  const needed = new Set<unknown>(roots.map(whole));
  const alongLanes = [...kernel.levels[2]].reverse().filter((instruction) => {
    if (!needed.has(instruction.out)) return false;
    argumentsOf(instruction).forEach((value) => needed.add(whole(value)));
    return true;
  });
  return { of, alongLanes: alongLanes.reverse() };
}

function splitter(kernel: Kernel, groupOf: (args: readonly Value[]) => Group | undefined) {
  const definition = definitionsOf(kernel), ofRow = dependenceOnRows(kernel);
  return (exponent: Value): Exponent => {
    const found: Part[] = [];
    let constant = 0;
    const note = (value: Value, factor: number, group?: Group) =>
      void found.push({ value, factor, group });
    // a chain may be of any length
    const waiting: (readonly [Value, number])[] = [[exponent, 1]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [value, factor] = next;
      const own = value.kind === "register" && value.cells.length === 0 && value.level === 2
        ? definition(value)
        : undefined;
      if (own?.kind !== "map") {
        note(value, factor);
        continue;
      }
      const [x, y] = own.args, group = own.op === "sub" ? groupOf(own.args) : undefined;
      const scale = own.op === "mul" ? constantOf(definition, x!) ?? constantOf(definition, y!) : 0;
      if (group !== undefined) {
        note(x!, factor, group);
        note(y!, -factor, group);
      } else if (own.op === "neg") waiting.push([x!, -factor]);
      else if (own.op === "add") waiting.push([y!, factor], [x!, factor]);
      else if (own.op === "sub" && !isDifference(own.args)) {
        waiting.push([y!, -factor], [x!, factor]);
      } else if (own.op === "mul" && scale !== undefined && isFactor(scale * factor)) {
        waiting.push([constantOf(definition, x!) === undefined ? x! : y!, factor * scale]);
      } else note(value, factor);
    }
    const parts = found.filter(({ value, factor }) => {
      const known = constantOf(definition, value);
      constant += (known ?? 0) * factor;
      return known === undefined;
    });
    return {
      pair: parts.filter(({ value }) => value.level === 2 && ofRow(value)),
      lane: parts.filter(({ value }) => value.level === 2 && !ofRow(value)),
      row: parts.filter(({ value }) => value.level < 2),
      constant,
    };
  };
}

/** Differences of numbers in memory are taken before they are rounded, or with what rounding has lost. */
function isDifference(args: readonly Value[]): args is readonly [Memory, Memory] {
  return args.every(({ kind }) => kind === "memory");
}

/** A factor that leaves what stands for an infinity one. */
function isFactor(x: number): boolean {
  return Math.abs(x) >= 2 ** -8 && Math.abs(x) <= 2 ** 4;
}

function constantOf(
  definition: ReturnType<typeof definitionsOf>,
  value: Value,
): number | undefined {
  if (value.kind !== "register" || value.cells.length > 0) return undefined;
  const own = definition(value);
  return own.kind === "const" && Number.isFinite(own.value) ? own.value : undefined;
}

/** Whether a value along the lanes differs between rows. */
function dependenceOnRows({ rows, levels }: Kernel): (value: Value) => boolean {
  const own = new Set<unknown>();
  const ofRow = (value: Value): boolean => {
    const inner = whole(value);
    return inner.kind === "memory"
      ? inner.dims.some((axis) => rows.includes(axis))
      : inner.level === 1 || own.has(inner);
  };
  for (const instruction of levels[2]) {
    const isIndex = instruction.kind === "index" && rows.includes(instruction.axis);
    if (isIndex || argumentsOf(instruction).some(ofRow)) own.add(instruction.out);
  }
  return ofRow;
}
