/** Numbers beside those that they must be. */
import { evaluate, type Mixture } from "../../mod.ts";
import { assert, assertAlmostEquals } from "@std/assert";
import { estimatorsOf } from "./estimators.ts";
import { scalar } from "./results.ts";

/** Fails unless `actual` is `expected` up to `tolerance`, relative to it. */
export function assertRelative(
  actual: number,
  expected: number,
  tolerance: number,
  what: string,
): void {
  if (actual === expected) return;
  const error = Math.abs(actual - expected) / Math.abs(expected);
  assert(
    error <= tolerance,
    `Expected ${what} = ${expected}, got ${actual}, off by ${error.toPrecision(2)} relative`,
  );
}

/** Fails unless `actual` is `expected` up to `tolerance` of 1 + |expected|. */
export function assertNear(
  actual: number,
  expected: number,
  what: string,
  tolerance = 1e-11,
): void {
  assertAlmostEquals(actual, expected, tolerance * (1 + Math.abs(expected)), what);
}

/** Fails unless none of the values is less than the one before it, up to rounding. */
export function assertAscending(values: readonly number[], what: string): void {
  values.slice(1).forEach((value, t) => {
    const slack = 1e-11 * (1 + Math.abs(value));
    assert(values[t]! <= value + slack, `Expected ${what} in order, got ${values.join(", ")}`);
  });
}

/** Fails unless estimates of a mixture, by the names of the vectors, are `expected` up to `tolerance`, relative to them. */
export async function assertEstimates(
  p: Mixture,
  expected: { readonly [estimator: string]: number },
  what: string,
  tolerance = 1e-12,
): Promise<void> {
  const actual = await evaluate(estimatorsOf(p));
  for (const [name, value] of Object.entries(expected)) {
    assertRelative(scalar(actual[name]!), value, tolerance, `${name} (${what})`);
  }
}
