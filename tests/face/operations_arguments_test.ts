/** What operations on mixtures refuse, in sentences that name the argument, the index and the value. */
import {
  addNoise,
  affine,
  collapse,
  condition,
  covarianceOf,
  DomainError,
  evaluate,
  gaussianMixture,
  input,
  jointEntropy,
  marginal,
  meanOf,
  mix,
  mixtureOf,
  NotPositiveDefiniteError,
  product,
  reweight,
  select,
  ShapeError,
  studentTMixture,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { abs, exp, neg, sumOverCoordinates } from "../../ops.ts";
import { refuses, wrong } from "../support/sentences.ts";

const p = gaussianMixture({ weights: [0.4, 0.6], means: [[0, 0], [3, 1]], variances: [1, 2] });
const line = gaussianMixture({ means: [[0], [3], [4]], variance: 1 });
const boxes = uniformMixture({ centers: [[0, 0], [3, 1]], widths: [[1, 1], [2, 2]] });
const batch = gaussianMixture({ means: [[[0, 1]], [[1, 2]], [[3, 3]]], variance: 1 });

Deno.test("affine refuses factors that do not fit", async () => {
  await refuses(() => affine(p, [1, 2, 3]), ShapeError, "A ", "[d=2]", "[3]");
  await refuses(() => affine(p, [[1, 2, 3]]), ShapeError, "[1, 3]");
  await refuses(() => affine(p, [[1, 0], [0, 1], [1, 1]]), ShapeError, "[3, 2]", "no density");
  await refuses(() => affine(p, [[[1, 0], [0, 1]]]), ShapeError, "[1, 2, 2]");
  await refuses(() => affine(p, [1, 0]), DomainError, "A[1]", "0");
  await refuses(() => affine(p, 0), DomainError, "other than 0");
  await refuses(() => affine(p, NaN), DomainError, "A", "NaN");
  await refuses(() => affine(p, [1, NaN]), DomainError, "A[1]", "NaN");
  await refuses(() => affine(p, 2, [1, 2, 3]), ShapeError, "b ", "[2]", "[3]");
  await refuses(() => affine(p, wrong("two")), ShapeError, "A", "two");
  await refuses(() => affine(wrong({}), 2), TypeError, "mixture");
});

Deno.test("a matrix of lower rank is refused when it is evaluated, an expression that is 0 too", async () => {
  const flat = affine(p, [[1, 2], [2, 4]]);
  await refuses(() => evaluate(jointEntropy(flat)), NotPositiveDefiniteError, "covariances[0]");
  await refuses(
    () => evaluate(jointEntropy(affine(p, input([1, 0])))),
    DomainError,
    "positive variances",
  );
});

Deno.test("boxes take no matrices that turn them", async () => {
  await refuses(() => affine(boxes, [[1, 1], [0, 1]]), DomainError, "2 of them in A[0]");
  await refuses(() => affine(boxes, [[0, 0], [0, 1]]), DomainError, "0 of them in A[0]");
  await refuses(() => affine(boxes, [[0, 2], [0, 1]]), DomainError, "column 1", "A[0] and A[1]");
  await refuses(() => affine(boxes, exp(input([[1, 0], [0, 1]]))), TypeError, "expression");
  await refuses(() => addNoise(boxes, 1), TypeError, "Gaussians", "boxes");
});

Deno.test("coordinates and components are integers in range, each once", async () => {
  await refuses(() => marginal(p, [0, 2]), DomainError, "coordinates[1]", "0 to 1", "2");
  await refuses(() => marginal(p, [1, 1]), DomainError, "1 at coordinates[0]", "coordinates[1]");
  await refuses(() => marginal(p, []), ShapeError, "coordinates");
  await refuses(() => marginal(p, wrong(1)), TypeError, "coordinates", "1");
  await refuses(() => marginal(p, [0.5]), DomainError, "0.5");
  await refuses(() => marginal(p, wrong(["0"])), DomainError, `"0"`);
  await refuses(() => select(p, [2]), DomainError, "components[0]", "2");
  await refuses(() => select(p, [0, -1]), DomainError, "components[1]", "-1");
  await refuses(() => select(p, [0, 1, 0]), DomainError, "components[2]");
});

Deno.test("condition refuses values that do not fit", async () => {
  await refuses(() => condition(p, {}), ShapeError, "{ 0: 1.5 }");
  await refuses(() => condition(p, { 0: 1, 1: 2 }), ShapeError, "all");
  await refuses(() => condition(p, { 2: 1 }), DomainError, "0 to 1", "2");
  await refuses(() => condition(p, wrong({ x: 1 })), DomainError, `"x"`);
  await refuses(() => condition(p, wrong([1, 2])), TypeError, "{ 0: 1.5 }");
  await refuses(() => condition(p, { 1: NaN }), DomainError, "values[1]", "NaN");
  await refuses(() => condition(p, { 1: [[1]] }), ShapeError, "values[1]", "[1, 1]");
  await refuses(() => condition(batch, { 1: [1, 2] }), ShapeError, "values[1]", "3", "2");
});

Deno.test("a value that no component can have is refused when it is evaluated", async () => {
  const outside = condition(boxes, { 1: 9 });
  await refuses(() => evaluate(meanOf(outside)), DomainError, "density above 0", "none");
  const beyond = condition(p, { 1: 1e200 });
  await refuses(() => evaluate(jointEntropy(beyond)), DomainError, "density above 0");
  const some = condition(boxes, { 1: [0, 9] });
  await refuses(() => evaluate(meanOf(some)), DomainError, "batch entry 1");
  const none = select(gaussianMixture({ weights: [0, 1], means: [[0], [1]], variance: 1 }), [0]);
  await refuses(() => evaluate(meanOf(none)), DomainError, "weight above 0");
});

Deno.test("noise is a variance, variances or a covariance", async () => {
  await refuses(() => addNoise(p, -1), DomainError, "≥ 0", "-1");
  await refuses(() => addNoise(p, [1, -2]), DomainError, "covariance[1]", "-2");
  await refuses(() => addNoise(p, [1, 2, 3]), ShapeError, "[3]");
  await refuses(() => addNoise(p, [[1, 2], [0, 1]]), DomainError, "symmetric covariance");
  await refuses(() => addNoise(p, [[1, 2], [2, 1]]), NotPositiveDefiniteError, "covariance");
});

Deno.test("weights sum to 1 and are as many as what they weigh", async () => {
  await refuses(() => reweight(p, [1]), ShapeError, "weights", "[k=2]", "[1]");
  await refuses(() => reweight(p, [0.4, 0.5]), DomainError, "sum to 1");
  await refuses(() => reweight(p, [-1, 2]), DomainError, "weights[0]", "-1");
  await refuses(() => reweight(p, 1), ShapeError, "a number");
  await refuses(() => mix([p, p], [1]), ShapeError, "weights", "[2]");
  await refuses(() => mix([p, p], [0.3, 0.3]), DomainError, "sum to 1");
  await refuses(() => evaluate(meanOf(mix([p, p], exp(input([0, 0]))))), DomainError, "sum to 1");
});

Deno.test("mixtures that are put together are of one dimension and batch, for a product of one family", async () => {
  await refuses(() => mix([]), TypeError, "array of mixtures");
  await refuses(() => mix(wrong(p)), TypeError, "array of mixtures");
  await refuses(() => mix([p, line]), ShapeError, "d = 2", "mixtures[1]");
  await refuses(() => mix([p, wrong(3)]), TypeError, "mixture", "3");
  await refuses(() => product(p, boxes), TypeError, "Gaussians and boxes");
  const two = gaussianMixture({ means: [[[0, 1]], [[1, 2]]], variance: 1 });
  await refuses(() => mix([batch, two]), ShapeError, "mixtures[1]", "batch of 3", "2");
  await refuses(() => product(batch, two), ShapeError, "batch of 3");
});

Deno.test("what a family does not allow is said", async () => {
  const student = studentTMixture({ locations: [[0, 1]], scales: 1, degreesOfFreedom: [1.5] });
  await refuses(() => evaluate(covarianceOf(student)), DomainError, "degreesOfFreedom > 2");
  await refuses(
    () => evaluate(jointEntropy(collapse(student, [0]))),
    DomainError,
    "degreesOfFreedom > 2",
  );
  const cauchy = studentTMixture({ locations: [[0]], scales: 1, degreesOfFreedom: 1 });
  await refuses(() => evaluate(meanOf(cauchy)), DomainError, "degreesOfFreedom > 1");
  const other = studentTMixture({ locations: [[0]], scales: 1, degreesOfFreedom: 3 });
  await refuses(() => product(cauchy, other), TypeError, "degreesOfFreedom");
  const own = mixtureOf([{
    own: {
      dimension: 2,
      parameters: { place: [0, 1] },
      logDensity: (x) => sumOverCoordinates(neg(abs(x))),
      sample: (u) => u,
      entropy: () => input(0),
    },
  }]);
  await refuses(() => affine(own, 2), TypeError, "affine", "own");
  await refuses(() => marginal(own, [0]), TypeError, "marginal", "own");
  await refuses(() => addNoise(own, 1), TypeError, "addNoise", "own");
  await refuses(() => product(own, own), TypeError, "product", "own");
  await refuses(() => meanOf(own), TypeError, "mean and variance");
});

Deno.test("groups have every component once", async () => {
  await refuses(() => collapse(p, ["a"]), ShapeError, "2 labels", "1");
  await refuses(() => collapse(p, [[0]]), DomainError, "component 1");
  await refuses(() => collapse(p, [[0, 1], [1]]), DomainError, "groups[0] and groups[1]");
  await refuses(() => collapse(p, [[0, 2], [1]]), DomainError, "groups[0][1]", "2");
  await refuses(() => collapse(p, wrong(2)), TypeError, "groups", "2");
  await refuses(() => collapse(p, wrong(undefined)), TypeError, "groups", "nothing");
  await refuses(() => collapse(p, wrong([null, true])), DomainError, "groups[0]");
  await refuses(() => collapse(p, [0, 0], { structure: wrong("diag") }), UnknownNameError, "diag");
  await refuses(
    () => collapse(p, [0, 0], wrong({ structur: "full" })),
    UnknownNameError,
    "structur",
  );
});
