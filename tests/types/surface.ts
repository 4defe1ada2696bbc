/**
 * What types know, compiled and not run: each line below `@ts-expect-error` has to be refused, every other one has to compile
 * under `strict`, `exactOptionalPropertyTypes` and `noUncheckedIndexedAccess`. `tests/project/types_test.ts` checks the file.
 */
import {
  addNoise,
  affine,
  type ArrayResult,
  cauchySchwarzDivergence,
  choleskyCovariance,
  closedForms,
  collapse,
  compile,
  type Compiled,
  condition,
  conditionalEntropy,
  conditionalInformation,
  coordinatesInformation,
  covarianceOf,
  crossEntropy,
  decompose,
  density,
  evaluate,
  exactCoordinatesInformation,
  exactDivergences,
  exactInformation,
  type Expr,
  type Expressions,
  type GaussianMixture,
  gaussianMixture,
  type GaussianParameters,
  gradient,
  input,
  interactionInformation,
  jensenShannon,
  jointEntropy,
  klBetween,
  klDivergence,
  laplaceMixture,
  logDensity,
  logDetEntropy,
  logisticMixture,
  logOverlapBetween,
  marginal,
  meanOf,
  mix,
  type Mixture,
  mixtureOf,
  monteCarloCoordinatesInformation,
  monteCarloCrossEntropy,
  monteCarloDivergences,
  monteCarloEntropy,
  monteCarloInformation,
  monteCarloInteraction,
  monteCarloJensenShannon,
  monteCarloKl,
  monteCarloSymmetricKl,
  mutualInformation,
  pairwiseEntropy,
  product,
  renyi2Entropy,
  responsibilities,
  reweight,
  sample,
  score,
  select,
  softmax,
  squaredHellinger,
  squaredL2Distance,
  studentTMixture,
  symmetricKl,
  totalVariationBetween,
  uniformMixture,
  type Value,
} from "@mixtropy/mixtropy";
import { mixture } from "@mixtropy/mixtropy/mixentropy";
import {
  add,
  exp,
  logSumExp,
  matmul,
  max,
  mean,
  mul,
  square,
  sub,
  sum,
} from "@mixtropy/mixtropy/ops";

/** Takes a value of this type and no other. */
function exactly<T>(): <U>(value: U, ...same: Same<T, U> extends true ? [] : [never]) => void {
  return () => {};
}
type Same<T, U> = [T] extends [U] ? [U] extends [T] ? true : false : false;

const one = gaussianMixture({ means: [[0, 1], [3, 2]], variance: 1 });
const batch = gaussianMixture({ means: [[[0], [1]], [[0], [2]]], variance: 1 });
const line = gaussianMixture({ means: [[0], [3]], variance: 1 });
const kl = pairwiseEntropy(one, { distance: "kl" });

/** What is between two mixtures is a number, and an array where one of them is a batch. */
export async function between(p: Mixture) {
  exactly<number>()((await evaluate(klBetween(one, one))).lower);
  exactly<ArrayResult<readonly [number]>>()((await evaluate(jensenShannon(one, batch))).upper);
  exactly<ArrayResult<readonly [number]>>()((await evaluate(klBetween(batch, one))).estimate);
  const { hersheyOlsen } = (await evaluate(klBetween(one, one))).uppers;
  exactly<number | undefined>()(hersheyOlsen);
  // @ts-expect-error no bound has this name
  klBetween(one, one).uppers.goldberger;
  exactly<number | undefined>()((await exactDivergences(one, one))?.kl.value);
  // @ts-expect-error a batch has none
  await exactDivergences(batch, one);
  // @ts-expect-error what nobody knows may be an array
  (await evaluate(klBetween(p, one))).lower.toFixed(2);
  // @ts-expect-error two weights
  jensenShannon(one, one, { weights: [0.2, 0.3, 0.5] });
}

