/**
 * Gradients of Monte Carlo divergences are unbiased, in both mixtures: their mean over seeds is the gradient of the truth, by
 * differences of quadratures in the test. The seeds are fixed.
 */
import {
  compile,
  gaussianMixture,
  gradient,
  input,
  type Mixture,
  uniformMixture,
} from "../../mod.ts";
import { assert } from "@std/assert";
import {
  type LineMixture,
  onTheLine,
  type QuantityName,
  slopesOnTheLine,
} from "../support/divergence_truth.ts";
import { mixtureOnTheLine } from "../support/divergence_cases.ts";
import { drawnEstimators } from "../support/drawn_quantities.ts";
import { numbersOf } from "../support/results.ts";

type Slopes = { readonly [W in "p" | "q"]: { readonly [parameter: string]: readonly number[] } };

interface Drawn {
  readonly samples?: number;
  readonly seeds?: number;
  readonly sequence?: "random" | "sobol";
}

/** Fails unless the mean of every slope over the seeds is its true value, within 4.5 standard errors. */
function assertMean(
  name: QuantityName,
  { p, q }: { readonly [W in "p" | "q"]: Mixture },
  truth: Slopes,
  { samples = 500, seeds = 60, sequence = "random" }: Drawn = {},
): void {
  const seed = input(0, { name: "seed" });
  const { value } = drawnEstimators[name](p, q, { samples, seed, sequence });
  const plan = compile({ p: gradient(value, p), q: gradient(value, q) }, { inputs: { seed } });
  const runs = Array.from({ length: seeds }, (_, run) => plan.runSync({ seed: run }));
  for (const which of ["p", "q"] as const) {
    for (const [parameter, expected] of Object.entries(truth[which])) {
      expected.forEach((exact, t) => {
        const all = runs.map((run) => numbersOf(run[which][parameter]!)[t]!);
        const mean = all.reduce((sum, x) => sum + x, 0) / seeds;
        const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seeds - 1);
        const error = Math.sqrt(variance / seeds);
        assert(
          Math.abs(mean - exact) <= 4.5 * error + 1e-8,
          `∂${name}/∂${which}.${parameter}[${t}]: ${mean} ± ${error}, exact ${exact}`,
        );
      });
    }
  }
}

function assertUnbiased(
  name: QuantityName,
  [p, q]: readonly [LineMixture, LineMixture],
  drawn: Drawn = {},
): void {
  const truth = {
    p: named(slopesOnTheLine(p, (moved) => onTheLine(name, moved, q))),
    q: named(slopesOnTheLine(q, (moved) => onTheLine(name, p, moved))),
  };
  assertMean(name, { p: mixtureOnTheLine(p), q: mixtureOnTheLine(q) }, truth, drawn);
}

/** Variances are given to the library as matrices. */
function named({ variances, ...others }: Slopes["p"]): Slopes["p"] {
  return variances === undefined ? others : { ...others, covariances: variances };
}

const narrow: LineMixture = {
  family: "gaussian",
  weights: [0.3, 0.7],
  means: [-1, 0.8],
  variances: [0.4, 0.9],
};
const wide: LineMixture = {
  family: "gaussian",
  weights: [0.5, 0.2, 0.3],
  means: [-0.5, 1.5, 0.1],
  variances: [1.1, 0.6, 2],
};
const sharp: LineMixture = {
  family: "laplace",
  weights: [0.3, 0.7],
  locations: [0.5, -0.3],
  scales: [0.6, 1],
};
const boxes: LineMixture = {
  family: "uniform",
  weights: [0.6, 0.4],
  centers: [0.1, 0.9],
  widths: [1.3, 0.8],
};
const around: LineMixture = {
  family: "uniform",
  weights: [0.2, 0.5, 0.3],
  centers: [0.3, 0.5, 0.8],
  widths: [3, 1.2, 1.1],
};
const aside: LineMixture = {
  family: "uniform",
  weights: [0.5, 0.5],
  centers: [0.6, 1.7],
  widths: [1.1, 0.9],
};

const all: readonly QuantityName[] = ["kl", "symmetric", "jensenShannon", "crossEntropy"];
const cases: readonly [string, readonly [LineMixture, LineMixture], readonly QuantityName[]][] = [
  ["Gaussians", [narrow, wide], all],
  ["Laplace distributions beside Gaussians", [sharp, wide], ["kl", "jensenShannon"]],
  ["boxes within boxes", [boxes, around], ["kl", "jensenShannon", "crossEntropy"]],
  ["boxes that stick out", [boxes, aside], ["jensenShannon"]],
  ["boxes and Gaussians", [boxes, wide], ["kl", "jensenShannon", "crossEntropy"]],
  ["Gaussians and boxes", [wide, boxes], ["jensenShannon"]],
];

