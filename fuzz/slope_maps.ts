/** What a map of a mixture does to its gradients. */
import { isBoxes, isShared } from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { alike, type AllSlopes, slopesOf, type Tools } from "./gradients.ts";
import { mirrored, moved, reordered, scaled, shuffle, split } from "./maps.ts";

/** A map of a mixture, and what it makes of each part of a gradient. */
interface GradientMap {
  readonly name: string;
  readonly m: ExtremeMixture["m"];
  /** Of a change of unit: the unit is 2^−halvings. */
  readonly halvings?: number;
  readonly weights: (x: Float64Array) => Float64Array;
  readonly points: (x: Float64Array) => Float64Array;
  readonly spread: (x: Float64Array) => Float64Array;
}

/** Gradients of the mixture; those of maps of it, in one batch, follow from them. */
export function underMaps(mixture: ExtremeMixture, tools: Tools): AllSlopes {
  const { random, route } = tools;
  const { m, recipe: { structure, k, d, unit } } = mixture;
  const halvings = Math.round((unit > 0 ? -1 : 1) * 40 * random());
  const order = shuffle(k, random);
  const same = (x: Float64Array) => x, negated = (x: Float64Array) => x.map((value) => -value);
  const permuted = (block: number) => (x: Float64Array) =>
    Float64Array.from(x, (_, e) => x[order[Math.floor(e / block)]! * block + e % block]!);
  const isFull = structure === "covariances";
  const spreadBlock = isFull ? d * d : structure === "diagonal" || structure === "boxes" ? d : 1;
  const maps: readonly GradientMap[] = [
    {
      name: "another order",
      m: reordered(m, order),
      weights: permuted(1),
      points: permuted(d),
      spread: isShared(structure) ? same : permuted(spreadBlock),
    },
    { name: "a mirror", m: mirrored(m), weights: same, points: negated, spread: same },
    { name: "a translation", m: moved(mixture, random), weights: same, points: same, spread: same },
    // compared in the units of the base
    {
      name: `the unit 2^${-halvings}`,
      m: scaled(m, halvings),
      halvings,
      weights: same,
      points: same,
      spread: same,
    },
  ];
  const all = slopesOf([m, ...maps.map((map) => map.m)], route);
  const [base] = all as [AllSlopes];
  maps.forEach((map, t) => {
    // ∂h/∂c grows with the unit as h does: h(tc) = t(h(c) − ln t)
    for (const [name, found] of Object.entries(all[t + 1]!)) {
      const { weights, points, spread } = base[name]!;
      const factor = map.halvings ?? 0;
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
        points: map.points(points),
        spread: map.spread(spread),
      };
      const mapped = map.name === "another order"
        ? { ...mixture, widths: order.map((i) => mixture.widths[i]!) }
        : mixture;
      alike(mapped, back, expected, { what: `the gradient of ${name} under ${map.name}`, tools });
    }
  });
  return base;
}

/** Both parts of a component in two have its slope in the weight, and together its other slopes. */
export function withOneMore(mixture: ExtremeMixture, base: AllSlopes, tools: Tools): void {
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
