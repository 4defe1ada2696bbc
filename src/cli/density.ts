import {
  type ArrayResult,
  evaluate,
  type EvaluateOptions,
  type Expr,
  logDensity,
  ShapeError,
} from "../../mod.ts";
import { add, log, logSumExp } from "../../ops.ts";
import { enumerated } from "../expr/quote.ts";
import type { Table } from "../io/table.ts";
import type { OneMixture } from "./one_mixture.ts";

/** ln p(x) = ln Σⱼ cⱼ pⱼ(x) at every row x of a table of d columns; −∞ outside of all boxes. */
export async function logDensities(
  p: OneMixture,
  points: Table,
  options: EvaluateOptions,
): Promise<Float64Array> {
  // no array is empty
  if (points.rows === 0) return new Float64Array();
  const x = { data: points.values, shape: [points.rows, p.dimension] };
  const component = p.at(0), ofComponent = add(log(component.weight), logDensity(component, x));
  // [n]: without a batch the components are the only other axis
  const ofMixture = logSumExp(ofComponent, { axis: "component" }) as Expr<ArrayResult>;
  const { data } = await evaluate(ofMixture, options);
  warnOfOverflow(p, data, options);
  return data;
}

/** Gaussians have a density everywhere: where its logarithm is −∞, squares of distances were larger than numbers are. */
function warnOfOverflow(
  { family }: OneMixture,
  values: Float64Array,
  { onWarning }: EvaluateOptions,
): void {
  const first = family === "gaussian" ? values.indexOf(-Infinity) : -1;
  if (first < 0) return;
  const count = values.filter((value) => value === -Infinity).length;
  onWarning?.(
    `The log density at ${count === 1 ? "row" : `${count} rows, the first of them`} ${
      first + 1
    } is given as -Infinity: the square of its distance, or the log density itself, is larger than numbers are (1.8e308); ` +
      `use other units`,
  );
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