for (const [what, pair, names] of cases) {
  for (const name of names) {
    Deno.test(`the mean Monte Carlo gradient is that of the truth: ${name} of ${what}`, () =>
      assertUnbiased(name, pair));
  }
}

Deno.test("so it is by Sobol's sequence, and from six draws", () => {
  assertUnbiased("kl", [narrow, wide], { sequence: "sobol", samples: 256, seeds: 40 });
  assertUnbiased("jensenShannon", [boxes, aside], { sequence: "sobol", seeds: 40 });
  assertUnbiased("kl", [narrow, wide], { samples: 6, seeds: 300 });
});

Deno.test("several families: beside a box all others go by the score", () => {
  const gaussian: LineMixture = {
    family: "gaussian",
    weights: [0.4, 0.2],
    means: [-1, 2],
    variances: [0.5, 0.3],
  };
  const box: LineMixture = { family: "uniform", weights: [0.4], centers: [0.5], widths: [2] };
  const laplace: LineMixture = {
    family: "laplace",
    weights: [0.3, 0.7],
    locations: [0.5, -0.3],
    scales: [1.2, 2],
  };
  for (const name of ["kl", "jensenShannon"] as const) {
    const ofGaussian = named(
      slopesOnTheLine(gaussian, (moved) => onTheLine(name, [moved, box], laplace)),
    );
    const ofBox = slopesOnTheLine(box, (moved) => onTheLine(name, [gaussian, moved], laplace));
    const inWhole = (prefix: string, slopes: Slopes["p"]) =>
      Object.entries(slopes).map(([parameter, x]) =>
        [prefix + parameter[0]!.toUpperCase() + parameter.slice(1), x] as const
      );
    assertMean(name, { p: mixtureOnTheLine([gaussian, box]), q: mixtureOnTheLine(laplace) }, {
      p: Object.fromEntries([...inWhole("gaussian", ofGaussian), ...inWhole("uniform", ofBox)]),
      q: slopesOnTheLine(laplace, (moved) => onTheLine(name, [gaussian, box], moved)),
    });
  }
});

Deno.test("in the plane: a box and a Gaussian, by the closed form", () => {
  // KL = −ln|V| + ½[2 ln 2π + ln|Σ| + tr Σ⁻¹ diag(w²/12) + δᵀΣ⁻¹δ]
  const width = [1.5, 0.7], delta = [0.4, -0.3], [a, b, c] = [0.9, 0.3, 0.6];
  const det = a! * c! - b! * b!, inverse = [[c! / det, -b! / det], [-b! / det, a! / det]];
  const pulled = inverse.map((row) => row[0]! * delta[0]! + row[1]! * delta[1]!);
  const p = uniformMixture({ centers: [[5 + delta[0]!, 2 + delta[1]!]], widths: [width] });
  const q = gaussianMixture({ means: [[5, 2]], covariances: [[[a!, b!], [b!, c!]]] });
  const widths = width.map((w, t) => -1 / w + inverse[t]![t]! * w / 12);
  assertMean("kl", { p, q }, {
    p: { centers: pulled, widths },
    q: { means: pulled.map((x) => -x) },
  });
});

Deno.test("in the plane: two boxes that meet, by the closed form", () => {
  const p = [1, 0.5, 2, 1.6], q = [1.8, 1.1, 1.5, 1.2];
  // of the parts in one box alone and in both
  const divergence = (f: readonly number[], g: readonly number[]) => {
    const edge = (t: 0 | 1) =>
      Math.min(f[t]! + f[t + 2]! / 2, g[t]! + g[t + 2]! / 2) -
      Math.max(f[t]! - f[t + 2]! / 2, g[t]! - g[t + 2]! / 2);
    const common = edge(0) * edge(1), x = 1 / (f[2]! * f[3]!), y = 1 / (g[2]! * g[3]!);
    const side = (own: number, other: number) =>
      (1 - common * own) * Math.LN2 + common * own * Math.log(2 * own / (own + other));
    return 0.5 * (side(x, y) + side(y, x));
  };
  const slopes = (f: readonly number[], value: (moved: number[]) => number) =>
    f.map((_, t) => {
      const by = (h: number) => value(f.map((x, u) => u === t ? x + h : x));
      return (by(1e-6) - by(-1e-6)) / 2e-6;
    });
  const named = ([x, y, ...widths]: number[]) => ({ centers: [x!, y!], widths });
  const box = ([x, y, ...widths]: readonly number[]) =>
    uniformMixture({ centers: [[x!, y!]], widths: [widths] });
  assertMean("jensenShannon", { p: box(p), q: box(q) }, {
    p: named(slopes(p, (moved) => divergence(moved, q))),
    q: named(slopes(q, (moved) => divergence(p, moved))),
  });
});
