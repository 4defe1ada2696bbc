import type { Axis } from "../../expr/axes.ts";
import type { Domain, Node } from "../../expr/node.ts";
import type { Component, Family } from "../../mixture/component_types.ts";
import type { ChosenCoordinates } from "../chosen_coordinates.ts";
import type { GivenValue } from "../given_values.ts";
import type { LinearMap } from "../linear_image.ts";

/** The axes of a mixture that was made. */
export interface MadeAxes {
  readonly component: Axis;
  readonly coordinate: Axis;
  readonly batch: Axis | undefined;
}

/** A parameter: what it is called among those of a mixture, what must hold of it, and the axes that it has at least. */
export interface NamedValue {
  readonly name: string;
  readonly value: Node;
  readonly domain: Domain;
  readonly axes: readonly Axis[];
}

/** What joins values of two sets of components along the union of both. */
export type Join = (first: Node, second: Node) => Node;

/** What operations make of the components of a family. Those that a family does not allow throw a `TypeError` that says why. */
export interface OperationRow<C extends Component<Node>> {
  /** Its parameters besides the weight. */
  readonly named: (p: C, axes: MadeAxes) => readonly NamedValue[];
  /** The component with other values for these, in their order. */
  readonly withValues: (p: C, values: readonly Node[]) => C;
  /** The component of a x, for one factor or one along each coordinate. */
  readonly scaled: (p: C, factor: Node) => C;
  /** The component of x + b. */
  readonly moved: (p: C, b: Node) => C;
  /** The component of A x for a matrix A. */
  readonly image: (p: C, A: GivenValue, map: LinearMap) => C;
  /** The marginal along some coordinates. */
  readonly chosen: (p: C, chosen: ChosenCoordinates) => C;
  /** Whether two sets of components can be one, with one structure. */
  readonly joined: (p: C, q: C, join: Join) => C;
  /** The component of (x, y), for independent x and y. */
  readonly beside: (p: C, q: C, coordinate: Axis) => C;
}

/** The rows by family. */
export type OperationTable = {
  readonly [F in Family]: OperationRow<Extract<Component<Node>, { readonly family: F }>>;
};
