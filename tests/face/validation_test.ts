/** What a mixture refuses as weights, points and arrays, and how the message names the argument, the index and the value. */
import { DomainError, input, ShapeError } from "../../mod.ts";
import {
  boxes,
  gaussians,
  means,
  refuses,
  unit,
  weights,
  widths,
  withCovariances,
} from "../support/sentences.ts";

Deno.test("weights: their count, signs, sum and numbers", async () => {
  for (const make of [gaussians, boxes]) {
    const refused = (value: unknown, type: typeof ShapeError, ...parts: string[]) =>
      refuses(make({ weights: value }), type, "weights", ...parts);
    await refused([1], ShapeError, "2", "got 1");
    await refused([0.2, 0.3, 0.5], ShapeError, "got 3");
    await refused([[0.4], [0.6]], ShapeError, "[2, 1]");
    await refused(1, ShapeError, "a number");
    await refused([-0.2, 1.2], DomainError, "-0.2 at weights[0]");
    await refused([0.4, 0.7], DomainError, "1.1");
    await refused([0.4, 0.600002], DomainError, "1.000002");
    await refused([NaN, 0.6], DomainError, "NaN at weights[0]");
    await refused([0.4, Infinity], DomainError, "Infinity at weights[1]");
    await refused([weights, [1.4, -0.4]], DomainError, "-0.4 at weights[1][1]");
    await refused([weights, [0.4, 0.7]], DomainError, "1.1", "batch entry 1");
    await refused("equal", ShapeError, '"equal"');
    make({ weights: [0.4, 0.6000009] })();
  }
});

Deno.test("shapes: means, covariances, variances, centers and widths that do not fit", async () => {
  await refuses(gaussians({ means: [0, 1] }), ShapeError, "means", "[k, d]", "got [2]");
  await refuses(gaussians({ means: [[[[0]]]] }), ShapeError, "means", "[1, 1, 1, 1]");
  await refuses(gaussians({ means: 3 }), ShapeError, "means", "[k, d]");
  await refuses(gaussians({ variances: [1, 2, 3] }), ShapeError, "2 variances", "got 3");
  await refuses(gaussians({ variances: [[1, 2, 3]] }), ShapeError, "variances", "[1, 3]");
  await refuses(withCovariances(unit), ShapeError, "covariances", "[k=2, d=2, d=2]", "[2, 2]");
  await refuses(withCovariances([unit[0]], "covariance"), ShapeError, "covariance", "[1, 2]");
  await refuses(withCovariances(2, "covariance"), ShapeError, "covariance", "a number");
  await refuses(withCovariances([[1]], "variance"), ShapeError, "variance", "a number", "[1, 1]");
  await refuses(boxes({ centers: [1, 2] }), ShapeError, "centers", "got [2]");
  await refuses(boxes({ widths: [[1, 2, 3]] }), ShapeError, "widths", "a number", "got [1, 3]");
  await refuses(gaussians({ means: input([1, 2]) }), ShapeError, "means", "[2]");
});

Deno.test("batches of different sizes", async () => {
  const three = [means, means, means];
  await refuses(
    gaussians({ means: three, weights: [weights, weights] }),
    ShapeError,
    "weights",
    "3",
    "means",
  );
  const twoVariances = { means: three, variances: undefined, variance: [1, 2] };
  await refuses(gaussians(twoVariances), ShapeError, "variance", "3", "means", "[2]");
  await refuses(
    boxes({ centers: three, widths: [widths, widths] }),
    ShapeError,
    "widths",
    "3",
    "centers",
  );
});

Deno.test("arrays: ragged, empty, with holes, of other things than numbers, beyond their data", async () => {
  const refused = (value: unknown, ...parts: string[]) =>
    refuses(gaussians({ means: value }), ShapeError, "means", ...parts);
  await refused([[0, 1], [2]], "2 entries at means[1]", "got 1");
  await refused([[[0, 1], [2, 3]], [[0, 1], [2, 3, 4]]], "means[1][1]", "got 3");
  await refused([[0, 1], 5], "means[1]", "got 5");
  await refused([[0, 1], [1, [2]]], "means[1][1]");
  await refused([], "at least one");
  await refused([[], []], "[2, 0]");
  await refused({ data: [], shape: [0, 2] }, "[0, 2]");
  await refused([[0, 1], [undefined, 2]], "means[1][0]", "nothing");
  await refused([[0, 1], [null, 2]], "means[1][0]", "null");
  await refused([["0", 1], [1, 2]], "means[0][0]", '"0"');
  await refused([[0n, 1n]], "means[0][0]", "bigint");
  await refused({ data: new BigInt64Array(4), shape: [2, 2] }, "bigint", "data[0]");
  await refused({ data: [1, 2, 3], shape: [2, 2] }, "4 numbers", "got 3");
  await refused(
    { data: [1, 2, 3, 4], shape: [2, 2], strides: [4, 1] },
    "4 numbers",
    "an index of 4",
  );
  await refused({ data: [1, 2, 3, 4], shape: [2, 2], offset: -1 }, "an index of -1");
  await refused({ data: [1, 2, 3, 4], shape: [2, 2], strides: [4] }, "2 strides", "got 1");
  await refused({ data: [1, 2, 3, 4], shape: [2.5, 2] }, "[2.5, 2]");
  await refused({ data: "1234", shape: [2, 2] }, "data, shape");
  for (const value of [null, undefined, "means", true, () => means, new Set(means)]) {
    await refused(value, "as a number, a nested array");
  }
});

Deno.test("numbers that are not finite, by their index", async () => {
  await refuses(gaussians({ means: [[0, 1], [2, NaN]] }), DomainError, "NaN at means[1][1]");
  await refuses(
    gaussians({ means: [[0, 1], [-Infinity, 2]] }),
    DomainError,
    "-Infinity at means[1][0]",
  );
  await refuses(
    boxes({ widths: [[1, Infinity], [1, 1]] }),
    DomainError,
    "Infinity at widths[0][1]",
  );
  await refuses(
    withCovariances([unit, [[1, NaN], [NaN, 1]]]),
    DomainError,
    "NaN at covariances[1][0][1]",
  );
  await refuses(withCovariances(NaN, "variance"), DomainError, "variance", "NaN");
});
