import { ShapeError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { type Part, partsOf } from "../mixture/parts.ts";

/** Two mixtures of points of one dimension, of which a single one meets all mixtures of a batch. */
export interface TwoMixtures {
  readonly p: readonly Part[];
  readonly q: readonly Part[];
  /** How many pairs of mixtures there are; undefined for one. */
  readonly batch: number | undefined;
  /** A value with the batch axis of the two. */
  readonly alongBatch: (value: Node) => Node;
}

/**
 * The parts of two mixtures.
 *
 * Throws `ShapeError` for mixtures of different dimensions or different batches.
 */
export function twoMixtures(
  p: MixtureWith<object, number | undefined>,
  q: MixtureWith<object, number | undefined>,
): TwoMixtures {
  // looked at first: what is no mixture has no dimension
  const parts = { p: partsOf(p), q: partsOf(q) };
  if (p.dimension !== q.dimension) {
    throw new ShapeError(
      `Expected two mixtures of one dimension, got p with points of ${p.dimension} coordinates and q with points of ${q.dimension}`,
    );
  }
  if (p.batch !== undefined && q.batch !== undefined && p.batch !== q.batch) {
    throw new ShapeError(
      `Expected two mixtures of one batch, or a single one, got p as a batch of ${p.batch} and q as one of ${q.batch}`,
    );
  }
  const batched = p.batch === undefined ? q : p;
  return { ...parts, batch: batched.batch, alongBatch: (value) => alongBatch(batched, value) };
}
