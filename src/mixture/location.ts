import { axisOf } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Domain, Node } from "../expr/node.ts";
import { assembled } from "./assembled.ts";
import type {
  Component,
  LaplaceComponent,
  LogisticComponent,
  Mixture,
  MixturePart,
  StudentComponent,
} from "./component_types.ts";
import { bringing } from "./families/family_of.ts";
import { laplaceFamily } from "./families/laplace_family.ts";
import { logisticFamily } from "./families/logistic_family.ts";
import { studentFamily } from "./families/student_family.ts";
import { mixedPairs as pairs } from "./pairs/mixed_pairs.ts";
import {
  bindParameters,
  checkNames,
  equalWeights,
  given,
  type MixtureAxes,
  type ParameterSlot,
  type Pattern,
  sizesOf,
} from "./parameters.ts";
import type {
  AnyBatch,
  Batch,
  BatchIn,
  LocationMixture,
  Parameter,
  StudentMixture,
  WidthsOf,
} from "./parameter_types.ts";
import { synonymHint } from "./synonyms.ts";

/** The parameters of a mixture of products of Laplace or of logistic distributions. */
export interface LocationParameters<M = Parameter, S = Parameter, W = Parameter> {
  /** cᵢ ≥ 0, summing to 1 (within 1e−6): [k] or [b, k]; 1/k each if left out. */
  readonly weights?: W | undefined;
  /** mᵢ, the middles: [k, d] or [b, k, d]. */
  readonly locations: M;
  /** bᵢ or sᵢ > 0: one number for all (or [b]), [k, d] or [b, k, d]. */
  readonly scales: S;
}

/** The parameters of a mixture of products of Student's t-distributions. */
export interface StudentParameters<
  M = Parameter,
  S = Parameter,
  N = Parameter,
  W = Parameter,
> extends LocationParameters<M, S, W> {
  /** νᵢ > 0: one number for all, [k] or [b, k]. */
  readonly degreesOfFreedom: N;
}

/**
 * A mixture of products of Laplace distributions, p(x) = Σ cᵢ Πₐ exp(−|xₐ − mᵢₐ|/bᵢₐ)/2bᵢₐ, lazy. Every parameter may be an array or
 * an expression and may have a leading batch axis.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for scales ≤ 0, weights or non-finite numbers out of their domain.
 *
 * @example
 * ```ts
 * import { evaluate, jointEntropy, laplaceMixture } from "@mixtropy/mixtropy";
 * const p = laplaceMixture({ locations: [[0], [9]], scales: 1 });
 * console.log((await evaluate(jointEntropy(p))).toFixed(4)); // 2.3863: 1 + ln 2, and ln 2
 * ```
 */
export function laplaceMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
  B extends Batch = AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 0 | 2>]>,
>(parameters: LocationParameters<M, S, W>): LocationMixture<WidthsOf<S, B>, B>;
export function laplaceMixture(parameters: LocationParameters): Mixture {
  return ofLocations("laplace", parameters, "Laplace mixture");
}

/**
 * A mixture of products of logistic distributions, whose densities are 1/(4s cosh²((x − m)/2s)) along each coordinate, lazy. Every
 * parameter may be an array or an expression and may have a leading batch axis.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for scales ≤ 0, weights or non-finite numbers out of their domain.
 *
 * @example
 * ```ts
 * import { conditionalEntropy, evaluate, logisticMixture } from "@mixtropy/mixtropy";
 * const p = logisticMixture({ locations: [[0], [3]], scales: 1 });
 * console.log(await evaluate(conditionalEntropy(p))); // 2
 * ```
 */
export function logisticMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
  B extends Batch = AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 0 | 2>]>,
>(parameters: LocationParameters<M, S, W>): LocationMixture<WidthsOf<S, B>, B>;
export function logisticMixture(parameters: LocationParameters): Mixture {
  return ofLocations("logistic", parameters, "logistic mixture");
}

/**
 * A mixture of products of Student's t-distributions, one along each coordinate, with the same degrees of freedom νᵢ for all coordinates
 * of a component, lazy: no elliptical distribution, whose coordinates would depend on each other. Every parameter may be an array
 * or an expression and may have a leading batch axis. ν ≤ 2 has no variance, ν ≤ 1 no mean.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for scales or degrees of freedom ≤ 0, weights or non-finite numbers
 * out of their domain.
 *
 * @example
 * ```ts
 * import { conditionalEntropy, evaluate, studentTMixture } from "@mixtropy/mixtropy";
 * const p = studentTMixture({ locations: [[0], [3]], scales: 1, degreesOfFreedom: 1 });
 * console.log((await evaluate(conditionalEntropy(p))).toFixed(4)); // 2.5310: ln 4π, that of Cauchy's
 * ```
 */
