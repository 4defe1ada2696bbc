import { type Axis, isLong, isQuadratic, unionAxes } from "../expr/axes.ts";
import { hold } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import { children, type Home, type Input, type Node, topological } from "../expr/node.ts";
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
 * Which values may be stored: those with at most one long axis besides batches, or whose long axes are all axes of one
 * input (or in one output). Either way they are no larger than what is given or asked for.
 */
export function storageRule(views: readonly Input[]): (axes: readonly Axis[]) => boolean {
  const covers = views.map((view) => view.axes.filter(isQuadratic)).filter((axes) =>
    axes.length > 1
  );
  return (axes) => {
    const long = axes.filter(isQuadratic);
    return long.length <= 1 || covers.some((cover) => long.every((axis) => cover.includes(axis)));
  };
}

/**
 * The storage rule. Stored are: the outputs; reductions along a long axis; factors and named values; arrays that are
 * gathered from; what decides whether a sweep is needed; and, of a computation over pairs, the largest parts that depend on one side only. A value over
 * pairs is never stored, unless it is an output.
 */
export function place(outputs: readonly Node[]): Placement {
  const roots = outputs.map((output) => homeOf(inOrder(output)).node);
  const views = topological([...roots, ...outputs]).filter((node) => node.kind === "input");
  const isStorable = storageRule(views);
  const stored = new Set<Node>(roots);
  const inputs = new Map<number, Input>();
  for (const node of topological(roots)) {
    if (node.kind === "input" && !inputs.has(node.source.id)) inputs.set(node.source.id, node);
    if (mustStore(node, stored, isStorable)) stored.add(node);
    if (node.kind === "take" && node.args[0].kind !== "input") {
      const array = homeOf(node.args[0]).node;
      if (!isStorable(array.axes) && !stored.has(array)) throw nested(node);
      stored.add(array);
    }
    if (isStorable(scopeOf(node))) continue;
    for (const part of children(node)) {
      if (!isComputed(part) || isLower(part) || !part.axes.some(isLong)) continue;
      // a part that is a diagonal of values for pairs is not one-sided at home
      const { node: home } = homeOf(part);
      if (isStorable(home.axes)) stored.add(home);
    }
  }
  const needed = demands(roots);
  for (const { condition } of needed.values()) stored.add(homeOf(condition).node);
  return { roots, stored, inputs: [...inputs.values()], views, demands: needed };
}

/** Whether a value is the numbers of a factor, which is stored itself. */
function isLower(node: Node): boolean {
  const home = node.kind === "rename" ? node.home : node;
  return home.kind === "dense" && home.op === "lower";
}

/** An output whose stored value has its axes in another order, or is read along a diagonal, is stored once more. */
function inOrder(output: Node): Node {
  const { to } = homeOf(output);
  const straight = to.every((axis, t) => axis === output.axes[t]);
  return straight ? output : hold("output", output, "any");
}

/** All axes that a node's computation runs over, bound ones included. */
function scopeOf(node: Node): readonly Axis[] {
  return unionAxes(node.axes, ...children(node).map((part) => part.axes));
}

function mustStore(
  node: Node,
  stored: ReadonlySet<Node>,
  isStorable: (axes: readonly Axis[]) => boolean,
): boolean {
  if (node.kind === "reduce" && isLong(node.axis)) {
    if (!isStorable(node.axes) && !stored.has(node)) throw nested(node);
    return true;
  }
  const kept = node.kind === "hold" || (node.kind === "dense" && node.op === "factor");
  return kept && isStorable(node.axes);
}

function nested(node: Home): DomainError {
  return new DomainError(
    `This needs a value for every pair, which is never stored: ${node}; ` +
      `reduce one of its two long axes first`,
  );
}

/** The stored values that the computation of `root` reads. */
export function dependenciesOf(root: Node, stored: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>();
  const seen = new Set<Node>();
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    const reading = node === root ? undefined : readingOf(node, stored);
    if (reading !== undefined) found.add(reading.node);
    else children(node).forEach(visit);
  };
  visit(root);
  return found;
}
