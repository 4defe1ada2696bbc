import { type IndexSet, isQuadratic } from "../expr/axes.ts";
import { inputAt, rebuild, take } from "../expr/build.ts";
import { children, type Node, type Reduce, type Source, topological } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { choicesIn, type WindowChoices } from "./choices.ts";
import { isComputed } from "./reading.ts";
import { type Handover, passing, rewriting, scalar } from "./rewriting.ts";
import { strip } from "./strip.ts";

/**
 * A graph cut so that one index set need not be held as a whole: first `before`, then `sums` for one window of the set
 * after the other, added up, then `outputs`.
 */
export interface Windows {
  /** The set that is cut; in `sums` its extent is that of a window. */
  readonly set: IndexSet;
  /** The index with which a window starts, and the extent of the whole set: scalars that `sums` reads. */
  readonly first: Source;
  readonly count: Source;
  /** What does not run along the set, but is read by what does. */
  readonly before: readonly Handover[];
  /** The sums along the set, as one window has them. */
  readonly sums: readonly Handover[];
  readonly outputs: readonly Node[];
}

/**
 * The windows of a set, or undefined where a graph cannot be cut: an output runs along the set, or what does needs a
 * total of the set, or something other than a sum is made along it.
 */
export function windowsOf(outputs: readonly Node[], set: IndexSet): Windows | undefined {
  const roots = strip(outputs);
  const isAlong = (node: Node) => node.axes.some((axis) => axis.set === set);
  const order = topological(roots);
  const { isChoice, isLocal } = choicesIn(roots, order, isAlong);
  const isTotal = (node: Node): node is Reduce =>
    node.kind === "reduce" && node.axis.set === set && !isAlong(node) && !isLocal(node);
  const totals = order.filter(isTotal);
  if (roots.some(isAlong) || !canBeCut(order, { set, isAlong, isTotal, isLocal, isChoice })) {
    return undefined;
  }
  const first = scalar("first draw of the window"), count = scalar("draws");
  const start = inputAt(first, [], "any");
  const before = passing();
  const inWindow = rewriting((node, of) => {
    if (node.kind === "extent") return node.set === set ? inputAt(count, [], "any") : node;
    if (!isComputed(node)) {
      return node.kind === "coord" && isAlong(node) ? nodes.add(node, start) : node;
    }
    if (!isAlong(node)) {
      if (!isStorable(node) || isLocal(node)) return undefined;
      // one that is only read at other axes is its home's leaf, read so
      return node.kind === "rename" ? rebuild(node, of) : before.leaf(node);
    }
    if (node.kind === "take" && node.axis.set === set) {
      return take(of(node.args[0]), node.axis, nodes.sub(of(node.args[1]), start));
    }
    return undefined;
  });
  const sums = totals.map((node) => rebuild(node, inWindow));
  const ofSums = passing();
  totals.forEach((node) => ofSums.leaf(node));
  const after = rewriting((node) => ofSums.known(node) ?? before.known(node));
  return {
    set,
    first,
    count,
    before: before.all(),
    sums: ofSums.all().map(({ input }, t) => ({ node: sums[t]!, input })),
    outputs: roots.map(after),
  };
}

interface WindowedSet extends WindowChoices {
  readonly set: IndexSet;
  readonly isAlong: (node: Node) => boolean;
  readonly isTotal: (node: Node) => node is Reduce;
}

/** Whether totals of a set are sums, and nothing that runs along it needs one of them or is an input. */
function canBeCut(
  order: readonly Node[],
  { set, isAlong, isTotal, isLocal, isChoice }: WindowedSet,
): boolean {
  const late = new Set<Node>();
  for (const node of order) {
    if (isTotal(node) && node.op !== "sum") return false;
    if (isTotal(node) || children(node).some((part) => late.has(part))) late.add(node);
    const isRefused = node.kind === "input" || node.kind === "scan" || late.has(node) ||
      node.axes.filter((axis) => axis.set === set).length > 1;
    if (isAlong(node) && isRefused) return false;
    // a choice of a window is for what runs along it
    if (isChoice(node) && isLocal(children(node)[0]!) && !isAlong(node)) return false;
  }
  return true;
}

/** Whether a value may be kept: it runs along one long axis at the most, besides batches. */
export function isStorable(node: Node): boolean {
  return node.axes.filter(isQuadratic).length <= 1;
}
