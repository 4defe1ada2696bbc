/** What is given as points: shapes that meet the coordinates of a mixture, and sentences for those that do not. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  combine,
  type Component,
  density,
  DomainError,
  evaluate,
  type Expr,
  gaussianMixture,
  input,
  klDivergence,
  logDensity,
  logDet,
  logOverlap,
  mixtureOf,
  pairwiseEntropy,
  quadratic,
  responsibilities,
  sample,
  score,
  ShapeError,
  totalVariation,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { log, matmul, mul, square, sub, sum, sumOverCoordinates } from "../../ops.ts";
import { numbersOf } from "../support/results.ts";
import { refuses, wrong } from "../support/sentences.ts";

const three = gaussianMixture({ means: [[0, 0], [3, 1], [1, 1]], variances: [1, 2, 3] });
const line = gaussianMixture({ means: [[0], [2]], variance: 1 });
const batch = gaussianMixture({ means: [[[0, 0]], [[1, 2]], [[5, 5]]], variance: 1 });
const boxes = uniformMixture({ centers: [[0, 0], [1, 1]], widths: 1 });
const all = [logDensity, density, responsibilities, score] as const;

function shapeOf(x: Expr): readonly number[] {
  return x.shape;
}

Deno.test("points of one shape are one thing, as numbers, typed arrays, inputs and expressions", async () => {
  const rows = [[0, 3], [1, 1]], flat = Float64Array.of(0, 3, 1, 1);
  const given = [
    rows,
    { data: flat, shape: [2, 2] },
    input(rows),
    mul(0.5, input([[0, 6], [2, 2]])),
    matmul([[1, 0], [0, 1]], rows),
    matmul(rows, [[1, 0], [0, 1]]),
    input(rows, { axes: ["point", "along"] }),
  ];
  for (const f of all) {
    const expected = numbersOf(await evaluate(f(three, rows)));
    for (const points of given) {
      // [[1, 0], [0, 1]] · rows is rows
      assertEquals(numbersOf(await evaluate(f(three, points))), expected, f.name);
    }
  }
});

Deno.test("shapes: [n, k] and [n, d] begin with the points, a batch comes first", () => {
  const one = [0, 3],
    many = [[0, 3], [1, 1], [2, 2], [4, 4]],
    own = [[one, one], [one, one], [
      one,
      one,
    ]];
  assertEquals(all.map((f) => shapeOf(f(three, one))), [[], [], [3], [2]]);
  assertEquals(all.map((f) => shapeOf(f(three, many))), [[4], [4], [4, 3], [4, 2]]);
  assertEquals(all.map((f) => shapeOf(f(boxes, many))), [[4], [4], [4, 2], [4, 2]]);
  assertEquals(all.map((f) => shapeOf(f(batch, one))), [[3], [3], [3, 1], [3, 2]]);
  assertEquals(all.map((f) => shapeOf(f(batch, many))), [[3, 4], [3, 4], [3, 4, 1], [3, 4, 2]]);
  assertEquals(all.map((f) => shapeOf(f(batch, own))), [[3, 2], [3, 2], [3, 2, 1], [3, 2, 2]]);
  assertEquals(all.map((f) => shapeOf(f(line, 0.5))), [[], [], [2], [1]]);
  assertEquals(all.map((f) => shapeOf(f(line, [[0.5], [1], [2]]))), [[3], [3], [3, 2], [3, 1]]);
  assertEquals(shapeOf(logDensity(three.at(0), one)), [3]);
  assertEquals(shapeOf(logDensity(three.at(0), many)), [4, 3]);
});

Deno.test("an input [d] meets the coordinates: a number for each component, as by its definition", async () => {
  // ln N((0, 3); μⱼ, σⱼ² I) = −ln 2πσ² − |x − μ|²/2σ²
  const expected = [[9, 1], [13, 2], [5, 3]].map(([squares, v]) =>
    -Math.log(2 * Math.PI * v!) - squares! / (2 * v!)
  );
  for (const x of [[0, 3], input([0, 3])]) {
    const found = numbersOf(await evaluate(logDensity(three.at(0), x)));
    assertEquals(found.length, 3);
    found.forEach((value, j) => assertAlmostEquals(value, expected[j]!, 1e-14));
  }
});

Deno.test("points of another dimension, batch or kind are refused by a sentence", async () => {
  for (const f of all) {
    await refuses(
      () => f(three, [1, 2, 3]),
      ShapeError,
      "x of shape [d] or [n, d] with d = 2",
      "[3]",
    );
    await refuses(() => f(three, input([[1], [2]])), ShapeError, "[2, 1]");
    await refuses(() => f(three, 1), ShapeError, "got a number");
    await refuses(
      () => f(line, [1, 2, 3]),
      ShapeError,
      "3 points on the line have the shape [n, 1]",
    );
    await refuses(() => f(three, line.parameters.means), ShapeError, "[2, 1]");
    await refuses(() => f(batch, [[[0, 1]], [[2, 3]]]), ShapeError, "batch of 3", "one of 2");
    const two = gaussianMixture({ means: [[[0, 1]], [[2, 3]]], variance: 1 });
    await refuses(() => f(batch, two.parameters.means), ShapeError, "batch of 3", "one of 2");
    await refuses(() => f(three, [0, NaN]), DomainError, "x", "NaN");
    await refuses(() => f(wrong({}), [0, 1]), TypeError, "Expected a ");
    await refuses(() => f(three, wrong(undefined)), ShapeError, "x");
  }
});

Deno.test("everything else that meets coordinates meets them, or is refused", async () => {
  const { covariance, coordinate, component } = gaussianOf(three.at(0));
  // δᵀS⁻¹δ of [n, d]: a row for each point
  assertEquals(shapeOf(quadratic(covariance, input([[0, 3], [1, 1]]), coordinate)), [2, 3]);
  await refuses(() => quadratic(covariance, [1, 2, 3], coordinate), ShapeError, "delta", "[3]");
  await refuses(() => quadratic(covariance, [1, 2], component), TypeError, "coordinate axis");
  await refuses(() => logDet(covariance, component), TypeError, "coordinate axis");
  const full = gaussianOf(
    gaussianMixture({ means: [[0, 0]], covariance: [[1, 0], [0, 1]] }).at(0),
  );
  const onLine = gaussianOf(gaussianMixture({ means: [[0]], covariance: [[1]] }).at(0));
  await refuses(() => logDet(full.covariance, onLine.coordinate), ShapeError, "2", "got one of 1");
  await refuses(
    () => quadratic(full.covariance, [1], onLine.coordinate),
    ShapeError,
    "2 coordinates",
  );
  await refuses(
    () => combine(0.5, full.covariance, 0.5, onLine.covariance),
    ShapeError,
    "one dimension, got 2 and 1",
  );
  await refuses(
    () => combine(wrong(input(0.5)), full.covariance, 0.5, full.covariance),
    DomainError,
    "alpha",
  );
  for (const distance of [klDivergence, logOverlap, totalVariation]) {
    await refuses(
      () => distance(three.at(0), line.at(0)),
      ShapeError,
      "one dimension, got 2 and 1",
    );
  }
});

Deno.test("σ²I and a diagonal make a diagonal, whichever comes first", async () => {
  const scalar = gaussianOf(gaussianMixture({ means: [[0, 0]], variance: 3 }).at(0));
  const diagonal = gaussianOf(gaussianMixture({ means: [[0, 0]], variances: [[1, 5]] }).at(0));
  for (const [s, t] of [[scalar, diagonal], [diagonal, scalar]] as const) {
    const between = combine(0.5, s.covariance, 0.5, t.covariance);
    // diag(2, 4): 1/2 + 4/4, ln 8
    const [square] = numbersOf(await evaluate(quadratic(between, [1, 2], s.coordinate)));
    const [logs] = numbersOf(await evaluate(logDet(between, s.coordinate)));
    assertAlmostEquals(square!, 1.5, 1e-15);
    assertAlmostEquals(logs!, Math.log(8), 1e-15);
  }
});

Deno.test("sums over coordinates go over the last axis of an array, or say that they cannot", async () => {
  const component = three.at(0);
  assertEquals(await evaluate(sumOverCoordinates(input([2, 3]), component)), 5);
  assertEquals(await evaluate(sum(input([2, 3]), { axis: component.coordinate })), 5);
  assertEquals(await evaluate(sumOverCoordinates(4, component)), 8);
  await refuses(
    () => sumOverCoordinates(square(input([2, 3]))),
    ShapeError,
    "shape [2]",
    "second argument",
  );
  await refuses(
    () => pairwiseEntropy(three, { distance: () => input([[1, 2], [1, 2]]) }),
    ShapeError,
    "one number for a pair",
  );
});

Deno.test("what functions of an own family return meets coordinates, or is refused", async () => {
  /** Independent exponential distributions of rate 1 above the middle. */
  const exponential = (middle: () => Expr, logs?: () => Expr) => () =>
    mixtureOf([{
      weight: 1,
      own: {
        dimension: 2,
        logDensity: logs ?? ((x) => sumOverCoordinates(sub(middle(), x))),
        sample: (u) => sub(middle(), log(u)),
        entropy: () => input(2),
        middle,
      },
    }]);
  const p = exponential(() => input([1, 2]))();
  // −(1.5 − 1) − (4 − 2)
  assertAlmostEquals(await evaluate(logDensity(p, [1.5, 4])) as number, -2.5, 1e-15);
  const inThree = exponential(() => input([1, 2, 3]), () => input(0));
  await refuses(
    () => logDensity(inThree(), [1, 2]),
    ShapeError,
    "middle",
    "2 coordinates",
    "got 3",
  );
  const several = exponential(() => input([1, 2]), () => input([1, 2, 3]));
  await refuses(
    () => logDensity(several(), [1, 2]),
    ShapeError,
    "logDensity",
    "one number",
    "got 3",
  );
});

