import {
  type ArrayResult,
  density,
  evaluate,
  type EvaluateOptions,
  type Expr,
  logDensity,
  responsibilities,
  ShapeError,
} from "../../mod.ts";
import { enumerated } from "../expr/quote.ts";
import type { Table } from "../io/table.ts";
import type { OneMixture } from "./one_mixture.ts";

/** What can be asked of a mixture at points, by the name of its column: of responsibilities each component has one. */
export const AT_POINTS = {
  log_density: logDensity,
  density,
  responsibility: responsibilities,
} as const;

/** One of these. */
export type AtPoint = keyof typeof AT_POINTS;

/** Numbers at every row of a table of d columns: one, or one for each component. */
export async function valuesAt(
  p: OneMixture,
  points: Table,
  asked: AtPoint,
  options: EvaluateOptions,
): Promise<{ readonly data: Float64Array; readonly shape: readonly number[] }> {
  const own = asked === "responsibility" ? [p.components] : [];
  // no array is empty
  if (points.rows === 0) return { data: new Float64Array(), shape: [0, ...own] };
  const x = { data: points.values, shape: [points.rows, p.dimension] } as const;
  const values: Expr<ArrayResult> = AT_POINTS[asked](p, x);
  return await evaluate(values, options);
}

/** Throws `ShapeError` for points of another dimension; `remedy` is what to do. */
export function checkDimension(p: OneMixture, { columns }: Table, remedy: string): void {
  if (columns.length === p.dimension) return;
  throw new ShapeError(
    `Expected points of ${p.dimension} ${
      p.dimension === 1 ? "column" : "columns"
    }, as many as the mixture has dimensions, got ${columns.length} (${
      enumerated(columns)
    })${remedy}`,
  );
}