/** A scalar is a number, a batch an array, and what nobody knows is one of both. */
export async function values(p: Mixture, parameters: GaussianParameters, shape: readonly number[]) {
  exactly<number>()(await evaluate(kl));
  (await evaluate(kl)).toFixed(3);
  // @ts-expect-error a number has no data
  (await evaluate(kl)).data;
  exactly<ArrayResult<readonly [number]>>()(await evaluate(jointEntropy(batch)));
  // @ts-expect-error an array is no number
  (await evaluate(jointEntropy(batch))).toFixed(3);

  const unknown = await evaluate(jointEntropy(p));
  if (typeof unknown === "number") unknown.toFixed(3);
  else unknown.data[0]?.toFixed(3);
  // @ts-expect-error it may be an array
  unknown.toFixed(3);
  // @ts-expect-error it may be a number
  unknown.data;
  // @ts-expect-error the parameters do not say whether they are a batch
  (await evaluate(jointEntropy(gaussianMixture(parameters)))).toFixed(3);
  const strange = gaussianMixture({ means: { data: [0, 1], shape }, variance: 1 });
  // @ts-expect-error the shape may be that of a batch
  (await evaluate(jointEntropy(strange))).toFixed(3);
}

/** Between two single mixtures is a number, between a batch and any mixture an array. */
export async function bracketsBetween(p: Mixture) {
  const plane = gaussianMixture({ means: [[[0, 1]], [[0, 2]]], variance: 1 });
  exactly<number>()(await evaluate(cauchySchwarzDivergence(one, one)));
  exactly<number>()(await evaluate(renyi2Entropy(one)));
  (await evaluate(cauchySchwarzDivergence(one, plane))).data;
  (await evaluate(cauchySchwarzDivergence(plane, one))).data;
  // @ts-expect-error an array is no number
  (await evaluate(cauchySchwarzDivergence(plane, one))).toFixed(3);
  const single = await evaluate(monteCarloKl(one, one, { samples: 9, sequence: "sobol" }));
  exactly<number>()(single.standardError);
  const all = await evaluate(monteCarloDivergences(one, plane, { samples: 9 }));
  all.jensenShannon.value.data;
  // @ts-expect-error it may be an array
  (await evaluate(monteCarloKl(one, p, { samples: 9 }))).value.toFixed(3);
  // @ts-expect-error divergences have one form
  monteCarloKl(one, one, { samples: 9, form: "plain" });
}

/** The structure stays, and so do the names. */
export async function structures(some: Expressions) {
  const all = await evaluate({
    kl,
    nested: { slopes: gradient(kl, one) },
    list: [kl, jointEntropy(batch)],
    estimate: monteCarloEntropy(one, { samples: 9 }),
  });
  all.kl.toFixed();
  all.nested.slopes.means.data;
  all.nested.slopes.variance.toFixed();
  all.list[0].toFixed();
  all.list[1].data;
  all.estimate.standardError.toFixed();
  // @ts-expect-error there is no such name
  all.k1;
  // @ts-expect-error there are two of them
  all.list[2];
  exactly<unknown>()(await evaluate(some));
  const [k, d] = all.nested.slopes.means.shape;
  exactly<number>()(k * d);
  exactly<number[][]>()(all.nested.slopes.means.toArray());
  all.nested.slopes.weights.toArray()[0]?.toFixed();
}

/** A mixture of entries is single or a batch as its entries are. */
export async function entries() {
  const mixed = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    { weight: 0.5, laplace: { locations: [[1], [2]], scales: 1 } },
  ]);
  exactly<number>()(await evaluate(jointEntropy(mixed)));
  const batch = mixtureOf([
    { weight: [0.5, 0.2], gaussian: { mean: [[0], [1]], variance: 1 } },
    { weight: [0.5, 0.8], logistic: { location: 0, scale: 1 } },
  ]);
  (await evaluate(jointEntropy(batch))).data;
  const logistic = logisticMixture({ locations: [[[0], [1]]], scales: 1 });
  (await evaluate(jointEntropy(logistic))).data;
  // @ts-expect-error an entry has one family
  mixtureOf([{ gaussian: { mean: 0, variance: 1 }, laplace: { location: 0, scale: 1 } }]);
  // @ts-expect-error Student distributions have degrees of freedom
  mixtureOf([{ studentT: { location: 0, scale: 1 } }]);
}

