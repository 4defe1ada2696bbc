/**
 * Mixtropy: the entropy of mixture distributions. Lazy, differentiable bounds and estimates of the differential entropy
 * ∫ −p ln p of mixtures of Gaussians, uniform boxes and other families, in nats.
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

export type { AxisOf, ComponentAxis } from "./src/expr/component_axis.ts";
export type {
  Along,
  ArrayResult,
  Expr,
  Nested,
  NestedNumbers,
  Shape,
  Value,
} from "./src/expr/expression.ts";
export type {
  ArrayGiver,
  ArrayInput,
  NdarrayLike,
  NestedArray,
  NumericTypedArray,
} from "./src/expr/array_types.ts";
export type { Operand, PerBatch } from "./src/expr/shape_types.ts";
export { input, type InputOptions } from "./src/expr/input.ts";
export {
  DeviceError,
  DomainError,
  NotPositiveDefiniteError,
  ShapeError,
  UnknownNameError,
} from "./src/expr/errors.ts";
export { choleskyCovariance, softmax } from "./src/expr/parametrization.ts";
export { mixtureFromJSON } from "./src/io/mixtures/json.ts";
export { readArrays, readMixture } from "./src/io/mixtures/read.ts";
export {
  gradient,
  type Leaves,
  type ParameterGradients,
  type Parametrized,
} from "./src/gradient/gradient.ts";
export { gaussianMixture, type GaussianParameters } from "./src/mixture/gaussian.ts";
export type {
  GaussianMixture,
  LocationMixture,
  Parameter,
  Spread,
  StudentMixture,
  UniformMixture,
} from "./src/mixture/parameter_types.ts";
export { uniformMixture, type UniformParameters } from "./src/mixture/uniform.ts";
export {
  laplaceMixture,
  type LocationParameters,
  logisticMixture,
  type StudentParameters,
  studentTMixture,
} from "./src/mixture/location.ts";
export { mixtureOf } from "./src/mixture/mixed/mixture_of.ts";
export type {
  BatchOfEntries,
  EntryFamilies,
  GaussianEntry,
  LocationEntry,
  MixtureEntry,
  OwnEntry,
  StudentEntry,
  UniformEntry,
} from "./src/mixture/mixed/entry_types.ts";
export type { Covariance } from "./src/mixture/covariance.ts";
export { combine, logDet, quadratic } from "./src/mixture/spread.ts";
export type {
  Component,
  ComponentOf,
  Family,
  GaussianComponent,
  LaplaceComponent,
  LocationComponent,
  LogisticComponent,
  Mixture,
  MixtureParameters,
  MixturePart,
  MixtureWith,
  OwnComponent,
  OwnFamily,
  OwnPairs,
  OwnParameters,
  StudentComponent,
  UniformComponent,
} from "./src/mixture/component_types.ts";
export { addNoise } from "./src/operation/add_noise.ts";
export { affine } from "./src/operation/affine.ts";
export { collapse, type CollapseOptions } from "./src/operation/collapse.ts";
export { condition } from "./src/operation/condition.ts";
export { marginal } from "./src/operation/marginal.ts";
export { mix } from "./src/operation/mix.ts";
export { covarianceOf, meanOf } from "./src/operation/mixture_moments.ts";
export { product } from "./src/operation/product.ts";
export { reweight } from "./src/operation/reweight.ts";
export { select } from "./src/operation/select.ts";
export { bhattacharyyaDistance, chernoffDistance } from "./src/distance/chernoff.ts";
export { componentEntropy } from "./src/distance/of_component.ts";
export { elkDistance } from "./src/distance/expected_likelihood.ts";
export { klDivergence } from "./src/distance/kl.ts";
export { logOverlap } from "./src/distance/overlap.ts";
export { totalVariation } from "./src/distance/total_variation.ts";
export { closedForms, type Form, type PairForms } from "./src/distance/pair_forms.ts";
export type { PairFunction } from "./src/distance/pair_function.ts";
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
export type { DrawOptions } from "./src/estimator/draw_options.ts";
export {
  monteCarloEntropy,
  type MonteCarloEstimate,
  type MonteCarloOptions,
} from "./src/estimator/monte_carlo.ts";
export { type Distance, pairwiseEntropy } from "./src/estimator/pairwise.ts";
export {
  cauchySchwarzDivergence,
  logOverlapBetween,
  renyi2Entropy,
  squaredL2Distance,
} from "./src/divergence/collision.ts";
export {
  monteCarloCrossEntropy,
  type MonteCarloDivergences,
  monteCarloDivergences,
  monteCarloJensenShannon,
  monteCarloKl,
  monteCarloSymmetricKl,
} from "./src/divergence/drawn/monte_carlo_divergence.ts";
export { cellsBound, type CellsOptions } from "./src/bound/cells.ts";
export {
  type EntropyBounds,
  entropyBounds,
  type EntropyBoundsOptions,
} from "./src/bound/entropy_bounds.ts";
export type { Effort, LowerBoundName, UpperBoundName } from "./src/bound/named_bounds.ts";
export type { ReferenceKind } from "./src/bound/reference.ts";
export type { Grouping } from "./src/bound/box_groups.ts";
export { clusteredBound, type ClusteredBoundOptions } from "./src/bound/clustered.ts";
export { tiltedBound, type TiltedBoundOptions } from "./src/bound/tilted.ts";
export { pairsLowerBound } from "./src/bound/pairs_lower.ts";
export { histogramBound, type HistogramOptions } from "./src/bound/box_histograms.ts";
export { boxMarginalsBound, type BoxMarginalsOptions } from "./src/bound/box_marginals.ts";
export { overlapLowerBound, overlapUpperBound } from "./src/bound/box_pairs.ts";
export {
  type PatternBounds,
  patternBounds,
  type PatternOptions,
} from "./src/bound/pattern_bounds.ts";
export { type TripleBounds, tripleBounds, type TripleOptions } from "./src/bound/triple_bounds.ts";
export {
  expectationMaximisationBound,
  type ExpectationMaximisationOptions,
} from "./src/bound/expectation_maximisation.ts";
export { marginalsBound, type MarginalsOptions } from "./src/bound/marginals.ts";
export { gaussiansBound } from "./src/bound/gaussians_bound.ts";
export { momentBound } from "./src/bound/moments.ts";
export { pairsUpperBound, type PairsUpperOptions } from "./src/bound/pairs_upper.ts";
export { totalVariationBound } from "./src/bound/total_variation.ts";
export { type Winners, winners } from "./src/bound/winners.ts";
export type { Bounds } from "./src/divergence/bounds/two_sided.ts";
export type { BetweenOptions } from "./src/divergence/bounds/compared_mixtures.ts";
export type { CrossLowerName, CrossUpperName } from "./src/divergence/bounds/cross_bounds.ts";
export { type CrossEntropy, crossEntropy } from "./src/divergence/bounds/cross_entropy.ts";
export {
  type HellingerLowerName,
  type HellingerUpperName,
  type SquaredHellinger,
  squaredHellinger,
} from "./src/divergence/bounds/hellinger.ts";
export {
  type JensenShannon,
  jensenShannon,
  type JensenShannonLowerName,
  type JensenShannonOptions,
  type JensenShannonUpperName,
} from "./src/divergence/bounds/jensen_shannon.ts";
export { type KlBetween, klBetween } from "./src/divergence/bounds/kl_between.ts";
export type {
  KlEstimateName,
  KlLowerName,
  KlUpperName,
} from "./src/divergence/bounds/kl_bounds.ts";
export { type SymmetricKl, symmetricKl } from "./src/divergence/bounds/symmetric_kl.ts";
export {
  type TotalVariationBetween,
  totalVariationBetween,
  type VariationLowerName,
  type VariationUpperName,
} from "./src/divergence/bounds/total_variation_between.ts";
export {
  type InformationBracket,
  type InformationOptions,
  type MutualInformation,
  mutualInformation,
} from "./src/information/mutual_information.ts";
export {
  conditionalInformation,
  type ConditionalInformationOptions,
  interactionInformation,
  monteCarloInteraction,
  type TwoGroupings,
} from "./src/information/conditional_information.ts";
export {
  monteCarloInformation,
  type MonteCarloInformationOptions,
} from "./src/information/monte_carlo_information.ts";
export {
  coordinatesInformation,
  monteCarloCoordinatesInformation,
} from "./src/information/coordinates_information.ts";
export { decompose, type Decomposition } from "./src/information/decompose.ts";
export type {
  InformationLowerName,
  InformationUpperName,
} from "./src/information/information_bounds.ts";
export type { GroupLabels } from "./src/mixture/group_labels.ts";
export {
  components,
  type ComponentsReport,
  type Enclosed,
  type Overlap,
} from "./src/answer/components.ts";
export { type ExactDivergences, exactDivergences } from "./src/answer/exact_divergences.ts";
export type { Integral } from "./src/certified/gaussians.ts";
export {
  exactCoordinatesInformation,
  type ExactInformation,
  exactInformation,
  type ExactInformationOptions,
} from "./src/answer/exact_information.ts";
export { type Entropies, entropy } from "./src/answer/entropy.ts";
export type {
  Entropy,
  EntropyGradient,
  EntropyMethod,
  EntropyOptions,
} from "./src/answer/answer_types.ts";
export { density, logDensity } from "./src/points/log_density.ts";
export type { AtPoints, OfDraws } from "./src/points/point_types.ts";
export { responsibilities } from "./src/points/responsibilities.ts";
export { type Sample, sample, type SampleOptions } from "./src/points/sample.ts";
export { score } from "./src/points/score.ts";
export { compile, type Compiled } from "./src/run/face/compile.ts";
export type { CompileInputs, CompileValues } from "./src/run/face/compile_inputs.ts";
export { evaluate } from "./src/run/face/evaluate.ts";
export type { EvaluateOptions } from "./src/run/face/options.ts";
export type { Expressions, Values } from "./src/run/face/structure.ts";
export { explain, type ExplainOptions } from "./src/run/face/explain.ts";
export { mergePartials } from "./src/run/face/shards/merge_partials.ts";
export { partial } from "./src/run/face/shards/partial.ts";
export type { PartialOptions } from "./src/run/face/shards/partial_options.ts";
export type { PartialState } from "./src/run/face/shards/partial_state.ts";
export { kernelDensity, type KernelDensityOptions } from "./src/sample/kernel_density.ts";
export { likelihoodBandwidth, type LikelihoodOptions } from "./src/sample/likelihood_bandwidth.ts";
export {
  nearestNeighbourEntropy,
  type NearestNeighbourOptions,
} from "./src/sample/nearest_neighbour_entropy.ts";
export {
  type ExactEntropies,
  type ExactEntropy,
  exactEntropy,
  type ExactOptions,
} from "./src/certified/exact_entropy.ts";
export {
  type ExactMarginals,
  exactMarginals,
  type ExactMarginalsOf,
  type ExactMarginalsOptions,
} from "./src/certified/exact_marginals.ts";
export type { ExactMethod } from "./src/certified/exact_gaussians.ts";
export type { GpuInfo } from "./src/run/webgpu/adapter.ts";
export { gpuInfo } from "./src/run/face/gpu_info.ts";
