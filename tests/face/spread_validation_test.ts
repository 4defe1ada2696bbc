/** What a mixture refuses as covariances, variances, widths and names, and how the message says which. */
import {
  DomainError,
  evaluate,
  gaussianMixture,
  input,
  NotPositiveDefiniteError,
  pairwiseEntropy,
  ShapeError,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { mul, neg } from "../../ops.ts";
import { mixture } from "../../mixentropy.ts";
import { mixtureFrom } from "../support/forms.ts";
import {
  boxes,
  gaussians,
  means,
  refuses,
  unit,
  weights,
  withCovariances,
  wrong,
} from "../support/sentences.ts";
import { assert, assertEquals } from "@std/assert";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { caseNamed } from "../support/references.ts";
import { sourceOf } from "../support/nodes.ts";
import { scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

Deno.test("variances and widths must be positive", async () => {
  await refuses(gaussians({ variances: [1, -2] }), DomainError, "-2 at variances[1]");
  await refuses(gaussians({ variances: [[1, 1], [0, 1]] }), DomainError, "0 at variances[1][0]");
  await refuses(withCovariances(0, "variance"), DomainError, "variance", "got 0");
  await refuses(boxes({ widths: [[1, 0], [1, 1]] }), DomainError, "0 at widths[0][1]");
  await refuses(boxes({ widths: -1 }), DomainError, "widths", "got -1");
  const leaf = input([1, -2], { name: "v" });
  await refuses(gaussians({ variances: leaf }), DomainError, "-2 at variances[1]");
});

Deno.test("covariances that are not symmetric, indefinite or singular, by component and pivot", async () => {
  const type = NotPositiveDefiniteError;
  await refuses(
    withCovariances([unit, [[1, 0.5], [0.4, 1]]]),
    DomainError,
    "covariances[1]",
    "0.4 at [1][0]",
    "0.5 at [0][1]",
  );
  await refuses(withCovariances([unit, [[1, 2], [2, 1]]]), type, "covariances[1]", "pivot 1", "-3");
  await refuses(
    withCovariances([[[-1, 0], [0, 1]], unit]),
    type,
    "covariances[0]",
    "pivot 0",
    "-1",
  );
  await refuses(withCovariances([unit, [[1, 1], [1, 1]]]), type, "covariances[1]", "pivot 1", "0");
  await refuses(withCovariances([[[0, 0], [0, 0]], unit]), type, "covariances[0]", "pivot 0");
  await refuses(
    withCovariances([[unit, unit], [unit, [[1, 2], [2, 1]]]]),
    type,
    "covariances[1][1]",
  );
  await refuses(withCovariances([[1, 2], [2, 1]], "covariance"), type, "covariance", "pivot 1");
  await refuses(
    withCovariances([unit, [[1, 0.2], [0.1, 1]], unit], "covariance"),
    DomainError,
    "covariance[1]",
  );
});

Deno.test("a computed covariance that is not definite is refused when it is evaluated, by component and pivot", async () => {
  const matrices = mul(2, input([unit, [[1, 2], [2, 1]]]));
  const run = () => evaluate(pairwiseEntropy(withCovariances(matrices)(), { distance: "kl" }));
  await refuses(run, NotPositiveDefiniteError, "covariances[1]", "pivot 1", "-6");
  const negative = gaussians({ variances: neg(input([1, 2])) })();
  await refuses(
    () => evaluate(estimatorsOf(negative)),
    DomainError,
    "positive variances",
    "-1",
    "variances[0]",
  );
});

Deno.test("a covariance of condition 1e12 gives its digits, one of 1e17 an error that says singular", async () => {
  const c = caseNamed("ill-conditioned-1e12-k3-d3");
  const { joint } = await evaluate(estimatorsOf(mixtureFrom(c)));
  assertRelative(scalar(joint), c.expect.joint!, 1e-8, "joint");
  const [x, y] = [Math.cos(0.5), Math.sin(0.5)];
  const rotated = (small: number) => [
    [x * x + small * y * y, x * y * (1 - small)],
    [x * y * (1 - small), y * y + small * x * x],
  ];
  withCovariances([unit, rotated(1e-12)])();
  await refuses(
    withCovariances([unit, rotated(1e-17)]),
    NotPositiveDefiniteError,
    "covariances[1]",
    "singular",
    "pivot 1",
  );
});

Deno.test("exactly one kind of covariance", async () => {
  const kinds = "covariances, covariance, variances and variance";
  await refuses(gaussians({ variances: undefined }), ShapeError, kinds, "got none");
  await refuses(gaussians({ variance: 1 }), ShapeError, kinds, "got variances and variance");
  await refuses(
    gaussians({ variance: 1, covariance: unit }),
    ShapeError,
    "covariance and variances",
  );
});

Deno.test("unknown parameters and families, with the nearest valid name", async () => {
  await refuses(gaussians({ wieghts: weights }), UnknownNameError, '"wieghts"', 'mean "weights"');
  await refuses(gaussians({ mean: means }), UnknownNameError, 'mean "means"', '"variances"');
  await refuses(gaussians({ sigma: 1 }), UnknownNameError, '"sigma"', '"variance"');
  await refuses(boxes({ centres: means }), UnknownNameError, 'mean "centers"');
  for (const value of [undefined, null, "means", 3]) {
    await refuses(
      () => gaussianMixture(wrong(value)),
      TypeError,
      "parameters of a Gaussian mixture",
    );
    await refuses(() => uniformMixture(wrong(value)), TypeError, "parameters of a uniform mixture");
  }
  await refuses(
    () => mixture(weights, means, [unit, unit], wrong("gaus")),
    UnknownNameError,
    'mean "gauss"',
  );
  await refuses(
    () => mixture(weights, means, [unit, unit], wrong(3)),
    UnknownNameError,
    "family 3",
  );
});

Deno.test("mixture(c, mu, sigma) names its own arguments", async () => {
  for (const family of ["gauss", "uniform"] as const) {
    const refused = (
      c: unknown,
      mu: unknown,
      sigma: unknown,
      type: typeof ShapeError,
      part: string,
    ) => refuses(() => mixture(wrong(c), wrong(mu), wrong(sigma), family), type, part);
    await refused([0.4, 0.7], means, [unit, unit], DomainError, "Expected c ");
    await refused(weights, [0, 1], [unit, unit], ShapeError, "Expected mu ");
    await refused(weights, means, unit, ShapeError, "Expected sigma ");
    await refused(weights, means, [unit, [[1, 0], [0, NaN]]], DomainError, "sigma[1][1][1]");
  }
  const indefinite = [unit, [[1, 2], [2, 1]]], flat = [unit, [[1, 0], [0, 0]]];
  await refuses(() => mixture(weights, means, indefinite), NotPositiveDefiniteError, "sigma[1]");
  await refuses(() => mixture(weights, means, flat, "uniform"), DomainError, "0 at sigma[1][1][1]");
  await refuses(
    () => mixture(weights, means, indefinite, "uniform"),
    DomainError,
    "2 at sigma[1][0][1]",
  );
});

Deno.test("asymmetry is told from rounding wherever in the range of doubles a covariance lies", async () => {
  for (const u of [1e-300, 1e-200, 1, 1e200, 1.5e308]) {
    const [half, less] = [0.5 * u, 0.4 * u];
    await refuses(
      withCovariances([[u, half], [less, u]], "covariance"),
      DomainError,
      `got ${less} at [1][0] and ${half} at [0][1] of covariance`,
    );
    const nearly = [[u, half], [half * (1 + 1e-9), u]];
    const { covariance } = gaussianMixture({ means, covariance: nearly }).parameters;
    assert(nodeOf(covariance).kind === "input");
    const [, above, below] = sourceOf(covariance).data;
    assertEquals(above, below);
    assertRelative(above! / u, 0.5 + 0.25e-9, 1e-15, "their mean");
  }
});

Deno.test("a covariance whose entries are far apart is refused where it is not definite, with the row", async () => {
  const refused = (s: number[][], part: string) =>
    refuses(withCovariances(s, "covariance"), NotPositiveDefiniteError, "covariance", part);
  await refused([[1e300, 1.1e300], [1.1e300, 1e300]], "pivot 1 is -2.10e+299");
  await refused([[1e300, 1], [1, 1e-301]], "pivot 1 is -9.00e-301");
  await refused([[1e-300, 1e300], [1e300, 1e-300]], "row 1 has entries far beyond");
  await refused([[1e300, 1e300], [1e300, 1e300]], "pivot 1 is 0.00");
  await refused([[0, 0], [0, 1e300]], "pivot 0 is 0.00");
});
