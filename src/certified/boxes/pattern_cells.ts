import type { CellVisitor } from "./line_cells.ts";
import type { ScaledBoxes } from "./scaled_boxes.ts";

/**
 * The cells of a few boxes by which of them cover a point, each pattern once: |exactly T| = Σ_{U ⊇ T} (−1)^{|U∖T|} |∩U|, along
 * the coordinates from the t-th on and times `volume`. Takes 2ⁿ intersections in any dimension, where slabs take (2n)ᵈ.
 *
 * Returns Σ_T 2^{|T|} |∩T| max |p ln p|, which the rounding of the differences grows with.
 */
export function patternCells(
  scaled: ScaledBoxes,
  { boxes, t, volume }: {
    readonly boxes: readonly number[];
    readonly t: number;
    readonly volume: number;
  },
  visit: CellVisitor,
): number {
  const n = boxes.length, patterns = 2 ** n;
  const volumes = intersections(scaled, boxes, scaled.order.slice(t));
  const density = new Float64Array(patterns);
  let spread = 0;
  for (let pattern = 1; pattern < patterns; pattern++) {
    const box = 31 - Math.clz32(pattern), rest = pattern ^ (1 << box);
    density[pattern] = density[rest]! + scaled.height(boxes[box]!);
    spread += volumes[pattern]! * 2 ** ones(pattern) * largestTerm(density[pattern]!);
  }
  for (let bit = 1; bit < patterns; bit *= 2) {
    for (let pattern = 1; pattern < patterns; pattern++) {
      if ((pattern & bit) === 0) volumes[pattern]! -= volumes[pattern | bit]!;
    }
  }
  for (let pattern = 1; pattern < patterns; pattern++) {
    // below 0 by rounding only
    if (volumes[pattern]! > 0) visit(volume * volumes[pattern]!, density[pattern]!);
  }
  return volume * spread;
}

/** |∩T| along some coordinates for all sets T of boxes. */
function intersections(
  { grid: { d, lower, upper }, length }: ScaledBoxes,
  boxes: readonly number[],
  coordinates: readonly number[],
): Float64Array {
  const patterns = 2 ** boxes.length;
  const volumes = new Float64Array(patterns).fill(1);
  const from = new Int32Array(patterns).fill(-1), to = new Int32Array(patterns).fill(2 ** 31 - 1);
  for (const a of coordinates) {
    for (let pattern = 1; pattern < patterns; pattern++) {
      const last = 31 - Math.clz32(pattern), rest = pattern ^ (1 << last), box = boxes[last]!;
      const begin = from[pattern] = Math.max(from[rest]!, lower[box * d + a]!);
      const end = to[pattern] = Math.min(to[rest]!, upper[box * d + a]!);
      if (volumes[pattern] !== 0) volumes[pattern]! *= begin < end ? length(a, begin, end) : 0;
    }
  }
  return volumes;
}

/** The largest |p ln p| up to a density: there, or 1/e on the way. */
function largestTerm(density: number): number {
  return Math.max(1 / Math.E, Math.abs(density * Math.log(density)));
}

function ones(pattern: number): number {
  let count = 0;
  for (let rest = pattern; rest !== 0; rest &= rest - 1) count++;
  return count;
}
