import type { Expr } from "../expr/expression.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { evaluate } from "../run/face/evaluate.ts";
import { exactBoxEntropy } from "./boxes/box_entropy.ts";
import type { BoxParameters } from "./boxes/box_edges.ts";

/** Looking at a cell of boxes costs as much as so many densities of components at points. */
const densitiesPerCell = 20;

/**
 * −∫ p ln p of each mixture of boxes of a batch, or of the one that there is: exact but for rounding, by the cells that the boxes
 * cut; undefined where that is more work than `maxWork` densities.
 */
export async function exactBoxes(
  p: MixtureWith<object, number | undefined>,
  { maxWork, signal, onProgress }: {
    readonly maxWork: number;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((share: number) => void) | undefined;
  },
) {
  const boxes = await readBoxes(p, signal), found = [];
  for (const [b, one] of boxes.entries()) {
    const entropy = exactBoxEntropy(one, { work: maxWork / densitiesPerCell });
    found.push(entropy && { value: entropy.value, error: entropy.error, method: "cells" as const });
    signal?.throwIfAborted();
    onProgress?.((b + 1) / boxes.length);
  }
  return found;
}

/** The numbers of a mixture of boxes, of each mixture of a batch: parameters that are expressions are computed. */
async function readBoxes(
  { parameters, components: k, dimension: d, batch }: MixtureWith<object, number | undefined>,
  signal: AbortSignal | undefined,
): Promise<BoxParameters[]> {
  const { weights, centers, widths } = parameters as { readonly [name: string]: Expr };
  const read = await evaluate([weights!, centers!, widths!], { signal });
  const [c, m, w] = read.map((value) =>
    typeof value === "number"
      ? { data: Float64Array.of(value), size: 1, axes: 0 }
      : { data: value.data, size: value.data.length, axes: value.shape.length }
  );
  return Array.from({ length: batch ?? 1 }, (_, b) => {
    const rows = (numbers: typeof c, size: number) =>
      numbers!.data.subarray(numbers!.size > size ? b * size : 0).subarray(0, size);
    // one width for all, or one for each mixture of a batch
    const single = w!.axes < 2;
    const width = single ? w!.data[w!.axes === 0 ? 0 : b]! : 0;
    return {
      weights: rows(c, k),
      centers: rows(m, k * d),
      widths: single ? new Float64Array(k * d).fill(width) : rows(w, k * d),
      dimension: d,
    };
  });
}
