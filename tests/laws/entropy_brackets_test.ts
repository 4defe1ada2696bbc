/** The bracket of `entropyBounds` for random Gaussian mixtures, against their entropies by the trapezoidal rule. */
import { entropyBounds, evaluate, gaussianMixture } from "../../mod.ts";
import { assert } from "@std/assert";
import { gaussianEntropy } from "../support/exact_entropy.ts";
import { type RandomGaussians, randomGaussians } from "../support/random_gaussians.ts";

/** The entropy in the plane: the trapezoidal rule with ⅖ of the smallest standard deviation errs by less than 1e−9. */
function planeEntropy({ weights, means, covariances }: RandomGaussians): number {
  const parts = covariances.map((s, i) => {
    const a = s[0]![0]!, b = s[0]![1]!, c = s[1]![1]!, x = means[i]![0]!, y = means[i]![1]!;
    const det = a * c - b * b, least = (a + c) / 2 - Math.hypot((a - c) / 2, b);
    const height = weights[i]! / (2 * Math.PI * Math.sqrt(det));
    return { x, y, xx: c / det, xy: -b / det, yy: a / det, height, least: Math.sqrt(least) };
  });
  const range = (axis: 0 | 1) => {
    const reach = covariances.map((s) => 8.5 * Math.sqrt(s[axis]![axis]!));
    const at = means.map((m) => m[axis]!);
    return [
      Math.min(...at.map((m, i) => m - reach[i]!)),
      Math.max(...at.map((m, i) => m + reach[i]!)),
    ] as const;
  };
  const [left, right] = range(0), [low, high] = range(1);
  const step = 0.4 * Math.min(...parts.map(({ least }) => least));
  let entropy = 0;
  for (let x = left; x <= right; x += step) {
    for (let y = low; y <= high; y += step) {
      let p = 0;
      for (const part of parts) {
        const u = x - part.x, v = y - part.y;
        p += part.height *
          Math.exp(-0.5 * (part.xx * u * u + 2 * part.xy * u * v + part.yy * v * v));
      }
      if (p > 0) entropy -= p * Math.log(p) * step * step;
    }
  }
  return entropy;
}

/** Checks the bracket of a mixture; its width beside that of the bounds of Kolchinsky & Tracey. */
async function ratioOf(sample: RandomGaussians, entropy: number, what: string): Promise<number> {
  const { lower, upper, lowers, uppers } = await evaluate(entropyBounds(gaussianMixture(sample)));
  const slack = 1e-9 * (1 + Math.abs(entropy));
  for (const [name, x] of Object.entries(lowers)) {
    assert(x <= entropy + slack, `${what}: ${name} ${x} ≤ ${entropy}`);
  }
  for (const [name, x] of Object.entries(uppers)) {
    assert(x >= entropy - slack, `${what}: ${name} ${x} ≥ ${entropy}`);
  }
  return (upper - lower) / (uppers.kl! - lowers.bhattacharyya!);
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((x, y) => x - y)[numbers.length >> 1]!;
}

Deno.test("on the line every bound is on its side, and the bracket is mostly less than an eighth of what pairs of distances give", async () => {
  const ratios: number[] = [];
  for (let seed = 0; seed < 80; seed++) {
    const sample = randomGaussians(seed, 1);
    const entropy = gaussianEntropy(
      sample.weights,
      sample.means.map(([m]) => m!),
      sample.covariances.map((s) => s[0]![0]!),
    );
    ratios.push(await ratioOf(sample, entropy, `seed ${seed}`));
  }
  assert(medianOf(ratios) < 1 / 8, `${medianOf(ratios)}`);
});

Deno.test("in the plane every bound is on its side, and the bracket is mostly less than a fifth of what pairs of distances give", async () => {
  const ratios: number[] = [];
  for (let seed = 0; seed < 24; seed++) {
    const sample = randomGaussians(seed, 2);
    ratios.push(await ratioOf(sample, planeEntropy(sample), `seed ${seed}`));
  }
  assert(medianOf(ratios) < 1 / 5, `${medianOf(ratios)}`);
});
