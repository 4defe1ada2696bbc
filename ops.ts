/**
 * Arithmetic on expressions: losses, distances of one's own, parametrisations. All functions take expressions, numbers and
 * arrays, and give expressions; nothing is computed before `evaluate`.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * import { square, sub } from "@mixtropy/mixtropy/ops";
 *
 * const p = gaussianMixture({ means: [[0], [3]], variance: 1 });
 * const loss = square(sub(pairwiseEntropy(p, { distance: "kl" }), 2));
 * console.log((await evaluate(loss)).toFixed(4)); // 0.0102
 * ```
 *
 * @module
 */

export {
  abs,
  add,
  div,
  exp,
  log,
  min,
  mul,
  neg,
  pow,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
} from "./src/expr/arithmetic.ts";
export {
  logSumExp,
  max,
  mean,
  type Reduced,
  sum,
  sumOverCoordinates,
} from "./src/expr/reductions.ts";
export { cumulativeSum, type CumulativeSumOptions } from "./src/expr/cumulative_sum.ts";
export { matmul } from "./src/expr/matmul.ts";
export type { AxisOption } from "./src/expr/named_axis.ts";
export type { Operand, Together, ValueOf } from "./src/expr/shape_types.ts";
