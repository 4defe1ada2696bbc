import {
  type Axis,
  type IndexSet,
  isLong,
  isQuadratic,
  unionAxes,
  withoutAxes,
} from "../expr/axes.ts";
import { hold } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import {
  children,
  type Input,
  isOfTerms,
  type Node,
  type Rename,
  topological,
} from "../expr/node.ts";
import { type Demand, demands } from "./demand.ts";
import { homeOf, isComputed, readingOf } from "./reading.ts";

/** Which values are stored; everything else is computed inside the step that consumes it. */
export interface Placement {
  readonly roots: readonly Node[];
  readonly stored: ReadonlySet<Node>;
  readonly inputs: readonly Input[];
  readonly views: readonly Input[];
  /** The stored values that are not always needed. */
  readonly demands: ReadonlyMap<Node, Demand>;
}

/**
 * Which values may be stored: those with at most one long axis besides batches, and those whose long axes, by what they run
 * over, are all axes of one input: a value at (x, y) is no larger than an input at (x, y′), as a running sum along y reads it.
 * Either way they are no larger than what is given.
 */
export function storageRule(views: readonly Input[]): (axes: readonly Axis[]) => boolean {
  const covers = new Map<IndexSet, (readonly IndexSet[])[]>();
  for (const view of views) {
    const cover = view.axes.filter(isQuadratic).map(({ set }) => set);
    if (cover.length < 2) continue;
    for (const set of new Set(cover)) {
      const known = covers.get(set);
      if (known === undefined) covers.set(set, [cover]);
      else known.push(cover);
    }
  }
  return (axes) => {
    const [first, ...others] = axes.filter(isQuadratic).map(({ set }) => set);
    if (first === undefined || others.length === 0) return true;
    return covers.get(first)?.some((cover) => isWithin([first, ...others], cover)) === true;
  };
}

/** Whether each set is among `all`, as many times as it is among `some`. */
function isWithin(some: readonly IndexSet[], all: readonly IndexSet[]): boolean {
  const count = (sets: readonly IndexSet[], set: IndexSet) =>
    sets.filter((one) => one === set).length;
  return some.every((set) => count(some, set) <= count(all, set));
}

/** Values that are made in so many steps from stored ones are stored. No formula of the library comes near. */
const mostDepth = 250;

/**
 * The storage rule. Stored are: the outputs; reductions along a long axis; factors, whether matrices are definite, eigenvectors and named values; arrays that are
 * gathered from; what decides whether a sweep is needed; of a computation over pairs, the largest parts that depend on one
 * side only; and what lies deep, as the states of an iteration do, which would be computed from the start by all that reads
 * them. A value over pairs is never stored, unless it is an output.
 */
export function place(outputs: readonly Node[]): Placement {
  const roots = outputs.map((output) => homeOf(inOrder(output)).node);
  const views = topological([...roots, ...outputs]).filter((node) => node.kind === "input");
  const isStorable = storageRule(views);
  const stored = new Set<Node>(roots);
  const inputs = new Map<number, Input>(), depths = new Map<Node, number>();
  for (const node of topological(roots)) {
    if (node.kind === "input" && !inputs.has(node.source.id)) inputs.set(node.source.id, node);
    checkNested(node, (value) => isStorable(value.axes) || stored.has(value));
    for (const value of storedBy(node, children(node), isStorable)) stored.add(homeOf(value).node);
    if (isComputed(node) && !stored.has(node)) {
      const depth = 1 +
        children(node).reduce((most, part) => Math.max(most, depths.get(part) ?? 0), 0);
      const isDeep = depth >= mostDepth && isStorable(homeOf(node).node.axes);
      if (isDeep) stored.add(homeOf(node).node);
      else depths.set(node, depth);
    }
  }
  const needed = demands(roots);
  for (const { condition } of needed.values()) {
    if (isComputed(condition)) stored.add(homeOf(condition).node);
  }
  return { roots, stored, inputs: [...inputs.values()], views, demands: needed };
}

/** Whether a value is the numbers of a factor, which is stored itself. */
function isLower(node: Node): boolean {
  const home = node.kind === "rename" ? node.home : node;
  return home.kind === "dense" && home.op === "lower";
}

/** The values that are stored because a node, made of `parts`, is computed: the node itself, or parts of it. */
export function storedBy(
  node: Node,
  parts: readonly Node[],
  isStorable: (axes: readonly Axis[]) => boolean,
): readonly Node[] {
  const values: Node[] = [];
  if (isKept(node) && isStorable(node.axes)) values.push(node);
  if (node.kind === "take" && node.args[0].kind !== "input") values.push(node.args[0]);
  if (node.kind === "rename" && isReadLong(node) && isStorable(node.home.axes)) {
    values.push(node.home);
  }
  if (isStorable(scopeOf(node, parts))) return values;
  // it runs over pairs
  for (const part of parts) {
    if (!isComputed(part) || isLower(part) || !part.axes.some(isLong)) continue;
    // a part that is a diagonal of values for pairs is not one-sided at home
    if (isStorable(homeOf(part).node.axes)) values.push(part);
  }
  return values;
}

/**
 * Whether a value along coordinates is read along an axis of an input, as a gradient with respect to that is: each point of such a
 * loop reads another cell, which only memory can do.
 */
function isReadLong({ home, to }: Rename): boolean {
  return home.axes.some((axis, t) => !isLong(axis) && isLong(to[t]!));
}

/** An output whose stored value has its axes in another order, or is read along a diagonal, is stored once more. */
function inOrder(output: Node): Node {
  const { to } = homeOf(output);
  const straight = to.every((axis, t) => axis === output.axes[t]);
  return straight ? output : hold("output", output, "any");
}

/**
 * Whether a value is stored wherever that is allowed: reductions along a long axis, scans, factors and named values.
 */
function isKept(node: Node): boolean {
  return isLongReduction(node) || node.kind === "scan" || node.kind === "hold" ||
    (node.kind === "dense" && (isOfTerms(node.op) || node.op === "eigenvectors"));
}

/** Whether a value is made of many along a long axis; along a short one it can be computed wherever it is read. */
function isLongReduction(node: Node): boolean {
  return (node.kind === "scan" || node.kind === "reduce") && isLong(node.axis);
}

/** Throws for a node that cannot do without a value for every pair. */
function checkNested(node: Node, isAllowed: (value: Node) => boolean): void {
  if (isLongReduction(node) && !isAllowed(node)) throw nested(node);
  if (node.kind === "take" && node.args[0].kind !== "input") {
    if (!isAllowed(homeOf(node.args[0]).node)) throw nested(node);
  }
}

/** All axes that a node, made of `parts`, is computed over, bound ones included. */
function scopeOf(node: Node, parts: readonly Node[]): readonly Axis[] {
  const all = unionAxes(node.axes, ...parts.map((part) => part.axes));
  // a scan runs along one axis: the axes of its values and of its results are one
  return node.kind === "scan" ? withoutAxes(all, [node.axis]) : all;
}

function nested(node: Node): DomainError {
  return new DomainError(
    `This needs a value for every pair, which is never stored: ${node}; ` +
      `reduce one of its two long axes first`,
  );
}

/** The stored values that the computation of `root` reads. */
export function dependenciesOf(root: Node, stored: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>();
  const seen = new Set<Node>([root]);
  // no recursion: a long chain of operations is deeper than a stack
  const stack = [...children(root)];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    const reading = readingOf(node, stored);
    if (reading !== undefined) found.add(reading.node);
    else for (const part of children(node)) stack.push(part);
  }
  return found;
}
