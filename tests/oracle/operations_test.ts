/**
 * Elementwise operations: random numbers and normal quantiles against published values, the stated values at the edges,
 * and the executor's loops against the definitions.
 */
import type { Span } from "../../kernels/script/defined_loop.ts";
import { loops } from "../../kernels/script/loops.ts";
import { normalQuantile } from "../../src/expr/normal.ts";
import { applyOp, arity, type Op } from "../../src/expr/ops.ts";
import { philox, uniformFromCounter } from "../../src/expr/random.ts";
import { assert, assertEquals } from "@std/assert";
import { times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import extraFile from "../vectors/extra.json" with { type: "json" };

type Four = [number, number, number, number];

Deno.test("Philox 4×32-10 gives the known answers of Random123", () => {
  assert(extraFile.philox.length >= 13);
  for (const { counter, key, output, source } of extraFile.philox) {
    assertEquals(philox(counter as Four, key as [number, number]), output as Four, source);
  }
});

Deno.test("normal quantiles have their reference values, and are odd", () => {
  for (const { u, x } of extraFile.normalQuantile) {
    assertRelative(normalQuantile(u), x, 1e-15, `Φ⁻¹(${u})`);
  }
  for (const u of [2 ** -60, 2 ** -20, 0.01, 0.2, 0.49]) {
    // 1 − u is exact, or rounds the tail
    if (1 - (1 - u) === u) assertEquals(normalQuantile(1 - u), -normalQuantile(u));
  }
  assertEquals([0, 1, 0.5].map(normalQuantile), [-Infinity, Infinity, 0]);
  assert([-0.1, 1.1, NaN].map(normalQuantile).every(Number.isNaN));
});

Deno.test("uniform numbers lie inside (0, 1), are Philox's bits, and differ for every counter", () => {
  const seen = new Set<number>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 40 + 3]) {
    for (const stream of [0, 1]) {
      for (const index of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 45]) {
        for (const coordinate of [0, 1, 2]) {
          const u = uniformFromCounter(seed, stream, index, coordinate);
          assert(u > 0 && u < 1);
          seen.add(u);
        }
      }
    }
  }
  assertEquals(seen.size, 4 * 2 * 5 * 3);
  const [high, low] = [1713891541, 3781805453];
  const mantissa = Math.floor(high / 32) * 2 ** 26 + Math.floor(low / 64);
  assertEquals(uniformFromCounter(0, 0, 0, 0), (mantissa + 0.5) / 2 ** 53);
});

Deno.test("uniform numbers of ten thousand counters have the moments of a uniform distribution", () => {
  const n = 10_000, u = times(n, (index) => uniformFromCounter(7, 1, index, 0));
  const mean = (f: (t: number) => number) => u.reduce((sum, _, t) => sum + f(t), 0) / n;
  const within = (value: number, expected: number, deviation: number) =>
    assert(Math.abs(value - expected) < 4 * deviation / Math.sqrt(n), `${value}, not ${expected}`);
  within(mean((t) => u[t]!), 1 / 2, Math.sqrt(1 / 12));
  within(mean((t) => u[t]! ** 2), 1 / 3, Math.sqrt(1 / 5 - 1 / 9));
  // neighbours are independent
  within(mean((t) => (u[t]! - 0.5) * (u[(t + 1) % n]! - 0.5)), 0, 1 / 12);
});

const inf = Infinity;

/** The values that the table of operations states at the edges. */
const stated: readonly [Op, number[], number][] = [
  ["sign", [-0], -0],
  ["sign", [NaN], NaN],
  ["floor", [-0.5], -1],
  ["log", [0], -inf],
  ["log", [-1], NaN],
  ["log1p", [1e-20], 1e-20],
  ["xLogX", [0], 0],
  ["xLogX", [-1], NaN],
  ["min", [1, NaN], NaN],
  ["max", [NaN, 1], NaN],
  ["less", [NaN, 1], 0],
  ["lessEqual", [1, NaN], 0],
  ["equal", [NaN, NaN], 0],
  ["weigh", [0, inf], 0],
  ["weigh", [0, NaN], 0],
  ["weigh", [2, inf], inf],
  ["ratio", [0, 0], 0],
  ["ratio", [1, 0], inf],
  ["expDiff", [-inf, -inf], 0],
  ["expDiff", [-inf, inf], 0],
  ["expDiff", [1, 1], 1],
  ["select", [1, 2, NaN], 2],
  ["select", [0, NaN, 3], 3],
  ["prefer", [1, 2, NaN], 2],
  ["prefer", [0, NaN, 3], 3],
];

Deno.test("operations have their stated values at the edges", () => {
  for (const [op, args, value] of stated) assertEquals(applyOp(op, args), value, `${op}(${args})`);
});

Deno.test("the executor's loop of every operation is its definition, for every kind of float and stride", () => {
  const edge = [0, -0, 1, -1, 0.5, 2.75, -3.25, 1e-300, 1e300, inf, -inf, NaN];
  for (const op of Object.keys(arity) as Op[]) {
    const n = edge.length;
    // every pair of edge values meets: argument s runs through them in steps of its own
    const argumentsOf = times(
      4,
      (s) => Float64Array.from(edge, (_, t) => edge[(t * (s + 1) + s) % n]!),
    );
    for (const strides of [[1, 1, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]]) {
      const span = (s: number): Span => ({
        array: argumentsOf[s]!,
        at: s % 2,
        stride: strides[s]!,
      });
      const out: Span = { array: new Float64Array(n + 2).fill(7), at: 1, stride: 1 };
      loops[op](n - 1, out, 0, span(0), 0, span(1), 0, span(2), 0, span(3), 0);
      const expected = times(
        n - 1,
        (t) => applyOp(op, times(arity[op], (s) => argumentsOf[s]![s % 2 + t * strides[s]!]!)),
      );
      assertEquals([...out.array], [7, ...expected, 7, 7], `${op}, strides ${strides}`);
    }
  }
});
