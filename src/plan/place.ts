import { type Axis, isLong, isQuadratic, unionAxes } from "../expr/axes.ts";
import { hold } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import { children, type Home, type Input, type Node, topological } from "../expr/node.ts";
import { homeOf, isComputed, readingOf } from "./reading.ts";

/** Which values are stored; everything else is computed inside the step that consumes it. */
export interface Placement {
  readonly roots: readonly Node[];
  readonly stored: ReadonlySet<Node>;
  readonly inputs: readonly Input[];
  readonly views: readonly Input[];
}

/** Whether a value with these axes may be stored: at most one long axis besides batches, so that it is linear in the inputs. */
export function isStorable(axes: readonly Axis[]): boolean {
  return axes.filter(isQuadratic).length <= 1;
}

/**
 * The storage rule. Stored are: the outputs; reductions along a long axis; factors and named values; arrays that are
 * gathered from; and, of a computation over pairs, the largest parts that depend on one side only. A value over
 * pairs is never stored, unless it is an output.
 */
export function place(outputs: readonly Node[]): Placement {
  const roots = outputs.map((output) => homeOf(inOrder(output)).node);
  const stored = new Set<Node>(roots);
  const inputs = new Map<number, Input>();
  for (const node of topological(roots)) {
    if (node.kind === "input" && !inputs.has(node.source.id)) inputs.set(node.source.id, node);
    if (mustStore(node, stored)) stored.add(node);
    if (node.kind === "take" && node.args[0].kind !== "input") {
      const array = homeOf(node.args[0]).node;
      if (!isStorable(array.axes) && !stored.has(array)) throw nested(node);
      stored.add(array);
    }
    if (isStorable(scopeOf(node))) continue;
    for (const part of children(node)) {
      if (!isComputed(part) || !part.axes.some(isLong)) continue;
      // a part that is a diagonal of values for pairs is not one-sided at home
      const { node: home } = homeOf(part);
      if (isStorable(home.axes)) stored.add(home);
    }
  }
  const views = topological([...roots, ...outputs]).filter((node) => node.kind === "input");
  return { roots, stored, inputs: [...inputs.values()], views };
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

function mustStore(node: Node, stored: ReadonlySet<Node>): boolean {
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