/** Parameters have names; gradients have the same. */
export function names() {
  const slopes = gradient(kl, one);
  exactly<"weights" | "means" | "variance">()("" as keyof typeof slopes);
  // @ts-expect-error misspelt
  slopes.meanz;
  // @ts-expect-error the mixture was given one variance
  slopes.covariances;
  // @ts-expect-error misspelt
  one.parameters.meanz;
  const boxes = uniformMixture({ centers: [[0], [1]], widths: 1 });
  gradient(jointEntropy(boxes), boxes).widths;
  // @ts-expect-error boxes have centers
  gradient(jointEntropy(boxes), boxes).means;
  const laplaces = laplaceMixture({ locations: [[0], [1]], scales: [[1], [2]] });
  gradient(jointEntropy(laplaces), laplaces).scales.shape;
  // @ts-expect-error Laplace distributions have locations
  gradient(jointEntropy(laplaces), laplaces).means;
  const students = studentTMixture({ locations: [[0]], scales: 1, degreesOfFreedom: 3 });
  gradient(jointEntropy(students), students).degreesOfFreedom;
  const convention = mixture([0.5, 0.5], [[0], [1]], [[[1]], [[1]]]);
  gradient(jointEntropy(convention), convention).covariances;

  const logits = input([0, 1]), means = input([[0], [1]]);
  const p = gaussianMixture({ weights: softmax(logits), means, variance: exp(input(0)) });
  const byName = gradient(jointEntropy(p), { logits, means });
  byName.logits.shape;
  // @ts-expect-error it was not asked for
  byName.variance;
  const [first, second] = gradient(jointEntropy(p), [logits, means]);
  exactly<Expr<ArrayResult<readonly [number]>>>()(first);
  exactly<Expr<ArrayResult<readonly [number, number]>>>()(second);
  // @ts-expect-error a number is no leaf
  gradient(jointEntropy(p), 3);
}

/** At a point a number, at points an array; a batch comes first. */
export async function points(p: Mixture, x: Expr, several: number[][]) {
  exactly<number>()(await evaluate(logDensity(one, [0, 1])));
  exactly<number>()(await evaluate(density(one, 3)));
  (await evaluate(logDensity(one, several))).data;
  (await evaluate(logDensity(one, input([[0, 1], [2, 3]])))).shape[0].toFixed();
  // @ts-expect-error points have an array of densities
  (await evaluate(density(one, several))).toFixed();
  // @ts-expect-error a point has a number
  (await evaluate(logDensity(one, [0, 1]))).data;
  (await evaluate(logDensity(batch, [0]))).data;
  (await evaluate(logDensity(batch, [[[0]], [[1]]]))).data;
  const [n, k] = (await evaluate(responsibilities(one, several))).shape;
  exactly<number>()(n * k);
  const [d] = (await evaluate(score(one, [0, 1]))).shape;
  d.toFixed();
  (await evaluate(score(one, one.parameters.means))).toArray()[0]?.[0]?.toFixed();
  const unknown = await evaluate(logDensity(p, x));
  // @ts-expect-error it may be a number
  unknown.data;
  // an array whatever the points are
  (await evaluate(responsibilities(p, x))).data;
  logDensity(one.at(0), [0, 1]);
  // @ts-expect-error points are needed
  logDensity(one);
  // @ts-expect-error a component has no batch of parameters
  density(one.at(0), [0, 1]);
}

/** A sample is an array, with labels a record of arrays. */
export async function samples(p: Mixture) {
  (await evaluate(sample(one, 9))).toArray()[0]?.[0]?.toFixed();
  const [b, n, d] = (await evaluate(sample(batch, 9, { seed: 1 }))).shape;
  exactly<number>()(b * n * d);
  const all = await evaluate(sample(one, 9, { labels: true, allocation: "stratified" }));
  all.points.data;
  all.labels.toArray()[0]?.toFixed();
  all.weights.data;
  (await evaluate(sample(p, 9))).data;
  // @ts-expect-error without labels it is an expression
  sample(one, 9).points;
  // @ts-expect-error there is no such allocation
  sample(one, 9, { allocation: "even" });
  // @ts-expect-error misspelt
  sample(one, 9, { label: true });
}

/** Exactly one spread. */
export function spreads(dynamic: GaussianParameters) {
  const means = [[0, 1], [2, 3]];
  gaussianMixture({ means, variances: [1, 2], weights: undefined });
  gaussianMixture({ means, variances: [1, 2], variance: undefined });
  // @ts-expect-error two spreads
  gaussianMixture({ means, variances: [1, 2], variance: 1 });
  // @ts-expect-error no spread
  gaussianMixture({ means });
  // @ts-expect-error no means
  gaussianMixture({ variance: 1 });
  // @ts-expect-error an unknown name
  gaussianMixture({ means, variance: 1, sigma: 1 });
  // @ts-expect-error two spreads
  const two: GaussianParameters = { means, variance: 1, covariance: [[1]] };
  const p: GaussianMixture = gaussianMixture(dynamic);
  p.parameters.means;
  return two;
}

