/** The distribution function of the standard normal against mpmath's erfc at 30 digits, and its slope against the density. */
import { evaluate, type Expr, gradient, input } from "../../mod.ts";
import { sum } from "../../ops.ts";
import { normalCdf } from "../../src/expr/normal_cdf.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { assert, assertEquals } from "@std/assert";
import { assertRelative } from "../support/comparison.ts";
import { numbersOf } from "../support/results.ts";

const known: readonly (readonly [z: number, phi: number])[] = [
  [-37.5, 4.6053530095819548438e-308],
  [-20, 2.7536241186062336951e-89],
  [-8, 6.2209605742717841235e-16],
  [-3, 0.0013498980316300945267],
  [-1, 0.15865525393145705141],
  [-0.5, 0.30853753872598689636],
  [-1e-8, 0.49999999601057719599],
  [0, 0.5],
  [0.25, 0.59870632568292372424],
  [1, 0.84134474606854294859],
  [2.5, 0.99379033467422386483],
  [6, 0.99999999901341235496],
  [9, 0.99999999999999999989],
];

Deno.test("the normal distribution function has its digits, in its lower tail too", async () => {
  const z = input(known.map(([z]) => z));
  const values = numbersOf(await evaluate(normalCdf(nodeOf(z))));
  known.forEach(([z, phi], t) => {
    assertRelative(values[t]!, phi, z < 0 ? 1e-15 * (1 + z * z) : 3e-16, `Φ(${z})`);
  });
});

Deno.test("it is 0 at −∞ and 1 at ∞, and symmetric", async () => {
  const ends = [-Infinity, Infinity].map((x) => normalCdf(constant(x)));
  assertEquals(await evaluate(ends as readonly Expr<number>[]), [0, 1]);
  const z = nodeOf(input([0.1, 1, 3]));
  const sums = nodes.add(normalCdf(z), normalCdf(nodes.neg(z)));
  assert(numbersOf(await evaluate(sums)).every((x) => Math.abs(x - 1) < 3e-16));
});

Deno.test("its slope is the density of the standard normal", async () => {
  const z = input([-9, -1, 0, 2]);
  const slopes = numbersOf(await evaluate(gradient(sum(normalCdf(nodeOf(z))), z)));
  [-9, -1, 0, 2].forEach((x, t) => {
    assertRelative(slopes[t]!, Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), 1e-14, `φ(${x})`);
  });
});
