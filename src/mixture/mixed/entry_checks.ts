import { axisOf, sharedIndexSet } from "../../expr/axes.ts";
import { broadcast, hold, sumOver } from "../../expr/build.ts";
import { checkDomain } from "../../expr/domain.ts";
import { ShapeError } from "../../expr/errors.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Entry } from "./entry_fields.ts";
import type { BoundPart } from "./entry_part.ts";

/** Entries have one dimension, and all of them weights or none. */
export function checkTogether(entries: readonly Entry[]): void {
  const { dimension: d } = entries[0]!;
  const other = entries.find(({ dimension }) => dimension !== d);
  if (other !== undefined) {
    throw new ShapeError(
      `Expected entries of one dimension, got ${d} of ${
        entries[0]!.where
      } and ${other.dimension} of ${other.where}`,
    );
  }
  const without = entries.find(({ weights }) => weights === undefined);
  if (without !== undefined && entries.some(({ weights }) => weights !== undefined)) {
    throw new TypeError(
      `Expected a weight for every entry or for none, got none for ${without.where}`,
    );
  }
}

/** Whether all weights are numbers of one mixture; then they are checked to sum to 1. */
export function haveKnownSum(entries: readonly Entry[]): boolean {
  const sums: number[] = [];
  for (const { weights, k } of entries) {
    if (weights === undefined) return true;
    const { given, isOfEntry } = weights;
    if (!("array" in given) || given.shape.length > (isOfEntry ? 0 : 1)) return false;
    if (!isOfEntry && given.shape[0] !== k) return true;
    sums.push(given.array.data.reduce((sum, w) => sum + w, 0));
  }
  checkDomain("weights", "weights of the entries", Float64Array.from(sums), [sums.length]);
  return true;
}

/** The batch of all parts. */
export function batchOf(parts: readonly BoundPart[]): number | undefined {
  const batches = [...new Set(parts.flatMap(({ batch }) => batch === undefined ? [] : [batch]))];
  if (batches.length > 1) {
    throw new ShapeError(`Expected entries of one batch, got batches of ${batches.join(" and ")}`);
  }
  return batches[0];
}

/** Weights that are computed are looked at when they are: with their sum they are used. */
export function checkedBy(parts: readonly BoundPart[]): (weight: Node) => Node {
  const total = parts.map(({ axes, weight }) => sumOver(axes.component, weight))
    .reduce((sum, one) => nodes.add(sum, one));
  const all = axisOf(sharedIndexSet("coordinate", "w", 1));
  const held = hold("sum of the weights", broadcast(total, [all]), "weights");
  const isThere = markers.stop(nodes.lessEqual(constant(0), sumOver(all, held)));
  return (weight) => nodes.mul(weight, isThere);
}