export function studentTMixture<
  const M extends Parameter,
  const S extends Parameter,
  const N extends Parameter,
  const W extends Parameter | undefined = undefined,
  B extends Batch = AnyBatch<
    [BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 0 | 2>, BatchIn<N, 0 | 1>]
  >,
>(parameters: StudentParameters<M, S, N, W>): StudentMixture<WidthsOf<S, B>, B>;
export function studentTMixture(parameters: StudentParameters): Mixture {
  return ofLocations("studentT", parameters, "mixture of Student distributions");
}

/** A family that has locations and scales. */
export type LocationFamily = "laplace" | "logistic" | "studentT";

/** The shapes of scales. */
export const scalePatterns: readonly Pattern[] = ["", "b", "kd", "bkd"];
/** The shapes of degrees of freedom. */
export const freedomPatterns: readonly Pattern[] = ["", "k", "bk"];

function ofLocations(
  family: LocationFamily,
  parameters: LocationParameters & { readonly degreesOfFreedom?: Parameter },
  what: string,
): Mixture {
  const names = ["weights", "locations", "scales"];
  const all = family === "studentT" ? [...names, "degreesOfFreedom"] : names;
  const read = checkNames(parameters, all, what, synonymHint);
  const locations = given(read.locations, "locations"), { k, d } = sizesOf(locations);
  const slots: ParameterSlot[] = [
    { given: locations, patterns: ["kd", "bkd"], domain: "finite" },
    { given: given(read.scales, "scales"), patterns: scalePatterns, domain: "positive" },
  ];
  const add = (
    name: "degreesOfFreedom" | "weights",
    patterns: readonly Pattern[],
    domain: Domain,
  ) => slots.push({ given: given(read[name], name), patterns, domain });
  if (family === "studentT") add("degreesOfFreedom", freedomPatterns, "positive");
  if (read.weights !== undefined) add("weights", ["k", "bk"], "weights");
  const bound = bindParameters(slots, k, d), { axes, batch } = bound;
  const location = bound.nodes[0]!, scale = bound.nodes[1]!;
  const degreesOfFreedom = family === "studentT" ? bound.nodes[2]! : undefined;
  const weights = read.weights === undefined ? equalWeights(k, axes) : bound.nodes.at(-1)!;
  const part = locationPart(family, axes, { location, scale, degreesOfFreedom, weight: weights });
  const own = { weights, locations: location, scales: scale };
  return assembled({
    dimension: d,
    batch,
    parameters: degreesOfFreedom === undefined ? own : { ...own, degreesOfFreedom },
    parts: [part],
  });
}

/** The values of components with a location and a scale. */
export interface LocationValues {
  readonly weight: Node;
  readonly location: Node;
  readonly scale: Node;
  readonly degreesOfFreedom?: Node | undefined;
}

/** The part of a mixture that has these components. */
export function locationPart(
  family: LocationFamily,
  axes: MixtureAxes,
  values: LocationValues,
): MixturePart {
  const at = (copy: number): Component<Node> => {
    const component = axisOf(axes.set, copy), names = new Map([[axes.component, component]]);
    const own = {
      component,
      coordinate: axes.coordinate,
      weight: rename(values.weight, names),
      location: rename(values.location, names),
      scale: rename(values.scale, names),
    };
    switch (family) {
      case "laplace":
        return bringing<LaplaceComponent<Node>>({ family, ...own }, { row: laplaceFamily, pairs });
      case "logistic":
        return bringing<LogisticComponent<Node>>({ family, ...own }, {
          row: logisticFamily,
          pairs,
        });
      case "studentT": {
        // a Student distribution has been given its degrees of freedom
        const degreesOfFreedom = rename(values.degreesOfFreedom as Node, names);
        return bringing<StudentComponent<Node>>(
          { family, ...own, degreesOfFreedom },
          { row: studentFamily, pairs },
        );
      }
      default:
        return family satisfies never;
    }
  };
  return { family, components: axes.set.extent, at };
}
