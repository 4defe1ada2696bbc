/** Gradients against differences of values, along random directions. */
import { compile, evaluate, type Expr, gradient } from "../../mod.ts";
import type { Input } from "../../src/expr/node.ts";
import { assert } from "@std/assert";
import { times } from "./random_numbers.ts";
import { numbersOf, type Result } from "./results.ts";

/** Expressions by name. */
export interface Named {
  readonly [name: string]: Expr;
}

/** How the differences are taken. */
export interface Steps {
  /** The step. */
  readonly step: number;
  /** Differences of order 4 (errors of step⁴; for smooth functions) or 2 (fewer points that can cross a kink). */
  readonly order: 2 | 4;
  /** The error allowed, relative to 1 + Σ |gradient · direction|. */
  readonly tolerance: number;
}

export const smooth: Steps = { step: 1e-3, order: 4, tolerance: 1e-8 };
export const withKinks: Steps = { step: 1e-6, order: 2, tolerance: 1e-7 };

/**
 * Fails unless the gradient of each output in each leaf (an array made by `input`, or a parameter given as numbers)
 * agrees with differences of the output's values along a random direction.
 */
export async function assertSlopes(
  outputs: Named,
  leaves: Named,
  random: () => number,
  { step, order, tolerance }: Steps = smooth,
): Promise<void> {
  const slopes = await evaluate(
    Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        gradient(output, Object.values(leaves)),
      ]),
    ),
  );
  const plan = compile(outputs, { inputs: leaves });
  Object.entries(leaves).forEach(([leaf, node], t) => {
    const { source, domain } = node as Input;
    const direction = randomDirection(source.shape, domain === "covariance", random);
    const along = (size: number) => {
      const data = source.data.map((x, e) => x + size * direction[e]!);
      return plan.runSync({ [leaf]: { data, shape: source.shape } });
    };
    const near: Runs = [along(step), along(-step)];
    const far: Runs | undefined = order === 4 ? [along(2 * step), along(-2 * step)] : undefined;
    for (const output of Object.keys(outputs)) {
      const found = numbersOf(slopes[output]![t]!);
      const products = found.map((x, e) => x * direction[e]!);
      const slope = products.reduce((sum, x) => sum + x, 0);
      const first = difference(near, output) / (2 * step);
      const expected = far === undefined
        ? first
        : (4 * first - difference(far, output) / (4 * step)) / 3;
      const size = products.reduce((sum, x) => sum + Math.abs(x), 1);
      assert(
        Math.abs(slope - expected) <= tolerance * size,
        `Expected ∂ ${output} / ∂ ${leaf} along a direction to be ${expected}, got ${slope}`,
      );
    }
  });
}

/** The outputs by name, to either side of a point. */
type Runs = readonly [Outputs, Outputs];

interface Outputs {
  readonly [name: string]: Result;
}

/** The difference of an output between two runs; of a batch, summed over it. */
function difference([after, before]: Runs, name: string): number {
  const x = numbersOf(after[name]!), y = numbersOf(before[name]!);
  return x.reduce((sum, value, b) => sum + (value - y[b]!), 0);
}

/** Numbers on [−1, 1] in an array of this shape, the last two dimensions symmetric if asked. */
function randomDirection(
  shape: readonly number[],
  symmetric: boolean,
  random: () => number,
): number[] {
  const v = times(shape.reduce((size, extent) => size * extent, 1), () => 2 * random() - 1);
  if (!symmetric) return v;
  const d = shape.at(-1)!;
  return v.map((x, flat) => {
    const start = flat - flat % (d * d), row = Math.floor(flat / d) % d, column = flat % d;
    // half the size: the matrix must stay positive definite
    return (x + v[start + column * d + row]!) / 4;
  });
}
