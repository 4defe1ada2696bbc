/** Seeded random numbers, so that an example prints the same numbers each time. */
import type { Tensor } from "./adam.ts";

/** Uniform numbers in (0, 1): the multiplicative generator of Park & Miller (1988), x ← 48271 x mod 2³¹ − 1. */
export function uniform(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  // the first numbers after a small seed are small, so some are thrown away
  let state = 1 + seed % (modulus - 1);
  const next = () => (state = state * 48271 % modulus) / modulus;
  for (let i = 0; i < 8; i++) next();
  return next;
}

/** Standard normal numbers (Box & Muller 1958). */
export function normal(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** An array filled with numbers that `next` gives. */
export function filled<const S extends readonly number[]>(shape: S, next: () => number): Tensor<S> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { data: Float64Array.from({ length: size }, next), shape };
}
