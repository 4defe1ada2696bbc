import { axisOf } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import {
  bindParameters,
  checkNames,
  equalWeights,
  given,
  type MixtureAxes,
  type ParameterSlot,
  sizesOf,
} from "./parameters.ts";
import type { Mixture, MixturePart, UniformComponent } from "./component_types.ts";
import type {
  AnyBatch,
  Batch,
  BatchIn,
  Parameter,
  UniformMixture,
  WidthsOf,
} from "./parameter_types.ts";
import { assembled } from "./assembled.ts";
import { bringing } from "./families/family_of.ts";
import { uniformFamily } from "./families/uniform_family.ts";
import { mixedPairs } from "./pairs/mixed_pairs.ts";
import { synonymHint } from "./synonyms.ts";

/** The parameters of a mixture of uniform boxes. */
export interface UniformParameters<C = Parameter, V = Parameter, W = Parameter> {
  /** cᵢ ≥ 0, summing to 1 (within 1e−6): [k] or [b, k]; 1/k each if left out. */
  readonly weights?: W | undefined;
  /** mᵢ, the middles of the boxes: [k, d] or [b, k, d]. */
  readonly centers: C;
  /** wᵢ > 0, the full widths: one number for all (or [b]), [k, d] or [b, k, d]. */
  readonly widths: V;
}

/**
 * A mixture of uniform distributions on closed boxes [m − w/2, m + w/2], lazy. Every parameter may be an array or an
 * expression and may have a leading batch axis.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for widths ≤ 0, weights or non-finite numbers out of
 * their domain.
 *
 * @example
 * ```ts
 * import { evaluate, jointEntropy, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [2]], widths: 1 });
 * console.log(await evaluate(jointEntropy(p))); // ln 2: the boxes are disjoint
 * ```
 */
export function uniformMixture<
  const C extends Parameter,
  const V extends Parameter,
  const W extends Parameter | undefined = undefined,
  B extends Batch = AnyBatch<[BatchIn<W, 1>, BatchIn<C, 2>, BatchIn<V, 0 | 2>]>,
>(parameters: UniformParameters<C, V, W>): UniformMixture<WidthsOf<V, B>, B>;
export function uniformMixture(parameters: UniformParameters): Mixture {
  const read = checkNames(
    parameters,
    ["weights", "centers", "widths"],
    "uniform mixture",
    synonymHint,
  );
  const centers = given(read.centers, "centers");
  const { k, d } = sizesOf(centers);
  const slots: ParameterSlot[] = [
    { given: centers, patterns: ["kd", "bkd"], domain: "finite" },
    {
      given: given(read.widths, "widths"),
      patterns: ["", "b", "kd", "bkd"],
      domain: "positive",
    },
  ];
  if (read.weights !== undefined) {
    slots.push({
      given: given(read.weights, "weights"),
      patterns: ["k", "bk"],
      domain: "weights",
    });
  }
  const { axes, nodes, batch } = bindParameters(slots, k, d);
  const center = nodes[0]!, width = nodes[1]!, weights = nodes[2] ?? equalWeights(k, axes);
  return uniformOver(axes, { weights, centers: center, widths: width }, width, { d, batch });
}

/** A mixture of boxes over nodes that have their axes already; `width` is the widths by coordinate. */
export function uniformOver(
  axes: MixtureAxes,
  parameters: { readonly weights: Node; readonly centers: Node; readonly widths: Node },
  width: Node,
  { d, batch }: { d: number; batch: number | undefined },
): Mixture {
  const { weights: weight, centers: center } = parameters;
  const part = boxPart(axes, { weight, center, width });
  return assembled({ dimension: d, batch, parameters, parts: [part] });
}

/** The part of a mixture that has these boxes, given at copy 0. */
export function boxPart(
  axes: MixtureAxes,
  { weight, center, width }: Pick<UniformComponent<Node>, "weight" | "center" | "width">,
): MixturePart {
  const at = (copy: number): UniformComponent<Node> => {
    const component = axisOf(axes.set, copy);
    const names = new Map([[axes.component, component]]);
    const box: UniformComponent<Node> = {
      family: "uniform",
      component,
      coordinate: axes.coordinate,
      weight: rename(weight, names),
      center: rename(center, names),
      width: rename(width, names),
    };
    return bringing(box, { row: uniformFamily, pairs: mixedPairs });
  };
  return { family: "uniform", components: axes.set.extent, at };
}
