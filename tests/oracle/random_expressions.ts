/** Random expressions over all operations: the planner and the printers must make of any what its definition says. */
import fc from "fast-check";
import { type Axis, axisOf, indexSet, isLong, sharedIndexSet } from "../../src/expr/axes.ts";
import { inputOver } from "../../src/expr/array.ts";
import {
  coord,
  dense,
  orderOf,
  reduce,
  rename,
  runningSum,
  sumOver,
  take,
} from "../../src/expr/build.ts";
import type { Node, RunningSum } from "../../src/expr/node.ts";
import type { Op } from "../../src/expr/ops.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";

/** The axes of random expressions: two batches, three components, two coordinates. */
export const batch = axisOf(sharedIndexSet("batch", "b", 2));
const set = indexSet("component", "i", 3);
export const [i, j] = [axisOf(set), axisOf(set, 1)];
const coordinates = sharedIndexSet("coordinate", "a", 2);
export const a = axisOf(coordinates);
const [c, e] = [axisOf(coordinates, 1), axisOf(coordinates, 2)];

const leaf = (name: string, dims: Axis[], numbers: number[]) =>
  inputOver(
    { shape: dims.map((axis) => axis.set.extent), data: Float64Array.from(numbers) },
    name,
    dims,
  );
/** The inputs of random expressions. */
export const leaves = [
  leaf("x", [i, a], [0.3, -1.2, 0.7, 0.1, -0.4, 1.5]),
  leaf("y", [i], [0.5, -0.25, 1.25]),
  leaf("z", [batch, i], [0.1, 0.9, -0.3, 0.6, -0.8, 0.2]),
  leaf("w", [a, c], [0.2, -0.5, 1.1, 0.4]),
  leaf("v", [batch], [0.75, -1.5]),
];

const axes = [i, j, a, c];
/** Operations with a derivative everywhere. */
export const smoothOps: Op[] = ["add", "sub", "mul", "expDiff"];
export const allOps: Op[] = [...smoothOps, "min", "max", "less", "weigh"];

/** A random expression from a list of choices, read from the left, and after it the ones that it was made from. */
export function build(choices: readonly number[], ops: readonly Op[]): [Node, ...Node[]] {
  const pool: Node[] = [...leaves, coord(i), coord(a), constant(0.5)];
  let next = 0;
  const choose = <T>(from: readonly T[]): T =>
    from[choices[next++ % choices.length]! % from.length]!;
  const operand = () => choose(pool.slice(-9));
  for (let step = 0; step < 12; step++) {
    pool.push(nodes.tanh(one(choose, operand, ops, step)));
  }
  const [last, ...others] = pool.reverse();
  return [last!, ...others];
}

type Choose = <T>(from: readonly T[]) => T;

const kinds = [
  "map",
  "reduce",
  "lse",
  "scan",
  "rename",
  "swap",
  "take",
  "dense",
  "solve",
  "neg",
] as const;

/** The kinds of running sums. */
export const runningSums: readonly RunningSum[] = ["upTo", "before", "from", "after"];

function one(choose: Choose, operand: () => Node, ops: readonly Op[], step: number): Node {
  const x = operand();
  switch (choose(kinds)) {
    case "map": {
      return nodes.map(choose(ops), [x, operand()]);
    }
    case "reduce":
      return reduce(ops === smoothOps ? "sum" : choose(["sum", "max"]), choose(axes), x);
    case "lse":
      return reduce("logSumExp", choose(axes), x, nodes.square(operand()));
    case "scan": {
      const along = choose([i, j]);
      if (ops === smoothOps || choose([true, false])) {
        return runningSum(along, x, runningSums[step % runningSums.length]!);
      }
      // keys of few values: some are equal, and rounding decides nothing
      return orderOf(along, nodes.floor(nodes.mul(constant(4), x)));
    }
    case "neg":
      return nodes.neg(x);
    case "rename":
      return rename(x, new Map([choose([[i, j], [a, c], [j, i], [c, a], [c, e]] as const)]));
    case "swap":
      return rename(x, choose([new Map([[i, j], [j, i]]), new Map([[a, c], [c, a]])]));
    case "take":
      return take(
        x,
        choose([i, j, a]),
        nodes.min(nodes.floor(nodes.abs(operand())), constant(1)),
      );
    case "dense":
      return dense("logDet", a, c, [factorOf(x)]);
    case "solve": {
      const vector = rename(operand(), new Map([[c, e]]));
      return choose([true, false])
        ? dense("solve", a, c, [factorOf(x), vector])
        : dense("quadratic", a, c, [factorOf(x), vector]);
    }
  }
}

/** A factor of I + Σ over c of a product of x with itself, which is definite. */
function factorOf(x: Node): Node {
  const bare = rename(x, new Map([[c, e], [e, c]]));
  const row = nodes.add(bare, leaves[3]!);
  const gram = sumOver(
    e,
    nodes.mul(
      rename(row, new Map([[c, e]])),
      rename(row, new Map([[a, c], [c, e]])),
    ),
  );
  const identity = nodes.equal(coord(a), coord(c));
  return dense("factor", a, c, [constant(2), identity, constant(1), gram]);
}

/** Sums out all long axes but one, so that the result may be stored. */
export function storable(node: Node): Node {
  const long = node.axes.filter((axis) => isLong(axis) && axis !== batch);
  return long.slice(1).reduceRight((body, axis) => sumOver(axis, body), node);
}

/** What an expression is made from. */
export const choices: fc.Arbitrary<number[]> = fc.array(fc.nat(1000), {
  minLength: 40,
  maxLength: 60,
});

/** Whether an error says that values for every pair cannot be stored: the one thing that a random expression may ask for. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && /never stored/.test(error.message);
}
