import type { BlockArithmetic, Products } from "./blocks.ts";
import { forward, type Triangle } from "./substitution.ts";

/** LY = G for a lower triangle G. */
export interface Columns<T> {
  /** Column j of G, by its rows from j on; asked for when its turn comes. */
  readonly g: (j: number) => (i: number) => T;
  /** yᵢⱼ from its sum, if it isn't that over lᵢᵢ. */
  readonly finish?: (sum: T, i: number, j: number) => T;
  readonly at: (i: number, j: number) => T;
  readonly put: (y: T, i: number, j: number) => void;
  /** Told of each column that is done. */
  readonly done?: (j: number) => void;
}

/**
 * Y = L⁻¹G column by column, each from its diagonal on: ‖Y‖² is tr S⁻¹T of T = GGᵀ, and of G = I it is L⁻¹.
 */
export function forwardColumns<T, M>(
  a: BlockArithmetic<T, M, number>,
  l: Triangle<M, number>,
  { g, finish, at, put, done }: Columns<T>,
): void {
  for (let j = 0; j < a.d; j++) {
    forward(a, l, {
      first: j,
      v: g(j),
      ...finish === undefined ? {} : { finish: (sum: T, i: number) => finish(sum, i, j) },
      at: (i) => at(i, j),
      put: (y, i) => put(y, i, j),
    });
    done?.(j);
  }
}

/** What adds up to entry (i, j ≤ i) of S⁻¹ = XᵀX, for the triangle X = L⁻¹. */
export function gramProducts<T>(
  d: number,
  x: (i: number, j: number) => T,
  [i, j]: readonly [number, number],
): Products<T, T> {
  return { first: i, end: d, x: (r) => x(r, i), y: (r) => x(r, j) };
}
