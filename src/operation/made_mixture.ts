import { type Axis, axisOf, indexSet, type Making, sharedIndexSet } from "../expr/axes.ts";
import { broadcast, coord, hold, rename } from "../expr/build.ts";
import type { Domain, Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, Mixture } from "../mixture/component_types.ts";
import { fullCovariance } from "../mixture/covariance.ts";
import { gaussianAlong } from "../mixture/gaussian.ts";
import type { Spread } from "../mixture/parameter_types.ts";
import type { MixtureAxes } from "../mixture/parameters.ts";
import { uniformOver } from "../mixture/uniform.ts";

/** How large a mixture is. */
export interface MixtureSizes {
  readonly k: number;
  readonly d: number;
  readonly batch: number | undefined;
}

/** Axes for a mixture that is made of others; `made` says how its set of components is. */
export function axesFor({ k, d, batch }: MixtureSizes, made?: Making): MixtureAxes {
  const set = indexSet("component", "i", k, made);
  return {
    set,
    component: axisOf(set),
    coordinate: axisOf(sharedIndexSet("coordinate", "a", d)),
    batch: batch === undefined ? undefined : axisOf(sharedIndexSet("batch", "b", batch)),
  };
}

/** What a parameter of a mixture that was made is called, and what must hold of it. */
interface MadeParameter {
  readonly name: string;
  readonly domain: Domain;
  /** The axes that it has at least. */
  readonly axes: readonly Axis[];
}

/**
 * The mixture of the components that a component stands for, along axes of its own. Its parameters are named, so that they are
 * computed once and gradients with respect to them can be asked for.
 */
export function mixtureOver(
  axes: MixtureAxes,
  p: Component<Node>,
  sizes: MixtureSizes,
  weightDomain: "weights" | "shares" = "weights",
): Mixture {
  const { component, coordinate, batch } = axes;
  const weights = named(p.weight, {
    name: "weights",
    domain: weightDomain,
    axes: batch !== undefined && p.weight.axes.includes(batch) ? [batch, component] : [component],
  });
  switch (p.family) {
    case "gaussian": {
      const means = named(p.mean, {
        name: "means",
        domain: "finite",
        axes: [component, coordinate],
      });
      const { kind, spread } = spreadOf(p.covariance, axes);
      return gaussianAlong(axes, { weights, means, spread, kind }, sizes);
    }
    case "uniform": {
      const centers = named(p.center, {
        name: "centers",
        domain: "finite",
        axes: [component, coordinate],
      });
      // one number for all boxes, or one a coordinate of each
      const isOne = ![component, coordinate].some((axis) => p.width.axes.includes(axis));
      const widths = named(p.width, {
        name: "widths",
        domain: "positive",
        axes: isOne ? [] : [component, coordinate],
      });
      return uniformOver(axes, { weights, centers, widths }, widths, sizes);
    }
    default:
      return p satisfies never;
  }
}

/** The spread of a Gaussian by the name under which one of its structure is given. */
function spreadOf(
  s: (Component<Node> & { family: "gaussian" })["covariance"],
  { component, coordinate, batch }: MixtureAxes,
): { readonly kind: Spread; readonly spread: Node } {
  switch (s.kind) {
    case "full": {
      const column = axisOf(coordinate.set, 1);
      const kind = s.matrix.axes.includes(component) ? "covariances" : "covariance";
      const domain = "covariance", axes = [coordinate, column];
      return { kind, spread: named(s.matrix, { name: kind, domain, axes }) };
    }
    case "diagonal": {
      // two axes beside a batch would be read as [b, k]
      const axes = [...batch === undefined ? [] : [batch], component, coordinate];
      return {
        kind: "variances",
        spread: named(s.variance, { name: "variances", domain: "positive", axes }),
      };
    }
    case "scalar": {
      const kind = s.variance.axes.includes(component) ? "variances" : "variance";
      return { kind, spread: named(s.variance, { name: kind, domain: "positive", axes: [] }) };
    }
    default:
      return s satisfies never;
  }
}

/** A parameter as a value that is stored and may be differentiated by; one that was given as numbers stays what it is. */
function named(value: Node, { name, domain, axes }: MadeParameter): Node {
  const whole = broadcast(value, axes);
  if (whole.kind !== "input" || whole.dims.length === whole.axes.length) {
    return hold(name, whole, domain);
  }
  // the diagonal of an array that was given: no array by itself
  const first = coord(whole.axes[0]!);
  return hold(
    name,
    nodes.select(nodes.lessEqual(constant(0), first), whole, constant(0)),
    domain,
  );
}

/** A component with each of its parameters and its weight changed; `component` is what it runs along then. */
export function changed(
  p: Component<Node>,
  component: Axis,
  change: (value: Node) => Node,
): Component<Node> {
  const weight = change(p.weight);
  switch (p.family) {
    case "gaussian": {
      const { covariance: s } = p;
      const covariance = s.kind === "full"
        ? fullCovariance(change(s.matrix), s.row, s.column)
        : { ...s, variance: change(s.variance) };
      return { ...p, component, weight, mean: change(p.mean), covariance };
    }
    case "uniform":
      return { ...p, component, weight, center: change(p.center), width: change(p.width) };
    default:
      return p satisfies never;
  }
}

/** The same component along an axis of another set, one of as many components. */
export function readAlong(p: Component<Node>, component: Axis): Component<Node> {
  const names = new Map([[p.component, component]]);
  return changed(p, component, (value) => rename(value, names));
}
