/** Random numbers from a seed. Uses nothing of Deno and no package, so that programs in other hosts draw the same. */

/** Numbers on [0, 1) from a seed (mulberry32, T. Ettinger). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A list of n values. */
export function times<T>(n: number, value: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => value(index));
}
