/** A set of densest places. */
export interface Region {
  /** A place belongs to it if its density is at least this. */
  readonly threshold: number;
  /** The share of the mass that is in it. */
  readonly share: number;
}

/**
 * The smallest regions that hold given shares of the mass, the largest first (highest-density regions, Hyndman 1996), of
 * densities at equal cells. Where densities are equal, as in boxes, a region holds more than it was asked for, and regions that
 * would be the same are one.
 */
export function densestRegions(density: Float64Array, shares: readonly number[]): Region[] {
  const sorted = density.toSorted().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const regions: Region[] = [];
  for (const share of [...shares].sort((a, b) => a - b)) {
    const last = regions.at(-1);
    if (last !== undefined && last.share >= share) continue;
    let sum = 0, t = 0;
    while (t < sorted.length && sum < share * total) sum += sorted[t++]!;
    const least = sorted[t - 1]!;
    // all that is as dense, up to rounding
    while (t < sorted.length && sorted[t]! > least * (1 - 1e-9)) sum += sorted[t++]!;
    // between the last cell that belongs to it and the next, so that a contour does not run through cells of one density
    regions.push({ threshold: (least + (sorted[t] ?? 0)) / 2, share: sum / total });
  }
  return regions.reverse();
}
