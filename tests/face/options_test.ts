/** What estimators and `evaluate` refuse, and how the message names the option and the value. */
import {
  compile,
  conditionalEntropy,
  DomainError,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  input,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  mergePartials,
  monteCarloEntropy,
  pairwiseEntropy,
  partial,
  ShapeError,
  UnknownNameError,
} from "../../mod.ts";
import { log, neg, sqrt, square, sub } from "../../ops.ts";
import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { refuses, wrong } from "../support/sentences.ts";
import { stopped } from "../support/stopping.ts";
import { estimatorsOf } from "../support/estimators.ts";

const p = gaussianMixture({ weights: [0.4, 0.6], means: [[0, 0], [3, 1]], variances: [1, 2] });
const entropy = conditionalEntropy(p);

Deno.test("Chernoff α lies between 0 and 1, both excluded", async () => {
  for (const alpha of [0, 1, -0.5, 1.5, NaN, Infinity, "0.5", undefined, null]) {
    const run = () => pairwiseEntropy(p, { distance: { chernoff: wrong(alpha) } });
    const shown = alpha === undefined ? "nothing" : JSON.stringify(alpha) ?? "";
    const value = typeof alpha === "number" ? String(alpha) : shown;
    await refuses(run, DomainError, "chernoff", "0 < α < 1", value);
  }
});

Deno.test("unknown distances and options, with the nearest valid name", async () => {
  const refused = (options: unknown, ...parts: string[]) =>
    refuses(() => pairwiseEntropy(p, wrong(options)), UnknownNameError, ...parts);
  const mistaken = (options: unknown, ...parts: string[]) =>
    refuses(() => pairwiseEntropy(p, wrong(options)), TypeError, ...parts);
  await refused({ distance: "kll" }, '"kll"', 'mean "kl"');
  await refused({ distance: "bhattacharya" }, 'mean "bhattacharyya"');
  await refused({ distance: "euclid" }, '"euclid"', '"kl"', '"bhattacharyya"', '"elk"');
  await refused({ distance: { chernof: 0.5 } }, 'mean "chernoff"');
  await refused({ distanc: "kl" }, 'mean "distance"');
  await refused({ distance: "kl", alpha: 0.3 }, '"alpha"', '"distance"');
  await mistaken({}, "distance", "nothing");
  await mistaken(undefined, "nothing");
  for (const distance of [3, null, {}, true]) await mistaken({ distance }, "distance", "chernoff");
});

Deno.test("a distance function must return one number a pair", async () => {
  const refused = (
    distance: unknown,
    type: typeof ShapeError | typeof TypeError,
    ...parts: string[]
  ) =>
    refuses(
      () => pairwiseEntropy(p, { distance: wrong(distance) }),
      type,
      "distance function",
      ...parts,
    );
  await refused(() => 3, TypeError, "an expression", "got 3");
  await refused(() => undefined, TypeError, "an expression", "got nothing");
  type Mean = { mean: ReturnType<typeof input> };
  const perCoordinate = (i: Mean, j: Mean) => square(sub(i.mean, j.mean));
  await refused(perCoordinate, ShapeError, "each index along a", "sumOverCoordinates");
});

Deno.test("samples and seed are whole numbers, at least 1 and 0", async () => {
  const refused = (options: unknown, ...parts: string[]) =>
    refuses(() => monteCarloEntropy(p, wrong(options)), DomainError, ...parts);
  for (const samples of [0, -1, 1.5, NaN, Infinity, 2 ** 33]) {
    await refused({ samples }, "samples", "integer", `got ${samples}`);
  }
  await refused({}, "samples", "nothing");
  await refused({ samples: "5" }, "samples", '"5"');
  for (const seed of [-1, 0.5, NaN, 2 ** 60]) {
    await refused({ samples: 5, seed }, "seed", "integer ≥ 0", `got ${seed}`);
  }
  const misspelt = () => monteCarloEntropy(p, wrong({ sample: 5 }));
  await refuses(misspelt, UnknownNameError, '"sample"', 'mean "samples"');
  await refuses(() => monteCarloEntropy(p, wrong(undefined)), TypeError, "Monte Carlo");
});

