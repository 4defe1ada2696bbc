import type { Expr } from "../../expr/expression.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import { evaluate } from "../../run/face/evaluate.ts";
import type { BoxParameters } from "./box_edges.ts";
import { type BoxLimits, exactBoxEntropy, type ExactValue } from "./box_entropy.ts";

/** What reading the parameters of boxes may be told. */
export interface ReadOptions extends BoxLimits {
  /** Stops the computation: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The exact entropy of a mixture of boxes, of each mixture of a batch; undefined for one that takes more work than allowed. The
 * numbers of its parameters are computed first, where they are expressions.
 */
export async function exactBoxEntropies(
  p: MixtureWith<object, number | undefined>,
  { work, signal }: ReadOptions = {},
): Promise<readonly (ExactValue | undefined)[]> {
  const found: (ExactValue | undefined)[] = [];
  for (const boxes of await readBoxes(p, signal)) {
    signal?.throwIfAborted();
    found.push(exactBoxEntropy(boxes, { work }));
  }
  return found;
}

/** The numbers of a mixture of boxes, of each mixture of a batch. */
export async function readBoxes(
  p: MixtureWith<object, number | undefined>,
  signal: AbortSignal | undefined,
): Promise<readonly BoxParameters[]> {
  const { components: k, dimension: d, batch } = p;
  // a mixture of boxes has these
  const { weights, centers, widths } = p.parameters as {
    readonly weights: Expr;
    readonly centers: Expr;
    readonly widths: Expr;
  };
  const values = await evaluate({ weights, centers, widths }, { signal });
  return Array.from({ length: batch ?? 1 }, (_, b) => ({
    weights: entriesOf(values.weights, { b, axes: 1, size: k }),
    centers: entriesOf(values.centers, { b, axes: 2, size: k * d }),
    widths: entriesOf(values.widths, { b, axes: 2, size: k * d }),
    dimension: d,
  }));
}

/** The numbers of mixture b: those of all mixtures where there is no batch axis; one number for all boxes is repeated. */
function entriesOf(
  value: unknown,
  { b, axes, size }: { readonly b: number; readonly axes: number; readonly size: number },
): Float64Array {
  if (typeof value === "number") return new Float64Array(size).fill(value);
  // what evaluate gives for an array
  const { data, shape } = value as {
    readonly data: Float64Array;
    readonly shape: readonly number[];
  };
  if (shape.length < axes) return new Float64Array(size).fill(data[b]!);
  return shape.length === axes ? data.slice() : data.slice(b * size, (b + 1) * size);
}
