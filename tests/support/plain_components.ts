/** Components as plain numbers, and what operations on mixtures make of them, by the definitions in loops. */
import { type ArrayResult, evaluate, type Mixture, type Value } from "../../mod.ts";
import { type Entries, isBoxes } from "./entries.ts";
import { covariancesOf } from "./exact_entropy.ts";

/** A vector and a matrix. */
export type Vector = readonly number[];
export type Matrix = readonly Vector[];

/** A Gaussian: `spread` is its covariance; or a box: the diagonal matrix of its widths. */
export interface PlainComponent {
  readonly weight: number;
  readonly point: Vector;
  readonly spread: Matrix;
}

/** A mixture in numbers. */
export type Plain = readonly PlainComponent[];

/** The components of a mixture in numbers. */
export function plainOf(m: Entries): Plain {
  const spreads = covariancesOf(m);
  return m.entries.map(({ weight, point }, i) => ({ weight, point, spread: spreads[i]! }));
}

/** The components of each mixture of a batch, or of one mixture, as its parameters say. */
export async function componentsIn(p: Mixture): Promise<Plain[]> {
  const { components: k, dimension: d } = p;
  const values = await evaluate(p.parameters) as { readonly [name: string]: Value };
  const names = Object.keys(values), point = names.includes("means") ? "means" : "centers";
  const spread = names.find((name) => name !== "weights" && name !== point)!;
  const at = (name: string, b: number, index: readonly number[], extents: readonly number[]) => {
    const value = values[name]!;
    if (typeof value === "number") return value;
    const { data, shape } = value as ArrayResult;
    const own = shape.length > extents.length ? [b, ...index] : index;
    return data[own.reduce((flat, i, t) => flat * shape[t]! + i, 0)]!;
  };
  const entry = (b: number, i: number, a: number, c: number): number => {
    if (spread === "covariances") return at(spread, b, [i, a, c], [k, d, d]);
    if (spread === "covariance") return at(spread, b, [a, c], [d, d]);
    if (a !== c) return 0;
    const value = values[spread]!, rank = typeof value === "number" ? 0 : value.shape.length;
    const isBatch = p.batch !== undefined;
    if (rank === 0 || rank === 1 && isBatch && value !== undefined && spread === "variance") {
      return at(spread, b, [], []);
    }
    // [k] or [b, k]; else [k, d] or [b, k, d]
    const byCoordinate = rank === 3 || rank === 2 && (!isBatch || spread === "widths");
    return byCoordinate ? at(spread, b, [i, a], [k, d]) : at(spread, b, [i], [k]);
  };
  return Array.from({ length: p.batch ?? 1 }, (_, b) =>
    range(k).map((i) => ({
      weight: at("weights", b, [i], [k]),
      point: range(d).map((a) => at(point, b, [i, a], [k, d])),
      spread: range(d).map((a) => range(d).map((c) => entry(b, i, a, c))),
    })));
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, t) => t);
}

/** A v. */
export function applied(A: Matrix, v: Vector): number[] {
  return A.map((row) => row.reduce((sum, x, t) => sum + x * v[t]!, 0));
}

/** A B. */
export function times2(A: Matrix, B: Matrix): number[][] {
  return A.map((row) => B[0]!.map((_, c) => row.reduce((sum, x, t) => sum + x * B[t]![c]!, 0)));
}

/** Aᵀ. */
export function transposed(A: Matrix): number[][] {
  return A[0]!.map((_, c) => A.map((row) => row[c]!));
}

/** The determinant and the inverse, by Gauss–Jordan elimination with pivots. */
export function inverted(A: Matrix): { readonly det: number; readonly inverse: number[][] } {
  const n = A.length, rows = A.map((row, i) => [...row, ...range(n).map((c) => i === c ? 1 : 0)]);
  let det = 1;
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[best]![c]!)) best = r;
    if (best !== c) {
      [rows[c], rows[best]] = [rows[best]!, rows[c]!];
      det = -det;
    }
    const pivot = rows[c]![c]!;
    det *= pivot;
    rows[c] = rows[c]!.map((x) => x / pivot);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const share = rows[r]![c]!;
      rows[r] = rows[r]!.map((x, t) => x - share * rows[c]![t]!);
    }
  }
  return { det, inverse: rows.map((row) => row.slice(n)) };
}

/** The density of a mixture at a point, by its definition. */
export function densityOf(p: Plain, x: Vector, areBoxes: boolean): number {
  return p.reduce((sum, { weight, point, spread }) => {
    if (areBoxes) {
      const isIn = x.every((value, a) => Math.abs(value - point[a]!) <= spread[a]![a]! / 2);
      return sum + (isIn ? weight / spread.reduce((v, row, a) => v * row[a]!, 1) : 0);
    }
    const { det, inverse } = inverted(spread);
    const delta = x.map((value, a) => value - point[a]!);
    const square = applied(inverse, delta).reduce((s, u, a) => s + u * delta[a]!, 0);
    return sum + weight * Math.exp(-square / 2) / Math.sqrt((2 * Math.PI) ** x.length * det);
  }, 0);
}

/** The mean and the covariance matrix of a mixture. */
export function momentsIn(p: Plain, areBoxes: boolean): { mean: number[]; covariance: number[][] } {
  const d = p[0]!.point.length;
  const mean = range(d).map((a) => p.reduce((s, { weight, point }) => s + weight * point[a]!, 0));
  const own = ({ spread }: PlainComponent, a: number, b: number) =>
    areBoxes ? (a === b ? spread[a]![a]! ** 2 / 12 : 0) : spread[a]![b]!;
  const covariance = range(d).map((a) =>
    range(d).map((b) =>
      p.reduce((s, one) =>
        s + one.weight *
          (own(one, a, b) + (one.point[a]! - mean[a]!) * (one.point[b]! - mean[b]!)), 0)
    )
  );
  return { mean, covariance };
}

/** Whether a structure's spreads are widths. */
export function hasWidths(m: Entries): boolean {
  return isBoxes(m.structure);
}
