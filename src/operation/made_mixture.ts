import { type Axis, axisOf, indexSet, type Making, sharedIndexSet } from "../expr/axes.ts";
import { broadcast, coord, hold, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Domain, Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { assembled } from "../mixture/assembled.ts";
import type { AnyMixture, Component, MixturePart } from "../mixture/component_types.ts";
import { readAt } from "../mixture/families/family_of.ts";
import { partNames } from "../mixture/part_names.ts";
import { partsOf } from "../mixture/parts.ts";
import type { MadeAxes, NamedValue } from "./rows/operation_row.ts";
import { rowOf } from "./rows/row_table.ts";

/** Components of one family along an axis of their own, and how many they are. */
export interface Counted<C extends Component<Node> = Component<Node>> {
  readonly p: C;
  readonly count: number;
}

/** What a mixture that is made of components has besides. */
export interface MadeOptions {
  /** How many coordinates. */
  readonly d: number;
  readonly batch: number | undefined;
  /** What holds of the weights: "shares" may be all 0 where nothing is left, which is said in its own words. */
  readonly weights?: "weights" | "shares";
}

/** The components of a mixture, part by part. */
export function countedParts(p: AnyMixture): readonly Counted[] {
  const parts = partsOf(p);
  return parts.map(({ pair: [own] }, t) => ({ p: own, count: p.parts[t]!.components }));
}

/** The first component of each part and where its components end, as all of a mixture are counted. */
export function firstsOf(
  { parts }: AnyMixture,
): readonly (readonly [first: number, end: number])[] {
  let end = 0;
  return parts.map(({ components }) => [end, end += components]);
}

/** A component axis of a set of its own; `made` says how the set was made. */
export function componentAxis(count: number, made?: Making): Axis {
  return axisOf(indexSet("component", "i", count, made));
}

/** The same components along a set of their own, of as many. */
export function renewed<C extends Component<Node>>({ p, count }: Counted<C>): Counted<C> {
  return { p: readAt(p, componentAxis(count, { how: "same", of: p.component.set })), count };
}

/** The mixture whose components are those of another, each changed. */
export function withEach(
  p: AnyMixture,
  options: MadeOptions,
  change: (component: Component<Node>, index: number) => Component<Node>,
): AnyMixture {
  return mixtureOfParts(
    countedParts(p).map(({ p: own, count }, t) => renewed({ p: change(own, t), count })),
    options,
  );
}

/**
 * The mixture of some components, each along a set of its own. Its parameters are named, so that they are computed once and gradients with
 * respect to them can be asked for; of several parts by family, as those of `mixtureOf` are.
 */
export function mixtureOfParts(
  parts: readonly Counted[],
  { d, batch, weights: domain = "weights" }: MadeOptions,
): AnyMixture {
  const coordinate = axisOf(sharedIndexSet("coordinate", "a", d));
  const batchAxis = batch === undefined ? undefined : axisOf(sharedIndexSet("batch", "b", batch));
  const isOne = parts.length === 1;
  const held = parts.map((part) =>
    heldPart(
      part,
      { component: part.p.component, coordinate, batch: batchAxis },
      isOne ? domain : "nonNegative",
    )
  );
  const checked = isOne ? (weight: Node) => weight : checkedBy(held, domain);
  return assembled({
    dimension: d,
    batch,
    parameters: namedParameters(held),
    parts: held.map(({ p, count }): MixturePart => {
      const own = { ...p, weight: checked(p.weight) };
      return {
        family: own.family,
        components: count,
        at: (copy) => readAt(own, axisOf(own.component.set, copy)),
      };
    }),
  });
}

/** A part whose parameters have names. */
interface HeldPart extends Counted {
  readonly named: readonly (readonly [name: string, value: Node])[];
}

function heldPart({ p, count }: Counted, axes: MadeAxes, domain: Domain): HeldPart {
  const row = rowOf(p), { component, batch } = axes;
  const weight = named({
    name: "weights",
    value: p.weight,
    domain,
    axes: batch !== undefined && p.weight.axes.includes(batch) ? [batch, component] : [component],
  });
  const listed = row.named(p, axes), values = listed.map(named);
  return {
    p: { ...row.withValues(p, values), weight },
    count,
    named: [["weights", weight], ...listed.map(({ name }, t) => [name, values[t]!] as const)],
  };
}

/** A parameter as a value that is stored and may be differentiated by; one that was given as numbers stays what it is. */
function named({ name, value, domain, axes }: NamedValue): Node {
  const whole = broadcast(value, axes);
  if (whole.kind !== "input" || whole.dims.length === whole.axes.length) {
    return hold(name, whole, domain);
  }
  // the diagonal of an array that was given: no array by itself
  const first = coord(whole.axes[0]!);
  const copied = nodes.select(nodes.lessEqual(constant(0), first), whole, constant(0));
  return hold(name, copied, domain);
}

/** Weights of several parts are looked at together: with their sum they are used. */
function checkedBy(parts: readonly HeldPart[], domain: Domain): (weight: Node) => Node {
  const total = parts.map(({ p }) => sumOver(p.component, p.weight))
    .reduce((sum, one) => nodes.add(sum, one));
  const one = axisOf(sharedIndexSet("coordinate", "w", 1));
  const sum = hold("weights", broadcast(total, [one]), domain);
  const isThere = markers.stop(nodes.lessEqual(constant(0), sumOver(one, sum)));
  return (weight) => nodes.mul(weight, isThere);
}

/** The parameters by name; of several parts by family and name. */
function namedParameters(parts: readonly HeldPart[]): { readonly [name: string]: Node } {
  const nameOf = partNames(parts.map(({ p: { family } }) => family));
  const all = parts.flatMap(({ named }, t) =>
    named.map(([name, value]) => [nameOf(t, name), value] as const)
  );
  return Object.fromEntries(all);
}
