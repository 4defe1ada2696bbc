/** Names that people bring from elsewhere are answered with what they are called here; all unknown names have one error. */
import {
  compile,
  componentEntropy,
  evaluate,
  explain,
  type GaussianComponent,
  gaussianMixture,
  jointEntropy,
  klDivergence,
  logDet,
  mixtureFromJSON,
  pairwiseEntropy,
  quadratic,
  ShapeError,
  softmax,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { mixture } from "../../mixentropy.ts";
import { cumulativeSum, matmul, sum, sumOverCoordinates } from "../../ops.ts";
import { refuses } from "../support/sentences.ts";

const means = [[0, 1], [3, 2]], unit = [[1, 0], [0, 1]];
const p = gaussianMixture({ means, variance: 1 }), h = jointEntropy(p);
/** What no type allows. */
const wrong = (value: unknown): never => value as never;

for (
  const [name, hint] of Object.entries({
    sigma: "called covariances (or one covariance), σ² variances",
    std: "give variances, the squares",
    stds: "give variances, the squares",
    cov: "called covariances",
    precisions: "inverses of precisions",
    mu: "called means",
    mean: 'did you mean "means"?',
    pi: "called weights",
    covariances_: 'did you mean "covariances"?',
  })
) {
  Deno.test(`a parameter called ${name}`, async () => {
    await refuses(
      () => gaussianMixture(wrong({ means, [name]: 1 })),
      UnknownNameError,
      `"${name}"; `,
      hint,
      'Valid are "weights", "means"',
    );
  });
}

Deno.test("distances, devices and precisions by other names", async () => {
  const distance = (name: unknown) => () => pairwiseEntropy(p, wrong({ distance: name }));
  await refuses(distance("chernoff"), UnknownNameError, "{ chernoff: 0.3 }");
  await refuses(distance("kll"), UnknownNameError, 'did you mean "kl"?');
  for (const device of ["gpu", "cuda", "GPU"]) {
    await refuses(() => evaluate(h, wrong({ device })), UnknownNameError, `way of "webgpu"`);
  }
  await refuses(() => evaluate(h, wrong({ device: "wasm" })), UnknownNameError, `what "cpu" uses`);
  await refuses(
    () => evaluate(h, wrong({ precision: "float32" })),
    UnknownNameError,
    `called "f32"`,
  );
});

Deno.test("every unknown name is one error", async () => {
  const unknown: (() => unknown)[] = [
    () => evaluate(h, wrong({ deviec: "cpu" })),
    () => explain(h, wrong({ cod: true })),
    () => uniformMixture(wrong({ centers: means, width: 1 })),
    () => mixture([1], [[0]], [[[1]]], wrong("gaus")),
    () => mixtureFromJSON({ family: "gauss" }),
    () => mixtureFromJSON({ means, varience: 1 }),
    () => compile(h, { inputs: p }).run(wrong({ mean: means })),
    () => cumulativeSum([1, 2], wrong({ exclusiv: true })),
    () => sum([1, 2], { axis: "y" }),
  ];
  for (const use of unknown) await refuses(use, UnknownNameError, "Unknown ");
});

Deno.test("a mixture where values of one are expected, and a distance that is missing", async () => {
  await refuses(() => evaluate(wrong(p)), TypeError, "got a mixture", "jointEntropy(p)");
  await refuses(() => evaluate(wrong({ a: p })), TypeError, ".a", "got a mixture");
  await refuses(() => pairwiseEntropy(p, wrong(undefined)), TypeError, `{ distance: "kl" }`);
  await refuses(() => pairwiseEntropy(p, wrong("kl")), TypeError, `{ distance: "kl" }`, `got "kl"`);
});

Deno.test("a batch that one spread alone would make, where its shape reads another way", async () => {
  await refuses(
    () => gaussianMixture({ means, covariance: [unit, unit] }),
    ShapeError,
    "[2, 2, 2]",
    "called covariances",
  );
  await refuses(
    () => gaussianMixture({ means, variances: [[1, 2], [3, 4], [5, 6]] }),
    ShapeError,
    "[3, 2]",
    "[b, k, d]",
  );
  // as many as there are no components, or beside another batch axis, it is what it says
  gaussianMixture({ means, covariance: [unit, unit, unit] });
  gaussianMixture({ means: [means, means], covariance: [unit, unit] });
  gaussianMixture({ means: [means, means, means], variances: [[1, 2], [3, 4], [5, 6]] });
});

Deno.test("a shape that several parameters have names all of them", async () => {
  const one: unknown = unit;
  await refuses(
    () => gaussianMixture({ means, variance: wrong(one) }),
    ShapeError,
    "[2, 2]",
    "called covariance or variances",
  );
});

Deno.test("a coordinate axis that is none, and covariances and components that are none", async () => {
  // it was made as one
  const { covariance, coordinate } = p.at(0) as GaussianComponent;
  await refuses(() => logDet(covariance, wrong(3)), TypeError, "p.at(0).coordinate", "got 3");
  await refuses(() => quadratic(covariance, [1], wrong({})), TypeError, "p.at(0).coordinate");
  await refuses(() => quadratic(covariance, [1, 2, 3], coordinate), ShapeError, "d = 2", "[3]");
  await refuses(() => sumOverCoordinates(1, wrong({})), TypeError, "p.at(0).coordinate");
  await refuses(() => logDet(wrong({ kind: "full" }), coordinate), TypeError, "a component");
  await refuses(() => componentEntropy(wrong(p)), TypeError, "p.at(0)");
  await refuses(() => klDivergence(wrong(undefined), p.at(1)), TypeError, "got nothing");
  await refuses(() => softmax(wrong(undefined)), ShapeError, "logits", "got nothing");
  await refuses(() => matmul([[1]], wrong(null)), ShapeError, "w as a number", "got null");
});
