/** Eigenvectors of symmetric matrices, by what they are: an orthonormal basis in which the matrix is diagonal. */
import { assert, assertThrows } from "@std/assert";
import { gradient, input } from "../../mod.ts";
import { type Axis, axisOf, sharedIndexSet } from "../../src/expr/axes.ts";
import { coord, dense, freshAxis, rename, sumOver } from "../../src/expr/build.ts";
import type { Node } from "../../src/expr/node.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { relabel } from "../../src/expr/rename.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersBy, ways } from "../support/ways.ts";

function coordinates(d: number): [Axis, Axis] {
  const set = sharedIndexSet("coordinate", "a", d);
  return [axisOf(set), axisOf(set, 1)];
}

/** Symmetric matrices [n, d, d]: random ones, a diagonal one, zeros, and one with two equal eigenvalues. */
function matrices(d: number): number[][][] {
  const draw = randomNumbers(d);
  const symmetric = (entry: (i: number, j: number) => number) =>
    times(d, (i) => times(d, (j) => entry(Math.max(i, j), Math.min(i, j))));
  const random = times(5, () => {
    const entries = times(d, () => times(d, () => draw() - 0.5));
    return symmetric((i, j) => entries[i]![j]!);
  });
  return [
    ...random,
    symmetric((i, j) => i === j ? i - 1 : 0),
    symmetric(() => 0),
    symmetric((i, j) => (i === j ? 1 : 0) + 1),
    symmetric((i, j) => 1e-160 * random[0]![i]![j]!),
  ];
}

/** VᵀXV for each of the matrices. */
function inBasis(v: Node, x: Node, [row, column]: readonly [Axis, Axis]): Node {
  const a = freshAxis(row.set, [row, column]), b = freshAxis(row.set, [row, column, a]);
  const left = rename(v, new Map([[column, a]]));
  const right = rename(v, new Map([[row, column], [column, b]]));
  const inner = sumOver(column, nodes.mul(x, right));
  return rename(sumOver(row, nodes.mul(left, inner)), new Map([[a, row], [b, column]]));
}

for (const d of [1, 2, 3, 5, 12]) {
  Deno.test(`matrices of ${d} rows are diagonal in the basis of their eigenvectors, which is orthonormal`, async () => {
    const axes = coordinates(d), [row, column] = axes;
    const given = nodeOf(input(matrices(d), { name: "matrices" }));
    const s = relabel(given, [given.axes[0]!, row, column]);
    const v = dense("eigenvectors", row, column, [s]);
    const identity = nodes.equal(coord(row), coord(column));
    for (const way of Object.values(ways)) {
      const [diagonal, unit] = await numbersBy(way, [
        inBasis(v, s, axes),
        inBasis(v, nodes.add(identity, nodes.mul(s, nodes.sub(s, s))), axes),
      ]);
      const all = matrices(d);
      all.forEach((matrix, n) => {
        const size = Math.hypot(...matrix.flat()) || 1;
        let trace = 0;
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            const at = (n * d + i) * d + j;
            const beside = i === j ? 0 : Math.abs(diagonal![at]!);
            assert(beside <= 1e-14 * size, `${n} ${i} ${j}: ${diagonal![at]} beside ${size}`);
            assert(Math.abs(unit![at]! - (i === j ? 1 : 0)) < 1e-13, `${unit![at]}`);
          }
          trace += diagonal![(n * d + i) * d + i]! - matrix[i]![i]!;
        }
        assert(Math.abs(trace) <= 1e-13 * size);
      });
    }
  });
}

Deno.test("eigenvectors have no gradient, and say so", () => {
  const [row, column] = coordinates(2);
  const given = input([[[2, 1], [1, 3]]], { name: "matrices" });
  const node = nodeOf(given), s = relabel(node, [node.axes[0]!, row, column]);
  const total = sumOver(
    node.axes[0]!,
    sumOver(row, sumOver(column, dense("eigenvectors", row, column, [s]))),
  );
  assertThrows(() => gradient(total, given), Error, "Eigenvectors have no gradient");
});
