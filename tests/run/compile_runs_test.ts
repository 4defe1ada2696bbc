/** Runs of a compiled plan: their numbers are checked and copied, and no run disturbs another. */
import {
  compile,
  DomainError,
  elkEntropy,
  evaluate,
  gradient,
  input,
  kdeEntropy,
  NotPositiveDefiniteError,
  pairwiseEntropy,
  ShapeError,
  uniformMixture,
} from "../../mod.ts";
import { mul, square, sum } from "../../ops.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { parametersOf, toMixture } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { collect, collectNow } from "../support/garbage.ts";

Deno.test("new numbers are checked as those of a mixture are", async () => {
  const p = toMixture(draw({ structure: "covariances", k: 2, d: 2, seed: 1 }));
  const plan = compile(elkEntropy(p), { inputs: p });
  const refuse = (
    values: Parameters<typeof plan.run>[0],
    type: new (message: string) => Error,
    text: string,
  ) => assertRejects(() => plan.run(values), type, text);
  await refuse({ weights: [0.5, 0.6] }, DomainError, "sum to 1");
  await refuse({ means: [[0, NaN], [1, 1]] }, DomainError, "means[0][1]");
  const bad = [[[1, 0], [0, 1]], [[1, 2], [2, 1]]];
  await refuse({ covariances: bad }, NotPositiveDefiniteError, "covariances[1]");
  await refuse(
    { means: [[0, 0, 0], [1, 1, 1]] },
    ShapeError,
    "got shape [2, 3]",
  );
  await refuse(
    { means: [[0, 0], [1, 1], [2, 2]] },
    ShapeError,
    "got shape [3, 2]",
  );
  await assertRejects(
    () => plan.run({ mean: [[0, 0], [1, 1]] }),
    TypeError,
    'did you mean "means"?',
  );
  const inOrder: object = [1, 2];
  await assertRejects(() => plan.run(inOrder), ShapeError, "the inputs have names");
  assertThrows(() => plan.runSync({ weights: [1] }), ShapeError);
  assertThrows(() => compile(elkEntropy(p), { inputs: { x: elkEntropy(p) } }), TypeError, "leaf");
  const q = uniformMixture({ centers: [[0], [1]], widths: 1 });
  assertThrows(() => compile(kdeEntropy(q), { inputs: q }).runSync({ widths: 0 }), DomainError);
  // and after a refused run the plan still works
  assertEquals(await plan.run(), await evaluate(elkEntropy(p)));
});

Deno.test("runs that overlap in time do not mix their results", async () => {
  const p = toMixture(draw({ structure: "diagonal", k: 60, d: 4, seed: 1 }));
  const estimators = estimatorsOf(p);
  const plan = compile(estimators, { inputs: p });
  const all = Array.from(
    { length: 12 },
    (_, seed) =>
      parametersOf(draw({ structure: "diagonal", k: seed % 2 === 0 ? 60 : 200, d: 4, seed })),
  );
  const alone = [];
  for (const m of all) alone.push(await evaluate(estimatorsOf(mixtureOf(m))));
  const together = await Promise.all(all.map((m) => plan.run(m)));
  assertEquals(together, alone);
  // one that fails or is stopped does not disturb its neighbours
  const stopped = AbortSignal.abort(new Error("enough"));
  const [first, , , last] = await Promise.allSettled([
    plan.run(all[0]),
    plan.run({ weights: [2] }),
    plan.run(all[1], { signal: stopped }),
    plan.run(all[2]),
  ]);
  assertEquals([first, last], [
    { status: "fulfilled", value: alone[0] },
    { status: "fulfilled", value: alone[2] },
  ]);
});

Deno.test("a synchronous run in the middle of an asynchronous one leaves both right", async () => {
  const p = toMixture(draw({ structure: "diagonal", k: 700, d: 4, seed: 1 }));
  const value = pairwiseEntropy(p, { distance: "kl" });
  const plan = compile({ value, slope: gradient(value, p).means! }, { inputs: p });
  const other = parametersOf(draw({ structure: "diagonal", k: 700, d: 4, seed: 2 }));
  const expected = [await plan.run(), await plan.run(other)];
  let inside: unknown;
  const outside = await plan.run({}, {
    onProgress: (fraction) => {
      if (fraction < 1) inside ??= plan.runSync(other);
    },
  });
  assertEquals(outside, expected[0]);
  if (inside !== undefined) assertEquals(inside, expected[1]);
});

Deno.test("numbers are copied when a run is asked for, and results are new arrays", async () => {
  const x = input([1, 2, 3], { name: "x" });
  const plan = compile(mul(2, square(x)), { inputs: { x } });
  const numbers = Float64Array.of(1, 2, 3);
  const asked = [0, 1, 2].map((t) => {
    numbers[0] = t;
    return plan.run({ x: numbers });
  });
  numbers.fill(100);
  const results = await Promise.all(asked);
  assertEquals(results.map(({ data }) => [...data]), [[0, 8, 18], [2, 8, 18], [8, 8, 18]]);
  results[1]!.data[0] = -1;
  assertEquals([...(await plan.run()).data], [2, 8, 18]);
  assertEquals(await evaluate(sum(x)), 6);
});

Deno.test("a plan keeps its memory as long as one of its functions is held, or a run goes on", async () => {
  const p = toMixture(draw({ structure: "diagonal", k: 300, d: 2, seed: 5 }));
  const value = pairwiseEntropy(p, { distance: "kl" });
  await collect();
  const before = defaultHeap().used;
  await (async () => {
    const { run } = compile(value, { inputs: p });
    const expected = await run({}, { device: "cpu" });
    const used = defaultHeap().used;
    assert(used > before);
    await collect();
    assertEquals(defaultHeap().used, used);
    // what else wants memory does not get that of the plan
    await evaluate(elkEntropy(p), { device: "cpu" });
    assertEquals(await run({}, { device: "cpu" }), expected);
  })();
  const pending = compile(value, { inputs: p }).run({}, {
    device: "cpu",
    onProgress: () => collectNow(),
  });
  assertEquals(await pending, await evaluate(value, { device: "cpu" }));
  await collect();
  assertEquals(defaultHeap().used, before);
});
