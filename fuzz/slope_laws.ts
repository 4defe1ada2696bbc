/** What the gradients of one mixture must be by themselves. */
import { isBoxes, isShared } from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { times } from "../tests/support/random_numbers.ts";
import { type AllSlopes, type Slopes, type Tools, unitsOf } from "./gradients.ts";
import { valuesOf } from "./plans.ts";
import { mostApart } from "./rounding.ts";

/** Moving the origin changes nothing. */
export function standsStill(
  { recipe: { d } }: ExtremeMixture,
  name: string,
  { points }: Slopes,
  { check, rounding }: Tools,
): void {
  const sums = times(d, () => 0);
  points.forEach((x, e) => sums[e % d]! += x);
  sums.forEach((sum, a) =>
    check(
      Math.abs(sum) <= rounding.points[a]!,
      () => `Expected the slopes of ${name} along ${a} to sum to 0, got ${sum}`,
    )
  );
}

/** The most that rounding may leave of the number of dimensions for a check to be worth making. */
const vacuous = 1e-2;

/** x → eᵗx adds td: Σ μ·∂h/∂μ + 2 Σ tr(Σ ∂h/∂Σ) = d; for boxes Σ m·∂h/∂m + Σ w·∂h/∂w = d. */
export function grows(
  mixture: ExtremeMixture,
  name: string,
  { points, spread }: Slopes,
  { check, rounding }: Tools,
): void {
  const { m, recipe: { structure, d } } = mixture;
  const units = unitsOf(mixture), power = isBoxes(structure) ? 1 : 2;
  const heaviest = m.entries.reduce((best, entry) => entry.weight > best.weight ? entry : best);
  const spreads = (isShared(structure) ? m.entries.slice(0, 1) : m.entries)
    .flatMap((entry) => [entry.spread].flat(2) as number[]);
  let growth = 0, slack = 0;
  points.forEach((x, e) => {
    const from = m.entries[Math.floor(e / d)]!.point[e % d]! - heaviest.point[e % d]!;
    growth += x * from;
    slack += Math.abs(from) * rounding.points[e % d]!;
  });
  spread.forEach((x, e) => {
    growth += power * x * spreads[e]!;
    slack += power * Math.abs(spreads[e]!) / units[e]! * rounding.spread;
  });
  if (!(slack <= vacuous * d)) return;
  check(
    Math.abs(growth - d) <= slack,
    () => `Expected ${name} to grow by ${d} with the unit, got ${growth}`,
  );
}

/** A covariance gets a symmetric gradient. */
export function isSymmetric(
  mixture: ExtremeMixture,
  name: string,
  { spread }: Slopes,
  { check, rounding }: Tools,
): void {
  const { structure, d } = mixture.recipe;
  if (structure !== "covariance" && structure !== "covariances") return;
  const units = unitsOf(mixture);
  const asymmetric = spread.findIndex((x, e) => {
    const start = e - e % (d * d), row = Math.floor(e / d) % d, column = e % d;
    return !(Math.abs(x - spread[start + column * d + row]!) <= rounding.spread / units[e]!);
  });
  check(asymmetric < 0, () => `Expected a symmetric gradient of ${name}, got ${asymmetric}`);
}

/** Σ cᵢ(∂h/∂cᵢ + 1) = h, for the conditional entropy Σ cᵢ ∂h/∂cᵢ = h. */
export function isEuler(
  mixture: ExtremeMixture,
  base: AllSlopes,
  { route, check, rounding }: Tools,
): void {
  const [values] = valuesOf([mixture.m], route);
  for (const [name, { weights }] of Object.entries(base)) {
    const sum = mixture.m.entries.reduce(
      (sum, { weight }, i) => weight === 0 ? sum : sum + weight * weights[i]!,
      0,
    );
    const expected = values![name]! - (name === "conditional" ? 0 : 1);
    check(
      Math.abs(sum - expected) <= rounding.weights,
      () => `Expected Σ c ∂${name}/∂c to be ${expected}, got ${sum}`,
    );
  }
}

/** The gradients of the conditional and the joint entropy have closed forms. */
export function haveClosedForms(
  mixture: ExtremeMixture,
  base: AllSlopes,
  { check, rounding }: Tools,
): void {
  const { m, logSizes, widths, recipe: { structure, d } } = mixture;
  const most = mostApart(mixture);
  m.entries.forEach(({ weight }, i) => {
    const h = isBoxes(structure)
      ? logSizes[i]!
      : d / 2 * Math.log(2 * Math.PI * Math.E) + logSizes[i]! / 2;
    const { conditional, joint } = base as { conditional: Slopes; joint: Slopes };
    const nears = (what: string, got: number, expected: number, slack: number) =>
      check(
        Math.abs(got - expected) <= slack,
        () => `Expected ${what} of component ${i} to be ${expected}, got ${got}`,
      );
    nears("∂ conditional/∂c", conditional.weights[i]!, h, most);
    if (weight > 0) nears("∂ joint/∂c", joint.weights[i]!, h - Math.log(weight) - 1, most + 1e-12);
    for (const { points } of [conditional, joint]) {
      check(
        points.subarray(i * d, (i + 1) * d).every((x) => x === 0),
        () => `Expected no slope in the points of component ${i}, got ${points}`,
      );
    }
    if (isShared(structure)) return;
    const isFull = structure === "covariances", block = isFull ? d * d : 1;
    widths[i]!.forEach((width, a) => {
      const isOne = structure === "spherical";
      if (isOne && a > 0) return;
      const e = isFull ? i * block + a * d + a : isOne ? i : i * d + a;
      const slope = isBoxes(structure)
        ? weight / width
        : weight * (isOne ? d : 1) / (2 * width * width);
      const slack = rounding.spread / (isBoxes(structure) ? width : width * width);
      nears(`∂ joint/∂spread ${a}`, joint.spread[e]!, slope, slack * (isOne ? d : 1));
    });
  });
}
