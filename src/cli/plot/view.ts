/** Which part of the space is drawn. */
import type { Outlines } from "./outlines.ts";

/** The first and the last value along an axis. */
export type Range = readonly [number, number];

/** The share of the weight that may lie beyond each end of an axis, so that a grain far away does not squeeze all else. */
const beyond = 5e-4;

/** Along coordinate a, where all but a grain of the weight is. */
export function rangeOf(outlines: Outlines, a: number): Range {
  const { d, centers, heaviest, reach, margin } = outlines;
  const ends = (sign: number) =>
    heaviest.map((i) => ({
      at: centers[i * d + a]! + sign * margin(i) * reach(i, a),
      weight: outlines.weights[i]!,
    }));
  const low = outermost(ends(-1), 1), high = outermost(ends(1), -1);
  // a component that is thinner than the digits of its place
  return low < high ? [low, high] : [low - around(low), high + around(high)];
}

function around(value: number): number {
  return Math.max(Math.abs(value) * 1e-6, Number.MIN_VALUE * 2 ** 52);
}

/** The first of the ends, in the direction given, beyond which there is more than a grain. */
function outermost(ends: { at: number; weight: number }[], direction: 1 | -1): number {
  ends.sort((p, q) => direction * (p.at - q.at));
  let passed = 0;
  for (const { at, weight } of ends) {
    passed += weight;
    if (passed > beyond) return at;
  }
  return ends.at(-1)!.at;
}

/** How many components have their middle outside of the ranges. */
export function countOutside({ d, centers, heaviest }: Outlines, ranges: readonly Range[]): number {
  return heaviest.filter((i) =>
    ranges.some(([low, high], a) => {
      const at = centers[i * d + a]!;
      return at < low || at > high;
    })
  ).length;
}

/** Of numbers beyond this differences and products may be none, and so of those below its inverse. */
const extreme = 1e300;
/** How many digits of places must be left to tell them apart, as a share. */
const leastShare = 2 ** -48;

/** Whether pictures can be drawn of a mixture in one or two dimensions: its places are not at the ends of what numbers can be. */
export function isDrawable(outlines: Outlines): boolean {
  return Array.from({ length: outlines.d }, (_, a) => rangeOf(outlines, a)).every(([low, high]) => {
    const farthest = Math.max(Math.abs(low), Math.abs(high)), width = high - low;
    return farthest < extreme && width > 1 / extreme && width > leastShare * farthest;
  });
}
