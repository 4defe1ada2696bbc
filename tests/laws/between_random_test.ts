/** No bound between two random mixtures is on the wrong side of the truth by quadrature; the brackets are narrow. A hundred pairs. */
import {
  crossEntropy,
  evaluate,
  gaussianMixture,
  jensenShannon,
  klBetween,
  squaredHellinger,
  totalVariationBetween,
} from "../../mod.ts";
import { assert } from "@std/assert";
import { batchOf, type Between, betweenByLattice, randomPair } from "../support/random_pairs.ts";
import { times } from "../support/random_numbers.ts";

const median = (numbers: readonly number[]) =>
  numbers.toSorted((x, y) => x - y)[numbers.length >> 1]!;

/** What is tried. */
const quantities = [
  "crossEntropy",
  "klBetween",
  "jensenShannon",
  "squaredHellinger",
  "totalVariation",
] as const;

interface Tried {
  readonly data: Float64Array;
}

interface Ends {
  readonly lower: Tried;
  readonly upper: Tried;
  readonly estimate: Tried;
  readonly lowers: { readonly [name: string]: Tried };
  readonly uppers: { readonly [name: string]: Tried };
}

/** All bounds of some pairs of equal sizes, as one batch, against the truth; the widths of brackets by quantity. */
async function widthsOf(
  seeds: readonly number[],
  d: number,
  sizes: readonly [number, number],
  slack: (truth: number, quantity: keyof Between) => number,
): Promise<Map<string, { widths: number[]; errors: number[] }>> {
  const pairs = seeds.map((seed) => randomPair(seed, d, sizes));
  const p = gaussianMixture(batchOf(pairs.map((pair) => pair.p)));
  const q = gaussianMixture(batchOf(pairs.map((pair) => pair.q)));
  const found: { readonly [K in (typeof quantities)[number]]: Ends } = await evaluate({
    crossEntropy: crossEntropy(p, q),
    klBetween: klBetween(p, q),
    jensenShannon: jensenShannon(p, q),
    squaredHellinger: squaredHellinger(p, q),
    totalVariation: totalVariationBetween(p, q),
  });
  const result = new Map(quantities.map((name) => [name, { widths: [], errors: [] }]));
  pairs.forEach((pair, b) => {
    const truth = betweenByLattice(pair.p, pair.q, d === 1 ? 12 : 3);
    for (const name of quantities) {
      const { lower, upper, estimate, lowers, uppers } = found[name], x = truth[name];
      const off = slack(x, name), what = `${name} of ${pair.kind} seed ${seeds[b]}, truth ${x}`;
      for (const [which, bound] of Object.entries(lowers)) {
        assert(bound.data[b]! <= x + off, `${what}: ${which} ${bound.data[b]} below`);
      }
      for (const [which, bound] of Object.entries(uppers)) {
        assert(bound.data[b]! >= x - off, `${what}: ${which} ${bound.data[b]} above`);
      }
      const inside = estimate.data[b]!;
      assert(lower.data[b]! <= inside && inside <= upper.data[b]!, what);
      const { widths, errors } = result.get(name) as { widths: number[]; errors: number[] };
      widths.push(upper.data[b]! - lower.data[b]!);
      errors.push(Math.abs(inside - x));
    }
  });
  return result;
}

Deno.test("on the line no bound of 60 random pairs is violated, and brackets are narrower than 1e−3", async () => {
  const slack = (truth: number, name: string) =>
    name === "totalVariation" ? 2e-5 : 1e-9 * (1 + Math.abs(truth));
  const sizes = [[1, 3], [2, 3], [4, 4], [5, 2]] as const;
  const all = await Promise.all(
    sizes.map((each, t) => widthsOf(times(15, (s) => 100 * t + s), 1, each, slack)),
  );
  for (const name of quantities) {
    const widths = all.flatMap((each) => each.get(name)!.widths);
    assert(median(widths) < 1e-3, `${name} ${median(widths)}`);
  }
  const errors = all.flatMap((each) => each.get("klBetween")!.errors);
  assert(median(errors) < 1e-6, `${median(errors)}`);
});

Deno.test("in the plane no bound of 42 random pairs is violated, and brackets reach what MATH.md reached", async () => {
  const slack = (truth: number, name: string) =>
    name === "totalVariation" ? 2e-2 : 1e-6 * (1 + Math.abs(truth));
  const sizes = [[2, 2], [4, 4], [3, 1]] as const;
  const all = await Promise.all(
    sizes.map((each, t) => widthsOf(times(14, (s) => 100 * t + s), 2, each, slack)),
  );
  const most = { crossEntropy: 0.043, klBetween: 0.043, jensenShannon: 0.017 } as const;
  for (const [name, width] of Object.entries(most)) {
    const widths = all.flatMap((each) => each.get(name)!.widths);
    assert(median(widths) < width, `${name} ${median(widths)}`);
  }
  const errors = all.flatMap((each) => each.get("klBetween")!.errors);
  assert(median(errors) < 1e-3, `${median(errors)}`);
});
