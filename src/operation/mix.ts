import { shapeText } from "../expr/array.ts";
import { axisOf, indexSet } from "../expr/axes.ts";
import { take } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { checkDomain } from "../expr/domain.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import {
  commonBatch,
  type GivenValue,
  givenValue,
  perMixture,
  wrongShape,
} from "./given_values.ts";
import { joined } from "./joined.ts";
import { madeAs } from "./made_as.ts";
import { type Counted, countedParts, mixtureOfParts, renewed } from "./made_mixture.ts";
import type { BatchOfAll, BatchWith, ParametersOfAny } from "./operation_types.ts";

/**
 * The mixture Σ wₘ pₘ of mixtures of one dimension: their components one after another, with weights wₘ cᵢ, by family where
 * there are several (`p.parts`). The weights
 * are [m] or [b, m], ≥ 0, summing to 1 (within 1e−6), or an expression; 1/m each if left out. Lazy; values and gradients cost the number of
 * components in all, never pairs of them.
 *
 * Gaussians have the least general structure that holds all of them: [k] variances, [k, d] variances or covariances. Where all
 * have one covariance, the same value, it stays one.
 *
 * Throws `ShapeError` for dimensions, batches and weights that do not fit, `DomainError`
 * for weights that are negative or do not sum to 1.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, meanOf, mix } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const q = gaussianMixture({ means: [[5]], variances: [[4]] });
 * const both = mix([p, q], [0.5, 0.5]);
 * console.log(both.components, (await evaluate(meanOf(both))).data); // 3, 3
 * ```
 */
export function mix<const M extends readonly AnyMixture[], const W extends Operand = 0>(
  mixtures: M,
  weights?: W,
): MixtureWith<ParametersOfAny<M>, BatchWith<BatchOfAll<M>, W, 0 | 1>> {
  if (!Array.isArray(mixtures) || mixtures.length === 0) {
    throw new TypeError(`Expected an array of mixtures to mix, got ${describe(mixtures)}`);
  }
  Array.from(mixtures, (p: AnyMixture) => checkMixture(p));
  checkDimensions(mixtures);
  const shares = sharesOf(weights, mixtures.length);
  const batch = commonBatch([
    ...mixtures.map((p: AnyMixture, m) => ({ name: `mixtures[${m}]`, batch: p.batch })),
    { name: "weights", batch: shares.batch },
  ]);
  const parts = mixtures.flatMap((p: AnyMixture, m) =>
    countedParts(p).map((part): Counted => {
      // one that comes twice is two
      const { p: own, count } = renewed(part);
      return { p: { ...own, weight: nodes.mul(shares.at(m), own.weight) }, count };
    })
  );
  const made = byFamily(parts).map((alike) => renewed(joined(alike)));
  return madeAs(mixtureOfParts(made, { d: mixtures[0]!.dimension, batch }));
}

/** Parts by family, in the order in which these come; families of one's own by what they are. */
function byFamily(parts: readonly Counted[]): readonly Counted[][] {
  const groups = new Map<unknown, Counted[]>();
  for (const part of parts) {
    const key = part.p.family === "own" ? part.p.definition : part.p.family;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return [...groups.values()];
}

function checkDimensions(mixtures: readonly AnyMixture[]): void {
  const [first] = mixtures, d = first!.dimension;
  mixtures.forEach(({ dimension }, m) => {
    if (dimension === d) return;
    throw new ShapeError(
      `Expected mixtures of one dimension, got d = ${d} at mixtures[0] and d = ${dimension} at mixtures[${m}]`,
    );
  });
}

/** The share of each mixture. */
interface Shares {
  readonly batch: number | undefined;
  readonly at: (m: number) => Node;
}

function sharesOf(weights: Operand | undefined, count: number): Shares {
  if (weights === undefined) {
    return { batch: undefined, at: () => constant(1 / count) };
  }
  const read = givenValue(weights, "weights");
  const given: GivenValue = read.shape.length === 2 ? perMixture(read) : read;
  if (given.shape.length !== 1 || given.shape[0] !== count) {
    throw wrongShape(
      given,
      `of shape ${shapeText([`${count}`])} or ${
        shapeText(["b", `${count}`])
      }, one for each mixture`,
    );
  }
  if (read.numbers !== undefined) checkDomain("weights", "weights", read.numbers, read.shape);
  const axis = axisOf(indexSet("free", "m", count));
  const values = given.along([axis]);
  return { batch: given.batch, at: (m) => take(values, axis, constant(m)) };
}
