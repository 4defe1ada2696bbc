/** Components that a program puts together: changed ones of a mixture, and ones from nothing. */
import { assertEquals, assertThrows } from "@std/assert";
import { evaluate, gaussianMixture, klDivergence, laplaceMixture } from "../../mod.ts";
import type { Component } from "../../mod.ts";

Deno.test("a component that is changed stays one of its family: KL between Laplace distributions of scale 1 at 0 and 2 is 2 + e⁻² − 1", async () => {
  const p = laplaceMixture({ locations: [[0]], scales: 1 });
  const q = laplaceMixture({ locations: [[2]], scales: 1 });
  const [i, j] = [p.at(0), q.at(1)];
  if (i.family !== "laplace" || j.family !== "laplace") throw new Error("Both are Laplace's");
  const value = await evaluate(klDivergence(i, { ...j, location: j.location }));
  assertEquals(
    (value as { data: Float64Array }).data[0]!.toFixed(12),
    (1 + Math.exp(-2)).toFixed(12),
  );
});

Deno.test("a component of a family other than Gaussians is made of one of a mixture: what is put together by hand is refused", () => {
  const i = laplaceMixture({ locations: [[0]], scales: 1 }).at(0);
  if (i.family !== "laplace") throw new Error("It is Laplace's");
  const { component, coordinate, weight, location, scale } = i;
  const byHand: Component = { family: "laplace", component, coordinate, weight, location, scale };
  assertThrows(() => klDivergence(byHand, i), TypeError, "Expected a component of a mixture");
  const renamed: Component = { ...i, family: "logistic" };
  assertThrows(() => klDivergence(renamed, i), TypeError, "Expected a component of a mixture");
});

Deno.test("a Gaussian component may be put together by hand", async () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const [i, j] = [p.at(0), p.at(1)];
  if (j.family !== "gaussian") throw new Error("It is a Gaussian");
  const { family, component, coordinate, weight, mean, covariance } = j;
  const byHand: Component = { family, component, coordinate, weight, mean, covariance };
  const { data } = await evaluate(klDivergence(i, byHand)) as { data: Float64Array };
  assertEquals([...data], [0, 2, 2, 0]);
});