/** Where a batch axis shows. */
export async function batches() {
  const means = [[0, 1], [2, 3]];
  const scalars = await evaluate([
    jointEntropy(gaussianMixture({ means, variances: [[1, 2], [3, 4]] })),
    jointEntropy(gaussianMixture({ means, covariance: [[1, 0], [0, 1]] })),
    jointEntropy(
      gaussianMixture({ means: [Float64Array.of(0, 1)], variances: Float32Array.of(1) }),
    ),
    jointEntropy(
      gaussianMixture({ means: { data: Float64Array.of(0, 1), shape: [1, 2] }, variance: 1 }),
    ),
    jointEntropy(gaussianMixture({ means, covariances: choleskyCovariance([[[1]], [[2]]]) })),
    jointEntropy(gaussianMixture({ means: matmul(means, [[1], [2]]), variance: 1 })),
    jointEntropy(uniformMixture({ centers: means, widths: [[1, 1], [1, 1]] })),
    logDetEntropy([[1], [2]], { beta: 1 }),
  ]);
  scalars.map((value: number) => value.toFixed());
  const arrays = await evaluate([
    jointEntropy(gaussianMixture({ means, variance: [1, 2] })),
    jointEntropy(gaussianMixture({ means, variance: 1, weights: [[0.5, 0.5], [1, 0]] })),
    jointEntropy(gaussianMixture({ means, covariance: [[[1, 0], [0, 1]]] })),
    logDetEntropy([[[1], [2]]], { beta: 1 }),
  ]);
  arrays.map((value: ArrayResult) => value.data);
}

/** Arithmetic keeps scalars and arrays apart. */
export async function arithmetic(either: Expr) {
  exactly<Expr<number>>()(square(sub(kl, 3.5)));
  exactly<Expr<number>>()([kl, kl, kl].reduce(add));
  exactly<Expr<ArrayResult<readonly [number, number]>>>()(mul(2, exp(input([[1, 2]]))));
  exactly<Expr<ArrayResult<readonly [number]>>>()(add([1, 2], input([3, 4])));
  exactly<Expr<Value>>()(sum(either));
  const x = input([[1, 2], [3, 4]], { axes: ["row", "column"] });
  exactly<Expr<number>>()(sum(square(sub(x, [1, 2]))));
  exactly<Expr<ArrayResult<readonly [number]>>>()(sum(x, { axis: "row" }));
  exactly<Expr<number>>()(mean(jointEntropy(batch), { axis: "batch" }));
  exactly<Expr<number>>()(logSumExp([1, 2]));
  exactly<Expr<ArrayResult<readonly [number]>>>()(max([1, 2], [2, 1]));
  exactly<Expr<number>>()(max([1, 2], { axis: 0 }));
  // a sum leaves the batch axis
  const perBatch = sum(jointEntropy(batch));
  // @ts-expect-error it is an array
  (await evaluate(perBatch)).toFixed();
  // @ts-expect-error a record is no operand
  add({ x: 1 }, 2);
  pairwiseEntropy(one, {
    distance: (p, q) => mul(0.5, add(klDivergence(p, q), klDivergence(q, p))),
  });
}

/** A plan knows its inputs. */
export async function plans() {
  using plan = compile({ kl, slope: gradient(kl, one).means }, { inputs: one });
  const { kl: value, slope } = await plan.run({ means: [[0, 1], [2, 2]] });
  value.toFixed();
  slope.data;
  // @ts-expect-error no such input
  await plan.run({ meanz: 3 });
  const x = input([1, 2], { name: "x" });
  compile(sum(x), { inputs: { x } }).runSync({ x: [3, 4] }).toFixed();
  compile(sum(x), { inputs: [x] }).runSync([[3, 4]]).toFixed();
  // @ts-expect-error a record
  compile(sum(x), { inputs: [x] }).runSync({ x: [3, 4] });
  const loose: Compiled<{ kl: Expr<number> }> = compile({ kl }, { inputs: one });
  (await loose.run()).kl.toFixed();
}

