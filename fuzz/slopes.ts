/** The identities of gradients, for mixtures at the ends of what numbers can be. */
import { isBoxes, isShared, spreadName } from "../tests/entries.ts";
import { drawExtreme, type ExtremeMixture } from "../tests/extreme_mixtures.ts";
import { randomNumbers, times } from "../tests/random_mixtures.ts";
import { type Check, hunt } from "./hunt.ts";
import { asked } from "./identities.ts";
import { mirrored, moved, reordered, scaled, shuffle, split } from "./maps.ts";
import { pasteMixture } from "./paste.ts";
import { askAll, type Route, valuesOf } from "./plans.ts";
import { mostApart, type SlopeRounding, slopeRounding } from "./rounding.ts";

/** The gradient of one estimate, by parameter. */
interface Slopes {
  readonly weights: Float64Array;
  readonly points: Float64Array;
  readonly spread: Float64Array;
}

/** The gradients of one mixture, by estimator. */
interface AllSlopes {
  readonly [estimator: string]: Slopes;
}

/**
 * Whether doubles hold the gradients, in every unit that they are asked in: those in a covariance go like (Σ⁻¹)ₐₐ, the square of
 * 1/width.
 */
function areHeld({ m, widths }: ExtremeMixture): boolean {
  return isBoxes(m.structure) || Math.min(...widths.flat()) > 2 ** -440;
}

export const slopes = hunt({
  name: "slopes",
  law: "gradients move with the mixture, scale with the unit and sum to what they must",
  share: 4,
  inputs: asked.filter(({ recipe }) => areHeld(drawExtreme(recipe))),
  paste: ({ recipe, route }) => pasteMixture(drawExtreme(recipe), `route: ${route}`),
  holdsFor: ({ recipe, route }, check) => {
    const mixture = drawExtreme(recipe);
    const tools = {
      random: randomNumbers(recipe.seed + 1),
      route,
      check,
      rounding: slopeRounding(mixture),
    };
    const base = underMaps(mixture, tools);
    for (const [name, one] of Object.entries(base)) {
      standsStill(mixture, name, one, tools);
      grows(mixture, name, one, tools);
      isSymmetric(mixture, name, one, tools);
    }
    isEuler(mixture, base, tools);
    areKnown(mixture, base, tools);
    withOneMore(mixture, base, tools);
  },
});

interface Tools {
  readonly random: () => number;
  readonly route: Route;
  readonly check: Check;
  readonly rounding: SlopeRounding;
}

/** The gradients of each of a list of forms of a mixture. */
function slopesOf(
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
function unitsOf({ widths, recipe: { structure, d } }: ExtremeMixture): number[] {
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

/** Gradients of the mixture; those of maps of it, in one batch, follow from them. */
function underMaps(mixture: ExtremeMixture, tools: Tools): AllSlopes {
  const { random, route } = tools;
  const { m, recipe: { structure, k, d, unit } } = mixture;
  const halvings = Math.round((unit > 0 ? -1 : 1) * 40 * random());
  const order = shuffle(k, random);
  const same = (x: Float64Array) => x;
  const times = (factor: number) => (x: Float64Array) => x.map((value) => factor * value);
  const permuted = (block: number) => (x: Float64Array) =>
    Float64Array.from(x, (_, e) => x[order[Math.floor(e / block)]! * block + e % block]!);
  const isFull = structure === "covariances";
  const spreadBlock = isFull ? d * d : structure === "diagonal" || structure === "boxes" ? d : 1;
  const maps = [
    {
      name: "another order",
      m: reordered(m, order),
      weights: permuted(1),
      points: permuted(d),
      spread: isShared(structure) ? same : permuted(spreadBlock),
    },
    { name: "a mirror", m: mirrored(m), weights: same, points: times(-1), spread: same },
    { name: "a translation", m: moved(mixture, random), weights: same, points: same, spread: same },
    {
      name: `the unit 2^${-halvings}`,
      m: scaled(m, halvings),
      weights: same,
      points: times(2 ** -halvings),
      spread: times(2 ** (-halvings * (isBoxes(structure) ? 1 : 2))),
    },
  ];
  const all = slopesOf([m, ...maps.map((map) => map.m)], route);
  const [base] = all as [AllSlopes];
  maps.forEach((map, t) => {
    // ∂h/∂c grows with the unit as h does: h(tc) = t(h(c) − ln t)
    for (const [name, found] of Object.entries(all[t + 1]!)) {
      const { weights, points, spread } = base[name]!;
      // back in the units and the order of the base
      const factor = map.name.startsWith("the unit") ? halvings : 0;
      const back = {
        weights: found.weights,
        points: found.points.map((x) => x * 2 ** factor),
        spread: found.spread.map((x) => x * 2 ** (factor * (isBoxes(structure) ? 1 : 2))),
      };
      const expected = {
        // at weight 0 the slope may be 0 by convention: where no other component reaches it is infinite
        weights: map.weights(weights).map((x, i) =>
          m.entries[i]!.weight === 0 ? found.weights[i]! : x + d * factor * Math.LN2
        ),
        points: factor === 0 ? map.points(points) : points,
        spread: factor === 0 ? map.spread(spread) : spread,
      };
      const mapped = map.name === "another order"
        ? { ...mixture, widths: order.map((i) => mixture.widths[i]!) }
        : mixture;
      alike(mapped, back, expected, { what: `the gradient of ${name} under ${map.name}`, tools });
    }
  });
  return base;
}

/** Whether two gradients are equal up to rounding. */
function alike(
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

/** Moving the origin changes nothing. */
function standsStill(
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
function grows(
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
function isSymmetric(
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
function isEuler(
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
function areKnown(mixture: ExtremeMixture, base: AllSlopes, { check, rounding }: Tools): void {
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

/** Both parts of a component in two have its slope in the weight, and together its other slopes. */
function withOneMore(mixture: ExtremeMixture, base: AllSlopes, tools: Tools): void {
  const { random, route } = tools;
  const { m, recipe: { structure, k, d } } = mixture;
  const chosen = Math.floor(random() * k);
  const [parts] = slopesOf([split(m, chosen)], route) as [AllSlopes];
  const together = (x: Float64Array, block: number) => {
    const joined = new Float64Array(x.length - block);
    x.forEach((value, e) => joined[e < (chosen + 1) * block ? e : e - block]! += value);
    return joined;
  };
  for (const [name, found] of Object.entries(parts)) {
    if (name === "joint") continue;
    const { weights, points, spread } = found;
    const back = {
      weights: weights.filter((_, i) => i !== chosen + 1),
      points: together(points, d),
      spread: isShared(structure) ? spread : together(spread, spread.length / (k + 1)),
    };
    const what = `the gradient of ${name} after a split of component ${chosen}`;
    alike(mixture, back, base[name]!, { what, tools });
    const [first, second] = [weights[chosen]!, weights[chosen + 1]!];
    tools.check(
      first === second || Math.abs(first - second) <= tools.rounding.weights,
      () => `Expected equal slopes of ${name} in both parts, got ${first} and ${second}`,
    );
  }
}
