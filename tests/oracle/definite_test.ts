/** Whether a matrix is positive definite: an operation that may be given any symmetric matrix. */
import { assertEquals } from "@std/assert";
import { evaluate, gradient, input } from "../../mod.ts";
import { type Axis, axisOf, isLong, sharedIndexSet } from "../../src/expr/axes.ts";
import { coord, dense, rename, sumOver } from "../../src/expr/build.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { relabel } from "../../src/expr/rename.ts";
import { isDefinition } from "./definition.ts";
import { numbersOf } from "../support/results.ts";
import { numbersBy, ways } from "../support/ways.ts";
import { randomNumbers } from "../support/random_numbers.ts";

const coordinates = (d: number): [Axis, Axis] => {
  const set = sharedIndexSet("coordinate", "a", d);
  return [axisOf(set), axisOf(set, 1)];
};

/** Numbers [n, d, d] along a component axis and two coordinate axes. */
function matrices(numbers: readonly (readonly (readonly number[])[])[], row: Axis, column: Axis) {
  const given = nodeOf(input(numbers, { name: "matrices" }));
  const [first] = given.axes;
  return { node: relabel(given, [first!, row, column]), axis: first! };
}

/** Random numbers beside a diagonal near the size of their least eigenvalue, so that about half are definite. */
function random(d: number, n: number, draw: () => number): number[][][] {
  return Array.from({ length: n }, () => {
    const s = Array.from({ length: d }, () => Array.from({ length: d }, () => 0));
    const size = 0.577 * Math.sqrt(d) * (0.2 + draw());
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < i; j++) s[i]![j] = s[j]![i] = draw() - 0.5;
      s[i]![i] = size;
    }
    return s;
  });
}

for (const d of [1, 2, 3, 6, 20]) {
  Deno.test(`whether matrices of ${d} rows are definite, by every executor`, async () => {
    const draw = randomNumbers(d);
    const [row, column] = coordinates(d);
    const { node: s } = matrices(random(d, d < 10 ? 40 : 9, draw), row, column);
    const identity = nodes.equal(coord(row), coord(column));
    const definite = dense("definite", row, column, [constant(1), s, constant(0.01), identity]);
    for (const way of Object.values(ways)) {
      const [numbers] = await numbersBy(way, [definite]);
      isDefinition(definite, numbers!, 0);
    }
    // by pairs: S + S′, as sums along the second
    const [long] = s.axes.filter(isLong);
    const other = axisOf(long!.set, 1);
    const both = dense("definite", row, column, [
      constant(1),
      s,
      constant(1),
      rename(s, new Map([[long!, other]])),
    ]);
    const count = sumOver(other, both);
    for (const way of Object.values(ways)) {
      const [numbers] = await numbersBy(way, [count]);
      isDefinition(count, numbers!, 0);
    }
    const many = numbersOf(await evaluate(definite));
    if (d > 1) assertEquals(new Set(many), new Set([0, 1]), "both kinds are tried");
  });
}

Deno.test("what has a NaN or an infinity is not definite, and nothing throws", async () => {
  const [row, column] = coordinates(2);
  const { node: s } = matrices([[[1, 0], [0, 1]], [[1, 2], [2, 1]], [[0, 0], [0, 0]]], row, column);
  for (const factor of [NaN, Infinity]) {
    const scaled = dense("definite", row, column, [constant(factor), s]);
    assertEquals([...numbersOf(await evaluate(scaled))], [0, 0, 0]);
  }
  const plain = dense("definite", row, column, [constant(1), s]);
  assertEquals([...numbersOf(await evaluate(plain))], [1, 0, 0]);
});

Deno.test("it is flat: its gradient is 0", async () => {
  const [row, column] = coordinates(2);
  const given = input([[[2, 0], [0, 1]]], { name: "matrices" });
  const node = relabel(nodeOf(given), [nodeOf(given).axes[0]!, row, column]);
  const definite = dense("definite", row, column, [constant(1), node]);
  const slope = await evaluate(gradient(sumOver(node.axes[0]!, definite), given));
  assertEquals([...numbersOf(slope)], [0, 0, 0, 0]);
});