/** Expressions are opaque. */
export function opaque(e: Expr) {
  // @ts-expect-error what it is made of is nobody's business
  e.kind;
  // @ts-expect-error nor its arguments
  e.args;
  // @ts-expect-error an object is no expression
  const made: Expr = { shape: [] };
  // @ts-expect-error expressions are no numbers
  const difference = conditionalEntropy(one) - conditionalEntropy(one);
  // @ts-expect-error nor do functions of numbers take them
  const larger = Math.max(kl, 2);
  const { component, coordinate } = one.at(0);
  sum(one.at(0).weight, { axis: component }).shape;
  // @ts-expect-error axes are opaque, too
  coordinate.set;
  // @ts-expect-error an object is no axis
  sum(one.at(0).weight, { axis: { set: {}, copy: 0, key: "" } });
  // @ts-expect-error an array is no scalar
  const scalar: Expr<number> = input([1, 2]);
  return [made, difference, larger, scalar];
}

/** Informations of a single mixture are numbers, of a batch one for each. */
export async function informations() {
  const { lower, lowers } = await evaluate(mutualInformation(one, { groups: ["a", "b"] }));
  lower.toFixed();
  lowers.pairs?.toFixed();
  // @ts-expect-error no such bound
  lowers.pair;
  exactly<ArrayResult<readonly [number]>>()(await evaluate(mutualInformation(batch).upper));
  const { epistemic, total } = await evaluate(decompose(batch, { groups: [[0], [1]] }));
  epistemic.estimate.data[0]?.toFixed();
  // @ts-expect-error it is an array
  total.lower.toFixed();
  exactly<Expr<number>>()(monteCarloInformation(one, { samples: 9, given: [0, 1] }).value);
  exactly<Expr<number>>()(conditionalInformation(one, { given: [0, 1] }).lower);
  exactly<Expr<number>>()(interactionInformation(one, { given: [0, 1] }).upper);
  exactly<Expr<number>>()(monteCarloInteraction(one, { given: [0, 1], samples: 9 }).standardError);
  exactly<Expr<number>>()(coordinatesInformation(one, [0], [1]).estimate);
  exactly<Expr<number>>()(monteCarloCoordinatesInformation(one, [0], [1], { samples: 9 }).value);
  // @ts-expect-error what is known has to be said
  conditionalInformation(one, { groups: [0, 1] });
  // @ts-expect-error a label is a number or a text
  mutualInformation(one, { groups: [true, false] });
  // @ts-expect-error draws have to be counted
  monteCarloInformation(one, { groups: [0, 1] });
}

