import type { Slices } from "../../expr/slices.ts";

/** Points that are looked at in one slice: about a millisecond. */
const pointsAtOnce = 2 ** 16;

/** Runs over points chunk by chunk. */
export function* inChunks(count: number, body: (first: number, end: number) => void): Slices {
  for (let first = 0; first < count; first += pointsAtOnce) {
    body(first, Math.min(count, first + pointsAtOnce));
    yield undefined;
  }
}
