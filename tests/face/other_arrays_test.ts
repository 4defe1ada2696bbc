/** Arrays of other libraries, by the packages themselves: by their shape, or by what gives their numbers away. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { Matrix } from "ml-matrix";
import { matrix, sparse } from "mathjs";
import ndarray from "ndarray";
import stdArray from "@stdlib/ndarray-array";
import {
  type ArrayInput,
  choleskyCovariance,
  type Component,
  evaluate,
  type GaussianComponent,
  gaussianMixture,
  input,
  logDensity,
  pairwiseEntropy,
  quadratic,
  softmax,
} from "../../mod.ts";
import { add, matmul } from "../../ops.ts";
import { array } from "../support/results.ts";

const numbers = [[0, 1], [3, 2], [5, 5]];
const flat = numbers.flat();

await tf.setBackend("cpu");

const arrays: { readonly [library: string]: ArrayInput } = {
  tfjs: tf.tensor2d(numbers),
  "a tfjs view": tf.transpose(tf.tensor2d([[0, 3, 5], [1, 2, 5]])),
  "ml-matrix": new Matrix(numbers),
  mathjs: matrix(numbers),
  "a sparse one of mathjs": sparse(numbers),
  ndarray: ndarray(Float64Array.from(flat), [3, 2]),
  "a transposed ndarray": ndarray(Float64Array.of(0, 3, 5, 1, 2, 5), [2, 3]).transpose(1, 0),
  stdlib: stdArray(numbers),
  "stdlib, by columns": stdArray(Float64Array.of(0, 3, 5, 1, 2, 5), {
    shape: [3, 2],
    order: "column-major",
  }),
};

for (const [library, given] of Object.entries(arrays)) {
  Deno.test(`arrays of other libraries: ${library}`, async () => {
    assertEquals(array(await evaluate(input(given))).toArray(), numbers);
    const entropy = (means: ArrayInput) =>
      evaluate(pairwiseEntropy(gaussianMixture({ means, variance: 2 }), { distance: "kl" }));
    assertEquals(await entropy(given), await entropy(numbers));
    assertEquals(
      array(await evaluate(add(given, 1))).toArray(),
      numbers.map((row) => row.map((v) => v + 1)),
    );
  });
}

Deno.test("a scalar tensor is a number", async () => {
  assertEquals(await evaluate(input(tf.scalar(3))), 3);
});

Deno.test("what takes an expression takes an array: the value is that of an input", async () => {
  const factors = [[1, 0], [0.5, 2]], p = gaussianMixture({ means: [[0, 1]], variance: 2 });
  const pairs = {
    softmax: [softmax([0, 1, 2]), softmax(input([0, 1, 2]))],
    "choleskyCovariance": [choleskyCovariance(factors), choleskyCovariance(input(factors))],
    matmul: [matmul(numbers, factors), matmul(input(numbers), input(factors))],
    logDensity: [logDensity(p.at(0), [1, 1]), logDensity(p.at(0), input([1, 1]))],
    points: [logDensity(p.at(0), numbers), logDensity(p.at(0), input(numbers))],
  };
  for (const [name, [given, expected]] of Object.entries(pairs)) {
    assertEquals(String(await evaluate(given!)), String(await evaluate(expected!)), name);
  }
  // (1, 1)ᵀ (2I)⁻¹ (1, 1) = 1
  const { covariance, coordinate } = gaussianOf(p.at(0));
  assertEquals(await evaluate(quadratic(covariance, [1, 1], coordinate)), 1);
  // ln N((1, 1); (0, 1), 2I) = −ln 4π − ¼
  const [density] = array(await evaluate(pairs.logDensity[0]!)).data;
  assertEquals(Math.abs(density! + Math.log(4 * Math.PI) + 0.25) < 1e-15, true);
  assertEquals(array(await evaluate(pairs.points[0]!)).shape, [3, 1]);
});

function gaussianOf(component: Component): GaussianComponent {
  if (component.family === "gaussian") return component;
  throw new TypeError("Expected a Gaussian");
}
