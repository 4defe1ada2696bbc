/**
 * Mixtropy: the entropy of mixture distributions. Lazy, differentiable bounds and estimates of the differential entropy
 * ∫ −p ln p of mixtures of Gaussians and of uniform boxes, in nats.
 *
 * Pure functions build expressions; nothing is computed before `evaluate`.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
 *
 * const p = gaussianMixture({ weights: [0.4, 0.6], means: [[0, 0], [3, 1]], variances: [1, 2] });
 * const upper = pairwiseEntropy(p, { distance: "kl" });
 * const lower = pairwiseEntropy(p, { distance: "bhattacharyya" });
 * const result = await evaluate({ lower, upper, slope: gradient(upper, p).means });
 * console.log(result.lower, "≤ H(p) ≤", result.upper, result.slope.data);
 * ```
 *
 * @module
 */

export type { Axis, IndexSet, Role } from "./src/expr/axes.ts";
export type {
  Common,
  Const,
  Coord,
  Dense,
  DenseOp,
  Domain,
  Extent,
  Hold,
  Home,
  Input,
  MapNode,
  Node,
  Node as Expr,
  Reduce,
  Reduction,
  Rename,
  Scan,
  ScanOp,
  Source,
  Take,
} from "./src/expr/node.ts";
export { arity, type Op } from "./src/expr/ops.ts";
export type { ArrayInput, NdarrayLike, NestedArray, NumericTypedArray } from "./src/expr/array.ts";
export {
  abs,
  add,
  div,
  exp,
  input,
  log,
  max,
  min,
  mul,
  neg,
  type Operand,
  pow,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  sumOverCoordinates,
  tanh,
} from "./src/expr/arithmetic.ts";
export {
  DeviceError,
  DomainError,
  NotPositiveDefiniteError,
  ShapeError,
} from "./src/expr/errors.ts";
export { matmul } from "./src/expr/matmul.ts";
export { choleskyCovariance, softmax } from "./src/expr/parametrization.ts";
export { type Names, show } from "./src/expr/show.ts";
export { mixtureFromJSON } from "./src/io/mixtures/json.ts";
export { readArrays, readMixture } from "./src/io/mixtures/read.ts";
export { gradient, type ParameterGradients, type Parametrized } from "./src/gradient/gradient.ts";
export {
  gaussianMixture,
  type GaussianParameters,
  type Parameter,
} from "./src/mixture/gaussian.ts";
export { uniformMixture, type UniformParameters } from "./src/mixture/uniform.ts";
export { mixture } from "./src/mixture/convention.ts";
export { combine, type Covariance, logDet, quadratic } from "./src/mixture/covariance.ts";
export type {
  Component,
  GaussianComponent,
  Mixture,
  UniformComponent,
} from "./src/mixture/types.ts";
export { bhattacharyyaDistance, chernoffDistance } from "./src/distance/chernoff.ts";
export { componentEntropy, logDensity } from "./src/distance/component.ts";
export { elkDistance } from "./src/distance/elk.ts";
export { klDivergence } from "./src/distance/kl.ts";
export { logOverlap } from "./src/distance/overlap.ts";
export type { PairFunction } from "./src/distance/types.ts";
export { conditionalEntropy } from "./src/estimator/conditional.ts";
export { elkEntropy } from "./src/estimator/elk.ts";
export { jointEntropy } from "./src/estimator/joint.ts";
export { kdeEntropy } from "./src/estimator/kde.ts";
export { leaveOneOutEntropy } from "./src/estimator/leave_one_out.ts";
export {
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  type LogDetOptions,
} from "./src/estimator/logdet.ts";
export {
  monteCarloEntropy,
  type MonteCarloEstimate,
  type MonteCarloOptions,
} from "./src/estimator/monte_carlo.ts";
export { type Distance, pairwiseEntropy } from "./src/estimator/pairwise.ts";
export {
  compile,
  type Compiled,
  type CompileInputs,
  type CompileValues,
} from "./src/run/compile.ts";
export {
  type ArrayResult,
  evaluate,
  type EvaluateOptions,
  type Expressions,
  type Values,
} from "./src/run/evaluate.ts";
export { explain } from "./src/run/explain.ts";
export { kernelDensity, type KernelDensityOptions } from "./src/sample/kernel_density.ts";
export { likelihoodBandwidth, type LikelihoodOptions } from "./src/sample/likelihood_bandwidth.ts";
export {
  nearestNeighbourEntropy,
  type NearestNeighbourOptions,
} from "./src/sample/nearest_neighbour_entropy.ts";
export type { DeviceInfo } from "./src/run/webgpu/adapter.ts";
export { device } from "./src/run/webgpu/device.ts";