Deno.test("values at points meet arrays of one number a point", async () => {
  const x = input([[0, 3], [1, 1], [2, 2]]), weights = input([1, 0, 2]);
  const logs = logDensity(three, x);
  const [one, , three_] = numbersOf(await evaluate(logs));
  assertAlmostEquals(await evaluate(sum(mul(logs, weights))), one! + 2 * three_!, 1e-14);
  // values of other points of the same number: point by point
  const apart = sub(logDensity(three, input([[0, 3], [1, 1], [2, 2]])), logs);
  assertEquals(numbersOf(await evaluate(apart)), [0, 0, 0]);
  // rows of responsibilities beside rows of densities of components
  const shares = responsibilities(three, x);
  assertEquals(shapeOf(mul(shares, logDensity(three.at(0), x))), [3, 3]);
  assertEquals(shapeOf(sub(x, score(three, x))), [3, 2]);
});

Deno.test("a point whose square is larger than numbers are is said of", async () => {
  const heard: string[] = [];
  const onWarning = (sentence: string) => void heard.push(sentence);
  for (const f of all) await evaluate(f(three, [[0, 0], [1e160, 0]]), { onWarning });
  assertEquals(heard.length, 4);
  for (const sentence of heard) {
    assertEquals(sentence.startsWith("The log density at point 1, counted from 0,"), true);
  }
  heard.length = 0;
  for (const f of all) await evaluate(f(three, [[0, 0], [1e100, 0]]), { onWarning });
  // −∞ is what boxes have outside
  for (const f of all) await evaluate(f(boxes, [[0, 0], [99, 0]]), { onWarning });
  assertEquals(heard, []);
});

