import type { Axis } from "../expr/axes.ts";
import { children, type Node, type Source } from "../expr/node.ts";
import { isComputed } from "./reading.ts";
import { valueParts } from "./strip.ts";

/** A value that an earlier plan has computed: the array that holds it, and the axis along each dimension. */
export interface PassedValue {
  readonly input: Source;
  readonly dims: readonly Axis[];
}

/** How a graph is looked at: without what only gradients look at, and with some values read from inputs. */
export interface GraphView {
  /** What the value of a node is made of. */
  readonly partsOf: (node: Node) => readonly Node[];
  /** Where the value of a node is read, if it is not computed. */
  readonly passed: (node: Node) => PassedValue | undefined;
  /** Whether the value of a node is computed. */
  readonly computes: (node: Node) => boolean;
}

/** A graph as it is, with what only gradients look at. */
export const fullView: GraphView = {
  partsOf: children,
  passed: () => undefined,
  computes: isComputed,
};

/** A graph over its own inputs. */
export const wholeView: GraphView = {
  partsOf: valueParts,
  passed: () => undefined,
  computes: isComputed,
};

/** A graph of which some values are read. */
export function viewWith(passed: ReadonlyMap<Node, PassedValue>): GraphView {
  return {
    partsOf: (node) => passed.has(node) ? [] : valueParts(node),
    passed: (node) => passed.get(node),
    computes: (node) => isComputed(node) && !passed.has(node),
  };
}