Deno.test("LogDet: β, the shape of the data, and rows that do not match", async () => {
  const x = [[1, 2], [3, 4]];
  for (const beta of [0, -1, NaN, Infinity, "1"]) {
    await refuses(() => logDetEntropy(x, { beta: wrong(beta) }), DomainError, "beta > 0");
  }
  await refuses(() => logDetEntropy(x, wrong({ bta: 1 })), UnknownNameError, 'mean "beta"');
  await refuses(() => logDetEntropy([1, 2]), ShapeError, "x", "[n, d]", "got [2]");
  await refuses(() => logDetEntropy([]), ShapeError, "x", "at least one");
  await refuses(() => logDetEntropy([[1, 2], [3]]), ShapeError, "x[1]");
  await refuses(() => logDetEntropy([[1, 2], [3, NaN]]), DomainError, "NaN at x[1][1]");
  await refuses(() => logDetJointEntropy([x, [[1, 2]]]), ShapeError, "xs[1]", "2 rows", "1 row");
  await refuses(() => logDetMutualInformation(x, [[1]]), ShapeError, "y", "2 rows", "1 row");
  await refuses(() => logDetMutualInformation([x], x), ShapeError, "y", "a batch of 1");
  await refuses(() => logDetJointEntropy([]), ShapeError, "non-empty array");
  await refuses(() => logDetJointEntropy(wrong(3)), ShapeError, "got 3");
});

Deno.test("evaluate takes expressions, and says where it found something else", async () => {
  for (const value of [3, null, undefined, "x", () => entropy]) {
    await refuses(() => evaluate(wrong(value)), TypeError, "an expression");
  }
  // a promise of values, as when evaluate is called twice, and a map
  await refuses(() => evaluate(wrong(evaluate(entropy))), TypeError, "an expression", "Promise");
  await refuses(() => evaluate(wrong(new Map([["a", entropy]]))), TypeError, "Map");
  await refuses(
    () => evaluate(wrong({ a: entropy, b: { c: [3] } })),
    TypeError,
    ".b.c[0]",
    "got 3",
  );
  await refuses(() => evaluate(wrong([entropy, undefined])), TypeError, "[1]", "nothing");
  await refuses(() => evaluate(wrong(p)), TypeError, "got a mixture");
});

Deno.test("unknown devices, precisions and options, with the nearest valid name", async () => {
  const refused = (
    options: unknown,
    type: typeof UnknownNameError | typeof TypeError,
    ...parts: string[]
  ) => refuses(() => evaluate(entropy, wrong(options)), type, ...parts);
  await refused({ device: "cup" }, UnknownNameError, 'device "cup"', 'mean "cpu"');
  await refused({ device: "tpu9000" }, UnknownNameError, '"auto"', '"cpu"');
  await refused({ precision: "f46" }, UnknownNameError, 'precision "f46"', 'mean "f64"');
  await refused({ precision: "half" }, UnknownNameError, 'precision "half"', '"f64"', '"f32"');
  await refused({ thread: 1 }, UnknownNameError, 'option "thread"', 'mean "threads"');
  await refused(null, TypeError, "options", "null");
  for (const threads of [0, 1.5, "2"]) {
    await refuses(() => evaluate(entropy, { threads: wrong(threads) }), DomainError, "threads");
  }
  await refuses(
    () => compile(entropy, { inputs: p }).run({}, wrong({ thread: 1 })),
    UnknownNameError,
    "threads",
  );
});

Deno.test("what an evaluation calls and listens to is checked before it begins", async () => {
  const wholes: ((options: never) => unknown)[] = [
    (options) => evaluate(entropy, options),
    (options) => compile(entropy, { inputs: p }).run({}, options),
    (options) => explain(entropy, options),
    (options) => partial(entropy, { rows: [0, 2], ...options as object }),
  ];
  const signal = "signal to be an AbortSignal";
  const bad: [object, string][] = [
    [{ onProgress: 1 }, "onProgress to be a function, got 1"],
    [{ onProgress: { call: 1 } }, "onProgress to be a function, got an object with call"],
    [{ onWarning: 3 }, "onWarning to be a function, got 3"],
    [{ onWarning: "log" }, 'onWarning to be a function, got "log"'],
    [{ onWarning: entropy }, "onWarning to be a function, got an expression"],
    [{ signal: 1 }, signal],
    [{ signal: {} }, "got an object with no keys"],
    [{ signal: AbortSignal }, "got a function"],
    [{ signal: new AbortController() }, "got an instance of AbortController"],
    [{ signal: { aborted: false, throwIfAborted() {} } }, signal],
    [
      {
        signal: {
          get aborted() {
            throw new Error("no");
          },
        },
      },
      signal,
    ],
  ];
  for (const whole of wholes) {
    for (const [options, sentence] of bad) {
      await refuses(() => whole(wrong(options)), TypeError, sentence);
    }
    await whole(wrong({ signal: null, onProgress: null, onWarning: undefined }));
    await whole(wrong({ signal: new AbortController().signal, onProgress: () => {} }));
  }
});