Deno.test("options of a sample are looked at one by one", async () => {
  await refuses(() => sample(three, 0), DomainError, "n", "from 1", "got 0");
  await refuses(() => sample(three, 2.5), DomainError, "2.5");
  await refuses(() => sample(three, wrong("9")), DomainError, "n");
  await refuses(() => sample(three, 9, { seed: -1 }), DomainError, "seed", "-1");
  await refuses(() => sample(three, 9, { stream: 2 ** 18 }), DomainError, "stream", "262143");
  await refuses(() => sample(three, 9, wrong({ labels: 1 })), TypeError, "labels");
  await refuses(() => sample(three, 9, wrong({ seeds: 1 })), UnknownNameError, "seed");
  await refuses(() => sample(three, 9, wrong({ sequence: "halton" })), UnknownNameError, "sobol");
  await refuses(
    () => sample(three, 9, wrong({ allocation: "even" })),
    UnknownNameError,
    "stratified",
  );
  await refuses(
    () => sample(three, 9, { sequence: "sobol", allocation: "independent" }),
    DomainError,
    "allocation",
    "sobol",
  );
  await refuses(() => sample(wrong(three.at(0)), 9), TypeError, "Expected a mixture");
});

function gaussianOf(component: Component) {
  if (component.family === "gaussian") return component;
  throw new TypeError("Expected a Gaussian");
}
