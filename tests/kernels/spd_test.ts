/**
 * The algorithms for symmetric positive definite matrices, run on numbers. Pascal's matrix has Pascal's triangle for its factor,
 * and the inverse of that is the triangle with alternating signs, so all numbers are whole and all results exact.
 */
import { assertEquals } from "@std/assert";
import {
  type BlockArithmetic,
  type BlockEntries,
  columnOf,
  oneBlock,
} from "../../kernels/spd/blocks.ts";
import { forwardColumns, gramProducts } from "../../kernels/spd/columns.ts";
import { factor } from "../../kernels/spd/factor.ts";
import { backward, forward, type Triangle } from "../../kernels/spd/substitution.ts";
import { times } from "../support/random_numbers.ts";

const binomial = (n: number, m: number): number =>
  m < 0 || m > n ? 0 : m === 0 ? 1 : Math.round(binomial(n - 1, m - 1) * n / m);
const lower = (i: number, j: number) => binomial(i, j);
const inverted = (i: number, j: number) => (-1) ** (i + j) * binomial(i, j);
const pascal = (i: number, j: number) => binomial(i + j, j);

type Numbers = BlockArithmetic<number, number, number>;

const onNumbers: Pick<Numbers, "minus" | "divide"> = {
  minus: (sum, { first, end, x, y }) => {
    let rest = sum;
    for (let r = first; r < end; r++) rest -= x(r) * y(r);
    return rest;
  },
  divide: (sum, divisor) => sum / divisor,
};

/** Blocks of some rows, the last of which may have fewer, as kept loops go over them. */
function inBlocks(d: number, rows: number): Numbers {
  const whole = d - d % rows;
  const block = (first: number, length: number) => times(length, (t) => first + t);
  const evaluated = (extent: Parameters<Numbers["hold"]>[0], entry: BlockEntries<number>) => {
    const known = times(extent.rows, (t) => times(extent.width(t), (c) => entry(t, c)));
    return (t: number, c: number) => known[t]![c]!;
  };
  return {
    ...onNumbers,
    d,
    after: (block) => block.at(-1)! + 1,
    eachBlock: (first, body) => {
      for (let i = first; i < whole; i += rows) body(block(i, rows), false);
      if (whole < d) body(block(whole, d - whole), true);
    },
    eachBlockBack: (body) => {
      if (whole < d) body(block(whole, d - whole), true);
      for (let i = whole - rows; i >= 0; i -= rows) body(block(i, rows), false);
    },
    hold: evaluated,
    open: (extent, entry, { start, end, x, y }) => {
      const given = evaluated(extent, entry);
      return evaluated(extent, (t, c) =>
        onNumbers.minus(given(t, c), {
          first: start,
          end,
          x: (r) => x(t, r),
          y: (r) => y(c, r),
        }));
    },
  };
}

function schedules(d: number): readonly Numbers[] {
  const writtenOut = { ...oneBlock<number>(d), ...onNumbers };
  return [writtenOut, ...[1, 2, 3, 4, 8].map((rows) => inBlocks(d, rows))];
}

const triangle: Triangle<number, number> = { at: lower, divisorAt: () => 1 };

/** What an algorithm leaves behind, in an array that it also reads. */
function stored(initial: readonly number[], solve: (x: number[]) => void): number[] {
  const x = [...initial];
  solve(x);
  return x;
}

const extents = [1, 2, 3, 4, 5, 7, 8, 9];

Deno.test("the factor of Pascal's matrix is Pascal's triangle, whatever the blocks", () => {
  for (const d of extents) {
    for (const a of schedules(d)) {
      const l = times(d, () => times(d, () => 0)), pivots: number[] = [];
      factor<number, number>(a, {
        entry: pascal,
        at: (i, j) => l[i]![j]!,
        put: (value, i, j) => l[i]![j] = value,
        pivot: (sum, given, j) => {
          assertEquals(given, pascal(j, j));
          pivots.push(sum);
          return { root: Math.sqrt(sum), divisor: Math.sqrt(sum) };
        },
      });
      assertEquals(l, times(d, (i) => times(d, (j) => lower(i, j))), `d = ${d}`);
      assertEquals(pivots, times(d, () => 1));
    }
  }
});

Deno.test("substitution with Pascal's triangle multiplies by its inverse, forwards and backwards, whatever the blocks", () => {
  for (const d of extents) {
    const v = times(d, (i) => i * i - 3);
    const sum = (f: (j: number) => number) => times(d, f).reduce((x, y) => x + y, 0);
    for (const a of schedules(d)) {
      const y = stored(times(d, () => NaN), (y) =>
        forward(a, triangle, {
          v: (i) => v[i]!,
          at: (i) => y[i]!,
          put: (value, i) => y[i] = value,
        }));
      assertEquals(y, times(d, (i) => sum((j) => inverted(i, j) * v[j]!)), `d = ${d}`);
      const x = stored(
        v,
        (x) => backward(a, triangle, { at: (i) => x[i]!, put: (value, i) => x[i] = value }),
      );
      assertEquals(x, times(d, (i) => sum((j) => inverted(j, i) * v[j]!)), `d = ${d}`);
    }
  }
});

Deno.test("a block tells where each of its rows stands in it", () => {
  const told: [number, number][] = [];
  forward(inBlocks(5, 2), triangle, {
    v: () => 1,
    at: () => 0,
    put: (_, i, t) => told.push([i, t]),
  });
  assertEquals(told, [[0, 0], [1, 1], [2, 0], [3, 1], [4, 0]]);
  assertEquals(columnOf([7, 8]).rows, 2);
});

Deno.test("the columns of the inverse of Pascal's triangle give the inverse of Pascal's matrix, which has whole entries", () => {
  for (const d of extents) {
    const a = { ...oneBlock<number>(d), ...onNumbers }, done: number[] = [];
    const x = times(d, () => times(d, () => 0));
    forwardColumns(a, triangle, {
      g: (j) => (i) => i === j ? 1 : 0,
      at: (i, j) => x[i]![j]!,
      put: (value, i, j) => x[i]![j] = value,
      done: (j) => done.push(j),
    });
    assertEquals(x, times(d, (i) => times(d, (j) => inverted(i, j) + 0)), `d = ${d}`);
    assertEquals(done, times(d, (j) => j));
    const entry = (i: number, j: number) => x[i]![j]!;
    const inverse = times(d, (i) =>
      times(d, (j) => {
        const { first, end, x, y } = gramProducts(d, entry, i < j ? [j, i] : [i, j]);
        return times(end - first, (t) => x(first + t) * y(first + t)).reduce((p, q) => p + q, 0);
      }));
    const product = times(
      d,
      (i) =>
        times(d, (j) => times(d, (r) => pascal(i, r) * inverse[r]![j]!).reduce((p, q) => p + q)),
    );
    assertEquals(product, times(d, (i) => times(d, (j) => i === j ? 1 : 0)), `d = ${d}`);
  }
});