/** What operations make is a batch where what they are given is one, and has the names that stay. */
export async function operations(
  { unknown, kind }: { unknown: Mixture; kind: GaussianMixture },
  any: Expr,
  several: readonly Mixture[],
) {
  const boxes = uniformMixture({ centers: [[0], [1]], widths: 1 });
  const single = [
    ...[affine(one, 2), affine(one, [1, 2], 3), affine(one, [[1, 2]], [1]), marginal(one, [1])],
    ...[condition(one, { 0: 1 }), condition(one, { 0: input(3) }), product(one, one)],
    ...[addNoise(one, [1, 2]), reweight(one, [0.1, 0.9]), reweight(one, softmax(input([0, 1])))],
    ...[select(one, [0]), collapse(one, ["a", "a"]), mix([one, affine(one, 2)], [0.5, 0.5])],
    ...[affine(boxes, 2), mix([boxes]), collapse(boxes, [[0, 1]])],
  ].map((p) => jointEntropy(p));
  (await evaluate(single)).map((value: number) => value.toFixed());
  const many = [
    ...[affine(batch, 2), marginal(batch, [0]), mix([one, batch]), product(batch, one)],
    ...[condition(batch, { 0: 1 }), condition(one, { 0: [1, 2] }), select(batch, [0])],
    ...[reweight(one, [[0.1, 0.9], [1, 0]]), mix([one, one], [[0.1, 0.9], [1, 0]])],
    ...[affine(one, jointEntropy(batch)), addNoise(batch, 1), collapse(batch, [0, 1])],
  ].map((p) => jointEntropy(p));
  (await evaluate(many)).map((value: ArrayResult) => value.data);
  // @ts-expect-error nobody knows whether it is a batch
  (await evaluate(jointEntropy(affine(unknown, 2)))).toFixed();
  // @ts-expect-error nor of an expression that may have a batch axis
  (await evaluate(jointEntropy(affine(one, any)))).toFixed();
  // @ts-expect-error nor of some mixtures
  (await evaluate(jointEntropy(mix(several)))).toFixed();
  // a mixture of Gaussians with covariances of any kind, and one of any family
  const some: Mixture[] = [
    affine(kind, 2),
    marginal(kind, [0]),
    select(unknown, [0]),
    product(kind, unknown),
  ];
  some.push(
    condition(kind, { 0: 1 }),
    reweight(unknown, [1]),
    addNoise(kind, 1),
    mix([kind, unknown]),
  );
  exactly<ArrayResult<readonly [number]>>()(await evaluate(meanOf(one)));
  exactly<ArrayResult<readonly [number, number]>>()(await evaluate(covarianceOf(one)));
  (await evaluate(covarianceOf(batch))).data;
  const scaled = affine(one, [1, 2]);
  gradient(jointEntropy(scaled), scaled).means.shape;
  gradient(jointEntropy(scaled), scaled)["variances"]?.shape;
  gradient(kl, marginal(one, [0])).variance.shape;
  gradient(kl, affine(boxes, 2)).widths.shape;
  // @ts-expect-error boxes have no means
  gradient(kl, marginal(boxes, [0])).means;
  // @ts-expect-error coordinates are numbers
  marginal(one, ["x"]);
  // @ts-expect-error values have coordinates
  condition(one, 3);
  // @ts-expect-error a structure that does not exist
  collapse(one, [0, 1], { structure: "round" });
}

/** Whatever is asked of two mixtures is a number for two single ones and an array where one is a batch. */
export async function quantities() {
  const of = await evaluate({
    cross: crossEntropy(one, one),
    symmetric: symmetricKl(one, one),
    hellinger: squaredHellinger(one, one),
    variation: totalVariationBetween(one, one, { effort: "linear" }),
    drawnCross: monteCarloCrossEntropy(one, one, { samples: 9 }),
    drawnSymmetric: monteCarloSymmetricKl(one, one, { samples: 9 }),
    drawnShannon: monteCarloJensenShannon(one, one, { samples: 9, seed: 1 }),
    overlap: logOverlapBetween(one, one),
    distance: squaredL2Distance(one, one),
  });
  exactly<number>()(of.cross.lower);
  exactly<number>()(of.symmetric.estimate);
  exactly<number | undefined>()(of.hellinger.uppers.cells);
  exactly<number | undefined>()(of.variation.lowers.projections);
  exactly<number>()(of.drawnCross.value);
  exactly<number>()(of.drawnSymmetric.standardError);
  exactly<number>()(of.drawnShannon.degreesOfFreedom);
  exactly<number>()(of.overlap);
  exactly<number>()(of.distance);
  const many = await evaluate({
    cross: crossEntropy(line, batch),
    symmetric: symmetricKl(batch, line),
    hellinger: squaredHellinger(line, batch),
    variation: totalVariationBetween(batch, line),
    drawn: monteCarloCrossEntropy(batch, line, { samples: 9 }),
    overlap: logOverlapBetween(line, batch),
    distance: squaredL2Distance(batch, line),
  });
  const arrays: readonly ArrayResult[] = [
    ...[many.cross.lower, many.symmetric.upper, many.hellinger.estimate, many.variation.lower],
    ...[many.drawn.value, many.overlap, many.distance],
  ];
  // @ts-expect-error draws and efforts are options of different functions
  crossEntropy(one, one, { samples: 9 });
  // @ts-expect-error no bound has this name
  of.variation.uppers.goldberger;
  return arrays;
}

/** What is exact is there or not, and is asked of single mixtures. */
export async function exact() {
  exactly<number | undefined>()((await exactInformation(one, { groups: ["a", "b"] }))?.value);
  exactly<number | undefined>()((await exactCoordinatesInformation(one, [0], [1]))?.error);
  // @ts-expect-error a batch has none
  await exactInformation(batch);
  // @ts-expect-error labels are numbers or texts
  await exactInformation(one, { groups: [true, false] });
  closedForms(one).map(({ affinity }) => affinity === "exact");
}
