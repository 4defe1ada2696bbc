/** How exact marginals are asked for: bases, limits, batches, stopping, sentences. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  exactMarginals,
  gaussianMixture,
  input,
  NotPositiveDefiniteError,
  uniformMixture,
} from "../../mod.ts";
import { mul } from "../../ops.ts";

const means = [[0, 0], [1, 2], [4, 1]];
const plane = gaussianMixture({ means, variances: [1, 2, 0.5] });
const boxes = uniformMixture({ centers: means, widths: [[1, 4], [3, 2], [5, 1]] });

Deno.test("each mixture of a batch is as it is alone, of Gaussians and of boxes", async () => {
  const both = [means, means.map(([x, y]) => [x! / 2, y! * 3])];
  const variances = [1, 2, 0.5], widths = [[1, 4], [3, 2], [5, 1]];
  assertEquals(
    await exactMarginals(gaussianMixture({ means: both, variances: [variances, variances] })),
    await Promise.all(
      both.map((own) => exactMarginals(gaussianMixture({ means: own, variances }))),
    ),
  );
  assertEquals(
    await exactMarginals(uniformMixture({ centers: both, widths: [widths, widths] })),
    await Promise.all(both.map((own) => exactMarginals(uniformMixture({ centers: own, widths })))),
  );
});

Deno.test("coordinates for a basis: along them each marginal is what the line has", async () => {
  const found = await exactMarginals(plane, { basis: [[0, -1], [1, 0]] });
  const alone = await Promise.all([0, 1].map((a) =>
    exactMarginals(
      gaussianMixture({ means: means.map((x) => [x[a]!]), variances: [1, 2, 0.5] }),
    )
  ));
  const sum = alone[0]!.value + alone[1]!.value;
  assert(Math.abs(found!.value - sum) <= found!.error + alone[0]!.error + alone[1]!.error);
});

Deno.test("what would take more than maxWork is undefined, and so is what rounding leaves no width", async () => {
  assertEquals(await exactMarginals(plane, { maxWork: 1000 }), undefined);
  assertEquals(await exactMarginals(boxes, { maxWork: 100 }), undefined);
  const far = gaussianMixture({ means: [[0, 0], [1e15, 3e14], [2e14, 1e15]], variance: 1 });
  assertEquals(await exactMarginals(far), undefined);
});

Deno.test("a basis that is none, and options that cannot be, are named with their values", async () => {
  const fails = (options: object, text: string) =>
    assertRejects(() => exactMarginals(plane, options), Error, text);
  await fails({ basis: [1, 0] }, "Expected basis of shape [2, 2], got [2]");
  await fails({ basis: [[2, 0], [0, 1]] }, "Expected basis[0] to have length 1, got 2");
  await fails(
    { basis: [[1, 0], [0.8, 0.6]] },
    "Expected basis[0] and basis[1] to be orthogonal, got a product of 0.8",
  );
  await fails({ basis: [[1, 0], [NaN, 1]] }, "basis");
  await fails({ tolerance: 0 }, "Expected tolerance to be a number above 0, got 0");
  await fails({ maxWork: "9" }, "Expected maxWork to be a number above 0");
  await fails({ base: 1 }, "base");
  await assertRejects(
    () => exactMarginals(boxes, { basis: [[1, 0], [0, 1]] }),
    Error,
    "Expected no basis for boxes",
  );
});

Deno.test("a computed covariance that is not definite is refused, though its marginals would have widths", async () => {
  const halves = input([[[0.5, 0], [0, 0.5]], [[0.5, 1], [1, 0.5]]]);
  const p = gaussianMixture({ means: [[0, 0], [1, 1]], covariances: mul(2, halves) });
  await assertRejects(
    () => exactMarginals(p, { basis: [[1, 0], [0, 1]] }),
    NotPositiveDefiniteError,
    "covariances[1]",
  );
});

Deno.test("progress never goes back and ends at 1; an aborted signal rejects with its reason", async () => {
  for (const p of [plane, boxes]) {
    const told: number[] = [];
    await exactMarginals(p, { onProgress: (share) => told.push(share) });
    assertEquals(told, told.toSorted((a, b) => a - b));
    assertEquals(told.at(-1), 1);
    const reason = new Error("no longer wanted");
    await assertRejects(
      () => exactMarginals(p, { signal: AbortSignal.abort(reason) }),
      Error,
      "no longer wanted",
    );
    const controller = new AbortController();
    await assertRejects(
      () =>
        exactMarginals(p, {
          signal: controller.signal,
          onProgress: () => controller.abort(reason),
        }),
      Error,
      "no longer wanted",
    );
  }
});
