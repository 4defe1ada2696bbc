/** A column that varies with others only, or not at all. */
export interface Dependent {
  /** Its index. */
  readonly column: number;
  /** The columns before it of which it is a linear combination; none if its values are all equal. */
  readonly on: readonly number[];
}

/**
 * The share of a column's variance that the columns before it do not explain below which it counts as their linear
 * combination: rounding in the covariance leaves about d·1e-16 where nothing should be.
 */
const leastShare = 1e-12;
/** A column takes part in a combination if it moves it by more standard deviations than that share of the variance. */
const leastPart = /* @__PURE__ */ Math.sqrt(leastShare);

/**
 * The columns that depend on those before them, by a Cholesky factorisation of the correlations: C = L Lᵀ over the
 * columns that do not. Without all that it names, the covariance has full rank.
 */
export function dependentColumns(covariance: Float64Array, d: number): Dependent[] {
  const deviation = Array.from({ length: d }, (_, a) => Math.sqrt(covariance[a * d + a]!));
  const dependent: Dependent[] = [], kept: number[] = [];
  /** The rows of L, one for each column that is kept. */
  const rows: Float64Array[] = [];
  for (let a = 0; a < d; a++) {
    if (deviation[a] === 0) {
      dependent.push({ column: a, on: [] });
      continue;
    }
    const row = new Float64Array(kept.length + 1);
    let share = 1;
    for (const [t, b] of kept.entries()) {
      let entry = covariance[a * d + b]! / deviation[a]! / deviation[b]!;
      for (let s = 0; s < t; s++) entry -= row[s]! * rows[t]![s]!;
      row[t] = entry / rows[t]![t]!;
      share -= row[t]! * row[t]!;
    }
    if (share > leastShare) {
      row[kept.length] = Math.sqrt(share);
      rows.push(row);
      kept.push(a);
    } else {
      const parts = partsOf(row, rows);
      dependent.push({ column: a, on: kept.filter((_, t) => Math.abs(parts[t]!) > leastPart) });
    }
  }
  return dependent;
}

/** How many of its standard deviations each kept column gives to a combination: c of Lᵀc = row. */
function partsOf(row: Float64Array, rows: readonly Float64Array[]): Float64Array {
  const parts = row.slice(0, rows.length);
  for (let t = rows.length - 1; t >= 0; t--) {
    parts[t]! /= rows[t]![t]!;
    for (let s = 0; s < t; s++) parts[s]! -= parts[t]! * rows[t]![s]!;
  }
  return parts;
}
