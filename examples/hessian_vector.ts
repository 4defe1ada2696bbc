/**
 * Second derivatives without a Hessian matrix. A gradient is an expression, so its inner product with a vector v can be
 * differentiated again: ∇(∇F · v) = (∇²F) v, at a small multiple of the cost of F and in memory for a vector.
 *
 * F here spreads the components of a Gaussian mixture while springs hold them: F(μ) = ½ Σ ‖μᵢ‖²/ρ² − H(μ), with the KL bound for
 * H. The products are compared with finite differences of the gradient, then used by Newton's method, whose equations
 * conjugate gradients solve from products alone.
 *
 *     deno task example:hessian
 */
import { compile, gaussianMixture, gradient, input, pairwiseEntropy } from "@mixtropy/mixtropy";
import { div, mul, square, sub, sum } from "@mixtropy/mixtropy/ops";
import { filled, normal } from "./random.ts";

/** F, its gradient, and its Hessian times a vector, as functions of the 2k numbers of the means. */
export interface Objective {
  readonly start: Float64Array;
  readonly value: (means: Float64Array) => number;
  readonly slope: (means: Float64Array) => Float64Array;
  readonly hessianTimes: (means: Float64Array, v: Float64Array) => Float64Array;
}

/** The objective for k components in the plane; two plans are made, and serve every call. */
export function spreadObjective(k = 8, seed = 1): Objective {
  const next = normal(seed);
  const shape = [k, 2] as const;
  const start = filled(shape, () => 2 * next());
  const means = input(start, { name: "means" });
  const v = input(start, { name: "v", like: means });
  const variances = filled(shape, () => Math.exp(0.4 * next()));
  const entropy = pairwiseEntropy(gaussianMixture({ means, variances }), { distance: "kl" });
  const springs = div(sum(square(means)), 2 * 3 ** 2 * k);
  const loss = sub(springs, entropy);

  const slope = gradient(loss, means);
  const product = gradient(sum(mul(slope, v)), means);
  const first = compile({ loss, slope }, { inputs: { means } });
  const second = compile(product, { inputs: { means, v } });
  return {
    start: start.data,
    value: (data) => first.runSync({ means: { data, shape } }).loss,
    slope: (data) => first.runSync({ means: { data, shape } }).slope.data,
    hessianTimes: (data, direction) =>
      second.runSync({ means: { data, shape }, v: { data: direction, shape } }).data,
  };
}

/** How well the product with a random vector keeps two laws of Hessians. */
export interface HessianCheck {
  /** The largest difference from (∇F(μ + ε v) − ∇F(μ − ε v)) / 2ε, as a share of the largest entry. */
  readonly fromDifferences: number;
  /** |u · ∇²F v − v · ∇²F u|, as a share of |u · ∇²F v|. */
  readonly fromSymmetry: number;
}

/** Compares the products with central differences of the gradient, and with one another. */
export function checkHessian({ start, slope, hessianTimes }: Objective, seed = 5): HessianCheck {
  const next = normal(seed);
  const u = start.map(() => next()), v = start.map(() => next());
  const epsilon = 1e-5;
  const after = slope(plus(start, epsilon, v)), before = slope(plus(start, -epsilon, v));
  const hv = hessianTimes(start, v), hu = hessianTimes(start, u);
  const differences = hv.map((h, i) => Math.abs(h - (after[i]! - before[i]!) / (2 * epsilon)));
  return {
    fromDifferences: Math.max(...differences) / Math.max(...hv.map(Math.abs)),
    fromSymmetry: Math.abs(dot(u, hv) - dot(v, hu)) / Math.abs(dot(u, hv)),
  };
}

/** Newton's method; the norms of the gradient step by step, and how many products each step took. */
export function newton(
  objective: Objective,
  { steps, onStep }: {
    readonly steps: number;
    readonly onStep?: (step: number, value: number, slopeNorm: number, products: number) => void;
  },
): { means: Float64Array; slopeNorms: number[] } {
  let means = objective.start;
  const slopeNorms: number[] = [];
  let products = 0;
  for (let step = 0;; step++) {
    const value = objective.value(means), slope = objective.slope(means);
    const slopeNorm = Math.sqrt(dot(slope, slope));
    slopeNorms.push(slopeNorm);
    onStep?.(step, value, slopeNorm, products);
    if (step === steps || slopeNorm < 1e-10) return { means, slopeNorms };
    const newtonStep = conjugateGradients((v) => objective.hessianTimes(means, v), slope);
    products = newtonStep.products;
    means = backtrack(objective, means, newtonStep.direction, { value, slope });
  }
}

/**
 * A direction p with ∇²F p ≈ −g (Nocedal & Wright 2006, algorithm 7.1): exact enough for the quadratic convergence of
 * Newton's method, and cut short where the curvature is not positive, so that it leads downhill from anywhere.
 */
function conjugateGradients(
  hessianTimes: (v: Float64Array) => Float64Array,
  g: Float64Array,
): { direction: Float64Array; products: number } {
  const norm = Math.sqrt(dot(g, g));
  const tolerance = Math.min(0.5, norm) * norm;
  let direction = new Float64Array(g.length);
  let residual = g, d = g.map((slope) => -slope);
  for (let products = 1; products <= 2 * g.length; products++) {
    const hd = hessianTimes(d);
    const curvature = dot(d, hd);
    if (curvature <= 0) return { direction: products === 1 ? d : direction, products };
    const alpha = dot(residual, residual) / curvature;
    direction = plus(direction, alpha, d);
    const rest = plus(residual, alpha, hd);
    if (Math.sqrt(dot(rest, rest)) < tolerance) return { direction, products };
    const beta = dot(rest, rest) / dot(residual, residual);
    d = plus(rest.map((r) => -r), beta, d);
    residual = rest;
  }
  return { direction, products: 2 * g.length };
}

/** The means after the longest step 1, ½, ¼ … that lowers F by at least 10⁻⁴ of what its slope promises. */
function backtrack(
  { value: valueAt }: Objective,
  means: Float64Array,
  direction: Float64Array,
  { value, slope }: { readonly value: number; readonly slope: Float64Array },
): Float64Array {
  const promise = dot(slope, direction);
  for (let length = 1; length > 1e-10; length /= 2) {
    const moved = plus(means, length, direction);
    if (valueAt(moved) <= value + 1e-4 * length * promise) return moved;
  }
  return means;
}

function dot(x: Float64Array, y: Float64Array): number {
  return x.reduce((total, value, i) => total + value * y[i]!, 0);
}

/** x + scale · y. */
function plus(x: Float64Array, scale: number, y: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, i) => value + scale * y[i]!);
}

if (import.meta.main) {
  const objective = spreadObjective();
  const { fromDifferences, fromSymmetry } = checkHessian(objective);
  console.log(`Hessian times v against finite differences: ${fromDifferences.toExponential(1)}`);
  console.log(`u · Hv against v · Hu:                      ${fromSymmetry.toExponential(1)}`);
  console.log("\nNewton's method with conjugate gradients");
  newton(objective, {
    steps: 40,
    onStep: (step, value, slopeNorm, products) =>
      console.log(
        `step ${String(step).padEnd(3)} F ${value.toFixed(9)}   |∇F| ${
          slopeNorm.toExponential(2).padStart(9)
        }   ${step === 0 ? "" : `${products} products`}`,
      ),
  });
}
