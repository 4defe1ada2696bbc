/**
 * Bounds between two mixtures by name against vectors of 34 digits, and brackets against true values (tests/vectors/mixtures34.json and
 * mixtures.json, made from definitions by quadrature).
 */
import { crossEntropy, evaluate, gaussianMixture, jensenShannon, klBetween } from "../../mod.ts";
import { squaredHellinger, symmetricKl, totalVariationBetween } from "../../mod.ts";
import { assert } from "@std/assert";
import type { Gaussians } from "../support/random_pairs.ts";

interface Pairs {
  readonly pairs: readonly {
    readonly name: string;
    readonly f: Gaussians;
    readonly g: Gaussians;
    readonly groupWeights: readonly [number, number];
    readonly expect: { readonly [name: string]: number };
  }[];
}

interface Divergences {
  readonly divergence: readonly (
    & { readonly name: string; readonly p: Gaussians; readonly q: Gaussians }
    & { readonly [K in (typeof truths)[number]]: number }
  )[];
}

const truths = [
  "crossEntropy",
  "crossEntropyUpper",
  "kl",
  "klReverse",
  "jensenShannon",
  "bhattacharyyaCoefficient",
  "totalVariation",
] as const;

async function vectors<T>(name: string): Promise<T> {
  const url = new URL(`../vectors/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url)) as T;
}

/** A bound that agrees to 1e−11 with a formula's value, on the outer side of it. */
function assertBound(found: number | undefined, formula: number, outward: -1 | 1, what: string) {
  assert(found !== undefined, what);
  const by = outward * (found - formula), slack = 1e-11 * Math.max(1, Math.abs(formula));
  assert(
    by <= slack && by >= -1e-14 * Math.max(1, Math.abs(formula)),
    `${what}: ${found}, ${formula}`,
  );
}

/** A bracket that holds a number, and an estimate that is near it. */
function assertEncloses(
  { lower, upper, estimate }: { lower: number; upper: number; estimate: number },
  truth: number,
  { width, error, what }: { width: number; error: number; what: string },
) {
  assert(
    lower <= truth + 1e-11 && truth - 1e-11 <= upper,
    `${what}: ${lower} ≤ ${truth} ≤ ${upper}`,
  );
  assert(upper - lower <= width, `${what}: ${lower} to ${upper}`);
  assert(Math.abs(estimate - truth) <= error, `${what}: ${estimate} for ${truth}`);
}

Deno.test("each named bound between two mixtures is its formula to 1e−11, moved outward", async () => {
  for (const { name, f, g, groupWeights, expect } of (await vectors<Pairs>("mixtures34")).pairs) {
    const p = gaussianMixture(f), q = gaussianMixture(g);
    const { cross, kl, js } = await evaluate({
      cross: crossEntropy(p, q),
      kl: klBetween(p, q),
      js: jensenShannon(p, q, { weights: groupWeights }),
    });
    assertBound(cross.uppers.jensen, expect.crossUpper!, 1, `${name} crossUpper`);
    assertBound(cross.lowers.overlaps, expect.crossLowerElk!, -1, `${name} crossLowerElk`);
    assertBound(kl.lowers.durrieu, expect.durrieuLower!, -1, `${name} durrieuLower`);
    assertBound(kl.uppers.durrieu, expect.durrieuUpper!, 1, `${name} durrieuUpper`);
    assertBound(kl.uppers.hersheyOlsen, expect.hersheyOlsen10!, 1, `${name} hersheyOlsen10`);
    for (const s of [0.5, 1] as const) {
      const bound = kl.lowers[`donskerVaradhan${s}`];
      assertBound(bound, expect[`donskerVaradhan${s}`]!, -1, `${name} donskerVaradhan${s}`);
    }
    assertBound(js.lowers.pairs, expect.groupPairSum!, -1, `${name} groupPairSum`);
    for (const estimate of ["variational", "product"] as const) {
      const off = Math.abs(kl.estimates[estimate]! - expect[estimate]!);
      assert(off <= 1e-12 * Math.max(1, expect[estimate]!), `${name} ${estimate}`);
    }
    const d = f.means[0]!.length, far = { width: d === 1 ? 1e-4 : 5e-3, error: 1e-5 };
    assertEncloses(cross, expect.crossFG!, { ...far, what: `${name} cross entropy` });
    assertEncloses(kl, expect.klFG!, { ...far, what: `${name} KL` });
    assertEncloses(js, expect.groupInformation!, { ...far, what: `${name} information` });
  }
});

Deno.test("on the line all brackets between two mixtures hold the truth and are narrow", async () => {
  for (const e of (await vectors<Divergences>("mixtures")).divergence) {
    const p = gaussianMixture(e.p), q = gaussianMixture(e.q);
    const found = await evaluate({
      crossEntropy: crossEntropy(p, q),
      jensenShannon: jensenShannon(p, q),
      hellinger: squaredHellinger(p, q),
      variation: totalVariationBetween(p, q),
      symmetric: symmetricKl(p, q),
    });
    const off = (width: number, error: number, what: string) => ({
      width,
      error,
      what: `${e.name} ${what}`,
    });
    assertEncloses(found.crossEntropy, e.crossEntropy, off(1e-4, 1e-6, "cross entropy"));
    assertBound(found.crossEntropy.uppers.jensen, e.crossEntropyUpper, 1, `${e.name} jensen`);
    assertEncloses(found.jensenShannon, e.jensenShannon, off(1e-4, 1e-6, "Jensen–Shannon"));
    assertEncloses(found.symmetric, e.kl + e.klReverse, off(3e-4, 1e-6, "symmetric KL"));
    const hellinger = 1 - e.bhattacharyyaCoefficient;
    assertEncloses(found.hellinger, hellinger, off(3e-4, 2e-4, "Hellinger"));
    assertEncloses(found.variation, e.totalVariation, off(2e-3, 1e-3, "total variation"));
  }
});
