/**
 * Fits a mixture q of five Gaussians to a mixture p of twenty in the plane, by Adam on two losses: an upper bound of KL(p‖q), and
 * its Monte Carlo estimate with new draws at each step. The bound has no noise, but its least value need not be where KL is least; the
 * estimate has unbiased gradients of KL itself. What KL is at the end is found by quadrature.
 *
 *     deno task example:fit-divergence
 */
import {
  compile,
  crossEntropy,
  entropy,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  monteCarloKl,
  softmax,
} from "@mixtropy/mixtropy";
import { exp, sub } from "@mixtropy/mixtropy/ops";
import { adam, copyOf, type Tensor } from "./adam.ts";
import { filled, normal, uniform } from "./random.ts";

/** What is fitted: k logits, k means and the logarithms of k variances for each coordinate. */
export type Theta = {
  readonly logits: Tensor<readonly [k: number]>;
  readonly means: Tensor<readonly [k: number, d: number]>;
  readonly logVariances: Tensor<readonly [k: number, d: number]>;
};

/** A mixture in the plane as numbers. */
export interface PlaneMixture {
  readonly weights: readonly number[];
  readonly means: readonly (readonly [number, number])[];
  readonly variances: readonly (readonly [number, number])[];
}

/** Which loss is made small. */
export type LossName = "bound" | "Monte Carlo";

/** How a fit goes. */
export interface FitOptions {
  readonly loss: LossName;
  readonly steps: number;
  /** Draws from each at every step; 64 if left out. */
  readonly samples?: number;
  readonly onStep?: (step: number, loss: number) => void;
}

/** Twenty Gaussians along a ring, of many sizes. */
export function target(): PlaneMixture {
  const next = uniform(11), k = 20;
  const raw = Array.from({ length: k }, () => 0.3 + next());
  const total = raw.reduce((sum, w) => sum + w, 0);
  return {
    weights: raw.map((w) => w / total),
    means: Array.from({ length: k }, (_, i) => {
      const angle = 2 * Math.PI * i / k, radius = 2 + next();
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    }),
    variances: Array.from({ length: k }, () => [0.1 + 0.4 * next(), 0.1 + 0.4 * next()] as const),
  };
}

/** Five Gaussians near the middle. */
export function start(): Theta {
  const next = normal(5), k = 5, d = 2;
  return {
    logits: filled([k], () => 0),
    means: filled([k, d], next),
    logVariances: filled([k, d], () => 0),
  };
}

/** Fits q to p; returns its parameters and the losses step by step. */
export async function fitDivergence(
  { loss: name, steps, samples = 64, onStep }: FitOptions,
): Promise<{ theta: Theta; losses: number[] }> {
  const theta = copyOf(start());
  const leaves = {
    logits: input(theta.logits, { name: "logits" }),
    means: input(theta.means, { name: "means" }),
    logVariances: input(theta.logVariances, { name: "logVariances" }),
  };
  const p = gaussianMixture(target());
  const q = gaussianMixture({
    weights: softmax(leaves.logits),
    means: leaves.means,
    variances: exp(leaves.logVariances),
  });
  const seed = input(0, { name: "seed" });
  const loss = name === "bound"
    ? await upperBound(crossEntropy(p, q).uppers.jensen, entropy(p, { error: 1e-3 }))
    : monteCarloKl(p, q, { samples, seed }).value;
  const plan = compile({ loss, slopes: gradient(loss, leaves) }, { inputs: { ...leaves, seed } });
  const optimise = adam(0.03), losses: number[] = [];
  for (let step = 0;; step++) {
    const now = await plan.run({ ...theta, seed: step });
    losses.push(now.loss);
    onStep?.(step, now.loss);
    if (step === steps) return { theta, losses };
    optimise(theta, now.slopes);
  }
}

/** KL(p‖q) ≤ −Σ πₐ ln Σ ω_b exp(−CEₐ_b) − h(p), and the entropy of p is known. */
async function upperBound(
  cross: Expr<number> | undefined,
  own: Promise<{ readonly lower: number }>,
): Promise<Expr<number>> {
  if (cross === undefined) throw new Error("Gaussians have a cross entropy");
  return sub(cross, (await own).lower);
}

/** The fitted mixture as numbers. */
export function fitted({ logits, means, logVariances }: Theta): PlaneMixture {
  const raw = Array.from(logits.data, Math.exp), total = raw.reduce((sum, w) => sum + w, 0);
  const pair = (data: Float64Array, i: number) => [data[2 * i]!, data[2 * i + 1]!] as const;
  return {
    weights: raw.map((w) => w / total),
    means: raw.map((_, i) => pair(means.data, i)),
    variances: raw.map((_, i) => pair(logVariances.data.map(Math.exp), i)),
  };
}

/** KL(p‖q) by the trapezoidal rule on a lattice, whose error is far below the digits printed. */
export function quadrature(p: PlaneMixture, q: PlaneMixture): number {
  const reach = 8, step = 0.05;
  let sum = 0;
  for (let x = -reach; x <= reach; x += step) {
    for (let y = -reach; y <= reach; y += step) {
      const own = density(p, x, y);
      if (own > 0) sum += own * Math.log(own / density(q, x, y));
    }
  }
  return sum * step * step;
}

function density({ weights, means, variances }: PlaneMixture, x: number, y: number): number {
  return weights.reduce((sum, w, i) => {
    const [mx, my] = means[i]!, [vx, vy] = variances[i]!;
    const square = (x - mx) ** 2 / vx + (y - my) ** 2 / vy;
    return sum + w * Math.exp(-0.5 * square) / (2 * Math.PI * Math.sqrt(vx * vy));
  }, 0);
}

if (import.meta.main) {
  const steps = 400;
  const all: { readonly [name in LossName]: number[] } = { "bound": [], "Monte Carlo": [] };
  const ends: string[] = [];
  for (const name of ["bound", "Monte Carlo"] as const) {
    const { theta, losses } = await fitDivergence({ loss: name, steps });
    all[name].push(...losses);
    ends.push(`KL(p‖q) of the fit by ${name}: ${quadrature(target(), fitted(theta)).toFixed(4)}`);
  }
  console.log(`${"step".padEnd(6)}${"bound".padStart(10)}${"Monte Carlo".padStart(14)}`);
  for (let step = 0; step <= steps; step += 50) {
    const [bound, drawn] = [all["bound"][step]!, all["Monte Carlo"][step]!];
    console.log(
      `${String(step).padEnd(6)}${bound.toFixed(4).padStart(10)}${drawn.toFixed(4).padStart(14)}`,
    );
  }
  console.log(`\nBefore: ${quadrature(target(), fitted(start())).toFixed(4)} nats, by quadrature`);
  ends.forEach((line) => console.log(line));
}
