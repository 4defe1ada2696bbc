import { axisOf } from "../../expr/axes.ts";
import { extent, rename } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import type { Family, MixturePart, OwnComponent, OwnFamily } from "../component_types.ts";
import { bringing } from "../families/family_of.ts";
import { ownFamily } from "../families/own_family.ts";
import { covarianceOf, gaussianPart } from "../gaussian.ts";
import { locationPart } from "../location.ts";
import {
  bindParameters,
  type MixtureAxes,
  type ParameterSlot,
  type Pattern,
} from "../parameters.ts";
import { mixedPairs } from "../pairs/mixed_pairs.ts";
import { boxPart } from "../uniform.ts";
import type { EntryValue } from "./entry_fields.ts";

/** The weights and parameters of a part, before they have axes. */
export interface PartValues {
  readonly family: Family;
  readonly k: number;
  readonly dimension: number;
  readonly weight: ParameterSlot;
  /** Whether the weight is that of all components together. */
  readonly isShared: boolean;
  readonly values: readonly EntryValue[];
  readonly definition: OwnFamily | undefined;
}

/** A part of a mixture, and its parameters by their names in a mixture of its family. */
export interface BoundPart {
  readonly family: Family;
  readonly axes: MixtureAxes;
  readonly batch: number | undefined;
  readonly weight: Node;
  /** The weights as they were given. */
  readonly weights: Node;
  readonly parameters: ReadonlyMap<string, Node>;
  /** The part, with the weight of its components. */
  readonly partWith: (weight: Node) => MixturePart;
}

/** Gives all parameters of a part their axes. */
export function boundPart(part: PartValues): BoundPart {
  const { family, k, dimension, weight, isShared, values, definition } = part;
  const slots = [
    ...values.map(({ given, patterns, domain }) => ({ given, patterns, domain })),
    weight,
  ];
  const { axes, batch, nodes: bound, patterns } = bindParameters(slots, k, dimension);
  const weights = bound.at(-1)!;
  const parameters = new Map(values.map(({ name }, t) => [name, bound[t]!]));
  return {
    ...{ family, axes, batch, weights, parameters },
    weight: isShared ? nodes.div(weights, extent(axes.set)) : weights,
    partWith: (own) => partOf({ family, axes, patterns, values, bound, definition }, own),
  };
}

interface Bound {
  readonly family: Family;
  readonly axes: MixtureAxes;
  readonly patterns: readonly Pattern[];
  readonly values: readonly EntryValue[];
  readonly bound: readonly Node[];
  readonly definition: OwnFamily | undefined;
}

/** The components: parameters stand in the order in which the tables of entries name them. */
function partOf(
  { family, axes, patterns, values, bound, definition }: Bound,
  weight: Node,
): MixturePart {
  const first = bound[0]!, second = bound[1]!;
  switch (family) {
    case "gaussian": {
      const covariance = covarianceOf(second, patterns[1]!, axes.coordinate);
      return gaussianPart(axes, { weight, mean: first, covariance });
    }
    case "uniform":
      return boxPart(axes, { weight, center: first, width: second });
    case "laplace":
    case "logistic":
      return locationPart(family, axes, { weight, location: first, scale: second });
    case "studentT": {
      const degreesOfFreedom = bound[2]!;
      return locationPart(family, axes, {
        weight,
        location: first,
        scale: second,
        degreesOfFreedom,
      });
    }
    case "own":
      return ownPart(axes, weight, {
        parameters: values.map(({ name }, t) => [name, bound[t]!]),
        // an entry of one's own has been read with its functions
        definition: definition as OwnFamily,
      });
    default:
      return family satisfies never;
  }
}

function ownPart(
  axes: MixtureAxes,
  weight: Node,
  { parameters, definition }: {
    readonly parameters: readonly (readonly [string, Node])[];
    readonly definition: OwnFamily;
  },
): MixturePart {
  const at = (copy: number): OwnComponent<Node> => {
    const component = axisOf(axes.set, copy), names = new Map([[axes.component, component]]);
    const named = parameters.map(([name, value]) => [name, rename(value, names)] as const);
    const own: OwnComponent<Node> = {
      family: "own",
      component,
      coordinate: axes.coordinate,
      weight: rename(weight, names),
      parameters: Object.fromEntries(named),
      definition,
    };
    return bringing(own, { row: ownFamily, pairs: mixedPairs });
  };
  return { family: "own", components: axes.set.extent, at };
}
