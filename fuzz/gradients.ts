/** Gradients of mixtures by estimator and parameter: how they are asked for, measured and compared. */
import { isBoxes, isShared, spreadName } from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { times } from "../tests/support/random_numbers.ts";
import type { Check } from "./hunt.ts";
import { askAll, type Route } from "./plans.ts";
import type { SlopeRounding } from "./rounding.ts";

/** The gradient of one estimate, by parameter. */
export interface Slopes {
  readonly weights: Float64Array;
  readonly points: Float64Array;
  readonly spread: Float64Array;
}

/** The gradients of one mixture, by estimator. */
export interface AllSlopes {
  readonly [estimator: string]: Slopes;
}

/** What a law works with. */
export interface Tools {
  readonly random: () => number;
  readonly route: Route;
  readonly check: Check;
  readonly rounding: SlopeRounding;
}

/** The gradients of each of a list of forms of a mixture. */
export function slopesOf(
  all: readonly ExtremeMixture["m"][],
  route: Route,
): AllSlopes[] {
  const found = askAll("slopes", all, route);
  const { structure } = all[0]!;
  const estimators = new Set(
    Object.keys(found).map((name) => name.split(" ")[0]!),
  );
  return all.map((_, b) =>
    Object.fromEntries([...estimators].map((name): [string, Slopes] => {
      const of = (part: string) => found[`${name} ${part}`]![b]!;
      return [name, {
        weights: of("weights"),
        points: of(isBoxes(structure) ? "centers" : "means"),
        spread: of(spreadName(structure)),
      }];
    }))
  );
}

/** For each entry of a spread: the product of widths that its gradient is measured by. */
export function unitsOf({ widths, recipe: { structure, d } }: ExtremeMixture): number[] {
  const least = times(d, (a) => Math.min(...widths.map((row) => row[a]!)));
  const rows = isShared(structure) ? [least] : widths;
  return rows.flatMap((row) => {
    switch (structure) {
      case "covariance":
      case "covariances":
        return row.flatMap((x) => row.map((y) => x * y));
      case "diagonal":
        return row.map((x) => x * x);
      case "spherical":
      case "variance":
        return [Math.min(...row) ** 2 / d];
      case "cubes":
        return [Math.min(...row) / d];
      case "boxes":
        return row;
      default:
        return structure satisfies never;
    }
  });
}

/** Whether two gradients are equal up to rounding. */
export function alike(
  mixture: ExtremeMixture,
  found: Slopes,
  expected: Slopes,
  { what, tools: { check, rounding } }: { readonly what: string; readonly tools: Tools },
): void {
  const units = unitsOf(mixture), { d } = mixture.recipe;
  const most = {
    // at weight 0 a row may reach nothing near: its slope has any size
    weights: (e: number) => rounding.weights * Math.max(1, Math.abs(expected.weights[e]!)),
    points: (e: number) => rounding.points[e % d]!,
    spread: (e: number) => rounding.spread / units[e]!,
  };
  for (const part of ["weights", "points", "spread"] as const) {
    const x = found[part], y = expected[part];
    let worst = -1;
    for (let e = 0; e < x.length; e++) {
      const isNear = x[e] === y[e] || Math.abs(x[e]! - y[e]!) <= most[part](e);
      if (!isNear) worst = e;
    }
    check(
      worst < 0,
      () =>
        `Expected entry ${worst} of ${what} in the ${part} to be ${y[worst]}, got ${x[worst]}: ` +
        `off by more than ${most[part](worst)}`,
    );
  }
}