Deno.test("a hole in a list is told like nothing in its place", async () => {
  const x = input([1, 2], { name: "x" }), of = (list: unknown[]) => wrong(list);
  // deno-lint-ignore no-sparse-arrays -- that is what is tested
  const holes = [x, , x], leaf = "leaf made by input(), or a parameter of a mixture, got nothing";
  await refuses(() => gradient(square(x), of(holes)), TypeError, leaf);
  await refuses(() => compile(square(x), { inputs: of(holes) }), TypeError, "nothing");
  // deno-lint-ignore no-sparse-arrays -- that is what is tested
  await refuses(() => input([[1, 2]], { axes: of(["n", ,]) }), TypeError, "axes[1], got nothing");
  await refuses(() => evaluate(of(holes)), TypeError, "at [1], got nothing");
  // deno-lint-ignore no-sparse-arrays -- that is what is tested
  await refuses(() => logDetJointEntropy(of([[[1]], , [[2]]])), ShapeError, "xs[1]", "got nothing");
  const [a, b] = [
    await partial(conditionalEntropy(p), { rows: [0, 1] }),
    await partial(conditionalEntropy(p), { rows: [1, 2] }),
  ];
  // deno-lint-ignore no-sparse-arrays -- that is what is tested
  for (const states of [[, a, b], [a, , b], [a, b, ,], new Array(2)]) {
    await refuses(() => mergePartials(of(states)), TypeError, "what partial() gave", "got nothing");
  }
});

Deno.test("no result is silently not a number", async () => {
  const bad = log(neg(entropy));
  await refuses(() => evaluate(bad), DomainError, "not a number", "ln(");
  await refuses(() => evaluate({ good: entropy, bad }), DomainError, "value of bad");
  const roots = sqrt(input([1, -1, 2], { name: "y" }));
  await refuses(() => evaluate([entropy, roots]), DomainError, "[1]", "index 1", "sqrt(y");
  const zero = log(input(0));
  assertEquals(await evaluate(zero), -Infinity);
  await refuses(() => evaluate(sub(zero, zero)), DomainError, "∞ − ∞");
});

Deno.test("an aborted signal rejects with its reason, before the work and in the middle of it", async () => {
  const reason = new Error("enough");
  const early = evaluate(entropy, { signal: AbortSignal.abort(reason) });
  assertEquals(await early.catch((error) => error), reason);
  await assertRejects(() => evaluate(entropy, { signal: AbortSignal.abort() }), DOMException);

  const k = 20_000;
  const many = gaussianMixture({
    means: { data: Float64Array.from({ length: k }, Math.random), shape: [k, 1] },
    variance: 1,
  });
  const { error, done } = await stopped((options) => evaluate(estimatorsOf(many), options), reason);
  assertEquals(error, reason);
  assertLess(done, 0.5, "the rest of the work is not done");
});

Deno.test("a compiled plan checks new numbers as a mixture does", async () => {
  const values = compile(estimatorsOf(p), { inputs: p });
  await refuses(() => values.run({ weights: [0.5, 0.6] }), DomainError, "weights", "1.1");
  await refuses(() => values.run({ variances: [0.5, -0.6] }), DomainError, "-0.6 at variances[1]");
  await refuses(() => values.run({ means: [[0, NaN], [1, 1]] }), DomainError, "NaN at means[0][1]");
  await refuses(() => values.run({ means: [[1, 2, 3], [1, 2, 3]] }), ShapeError, "means", "[2, 3]");
  await refuses(() => values.run({ means: [[1, 2], [2, 3], [4, 5]] }), ShapeError, "[3, 2]");
  // also where the outputs do not depend on them
  const mean = compile(entropy, { inputs: p });
  await refuses(() => mean.run({ means: [[1, 2, 3], [1, 2, 3]] }), ShapeError, "means", "[2, 3]");
  await refuses(() => mean.run({ means: [[1, 2]] }), ShapeError, "[1, 2]");
  const misspelt: object = { mean: [[1, 2]] };
  await refuses(() => values.run(misspelt), UnknownNameError, 'mean "means"');
  await refuses(() => values.run(wrong([[[1, 2]]])), ShapeError, "a record");
});
