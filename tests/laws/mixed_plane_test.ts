/** Mixed mixtures in two dimensions, correlated Gaussians among them, against quadrature over the plane. */
import { assert, assertAlmostEquals } from "@std/assert";
import {
  compile,
  entropyBounds,
  evaluate,
  gradient,
  input,
  type Mixture,
  mixtureOf,
  monteCarloEntropy,
} from "../../mod.ts";
import { numbersOf } from "../support/results.ts";

const weights = [0.3, 0.25, 0.25, 0.2];
const sigma = [[1, 0.6], [0.6, 0.8]] as const;

/** Four components; a box that is moved and widened, and a Gaussian that is moved. */
function built({ centre = 0.4, width = 1.5, mean = -0.3 }) {
  return mixtureOf([
    { weight: weights[0]!, gaussian: { mean: [mean, 0.2], covariance: sigma } },
    { weight: weights[1]!, uniform: { center: [centre, -0.1], width: [width, 2] } },
    { weight: weights[2]!, laplace: { location: [0.9, -0.5], scale: [0.5, 0.8] } },
    { weight: weights[3]!, logistic: { location: [-0.7, 0.6], scale: 0.4 } },
  ]) as Mixture;
}

/** The density of the same, from its definition. */
function densityOf({ centre = 0.4, width = 1.5, mean = -0.3 }) {
  const det = sigma[0][0] * sigma[1][1] - sigma[0][1] ** 2;
  const logistic = (x: number, m: number, s: number) =>
    1 / (4 * s * Math.cosh((x - m) / (2 * s)) ** 2);
  const laplace = (x: number, m: number, b: number) => Math.exp(-Math.abs(x - m) / b) / (2 * b);
  return (x: number, y: number) => {
    const u = x - mean, v = y - 0.2;
    const square = (sigma[1][1] * u * u - 2 * sigma[0][1] * u * v + sigma[0][0] * v * v) / det;
    const gaussian = Math.exp(-square / 2) / (2 * Math.PI * Math.sqrt(det));
    const isInside = Math.abs(x - centre) <= width / 2 && Math.abs(y + 0.1) <= 1;
    return weights[0]! * gaussian + weights[1]! * (isInside ? 1 / (width * 2) : 0) +
      weights[2]! * laplace(x, 0.9, 0.5) * laplace(y, -0.5, 0.8) +
      weights[3]! * logistic(x, -0.7, 0.4) * logistic(y, 0.6, 0.4);
  };
}

/** Points and weights of Gauss and Legendre between neighbouring edges. */
function line(edges: readonly number[]): readonly (readonly [number, number])[] {
  const five = [[0, 0.5688888888888889], [0.5384693101056831, 0.47862867049936647], [
    0.906179845938664,
    0.23692688505618908,
  ]] as const;
  const sorted = [...new Set([...edges, ...Array.from({ length: 57 }, (_, t) => (t - 28) / 2)])]
    .sort((a, b) => a - b);
  return sorted.slice(1).flatMap((end, t) => {
    const half = (end - sorted[t]!) / 2, middle = sorted[t]! + half;
    return five.flatMap(([x, w]) =>
      (x === 0 ? [0] : [-x, x]).map((at) => [middle + half * at, half * w] as const)
    );
  });
}

function entropyOf(parameters: Parameters<typeof densityOf>[0]): number {
  const { centre = 0.4, width = 1.5 } = parameters, density = densityOf(parameters);
  const xs = line([centre - width / 2, centre + width / 2, 0.9]), ys = line([-1.1, 0.9, -0.5]);
  let sum = 0;
  for (const [x, wx] of xs) {
    for (const [y, wy] of ys) {
      const p = density(x, y);
      if (p > 0) sum -= wx * wy * p * Math.log(p);
    }
  }
  return sum;
}

Deno.test("in the plane bounds enclose, and draws of both sequences and forms meet the entropy", async () => {
  const p = built({}), truth = entropyOf({});
  const bounds = await evaluate(entropyBounds(p));
  for (const bound of Object.values(bounds.lowers)) assert((bound as number) <= truth);
  for (const bound of Object.values(bounds.uppers)) assert((bound as number) >= truth);
  assert(
    (bounds.lower as number) > truth - 0.3 && (bounds.upper as number) < truth + 0.25,
    `${bounds.lower} ${truth} ${bounds.upper}`,
  );
  for (const form of ["posterior", "plain"] as const) {
    for (const sequence of ["random", "sobol"] as const) {
      const { value, standardError } = await evaluate(
        monteCarloEntropy(p, { samples: 2 ** 14, form, sequence, seed: 5 }),
      );
      assertAlmostEquals(value as number, truth, 4.5 * (standardError as number));
    }
  }
});

Deno.test("in the plane gradients by draws are those of the true entropy, beside boxes too", () => {
  const p = built({}), h = 1e-4, replicates = 24;
  const slope = (name: "centre" | "width" | "mean", at: number) =>
    (entropyOf({ [name]: at + h }) - entropyOf({ [name]: at - h })) / (2 * h);
  const expected = {
    uniformCenters: slope("centre", 0.4),
    uniformWidths: slope("width", 1.5),
    gaussianMeans: slope("mean", -0.3),
  };
  const seed = input(0, { name: "seed" });
  const { value } = monteCarloEntropy(p, { samples: 2048, seed });
  using plan = compile(gradient(value, p), { inputs: { seed } });
  const runs = Array.from({ length: replicates }, (_, t) => plan.runSync({ seed: t + 1 }));
  for (const [name, want] of Object.entries(expected)) {
    const found = runs.map((run) => numbersOf((run as { [name: string]: never })[name]!)[0]!);
    const mean = found.reduce((a, b) => a + b) / replicates;
    const squares = found.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    const error = Math.sqrt(squares / (replicates - 1) / replicates);
    assert(Math.abs(mean - want) < 4.5 * error + 1e-5, `${name}: ${want}, got ${mean} ± ${error}`);
  }
});
