import { type IndexSet, isLong, isQuadratic, unionAxes, withoutAxes } from "../expr/axes.ts";
import { DomainError } from "../expr/errors.ts";
import { children, type Node, type Reduce, topological } from "../expr/node.ts";
import { storageRule } from "./place.ts";

/**
 * The set whose indices are the rows of some outputs: the draws that they average, else the components of the mixture whose
 * pairs they run over, else those of the mixture they are made of. Throws `DomainError` unless there is one.
 */
export function rowSetOf(roots: readonly Node[]): IndexSet {
  const order = topological(roots);
  const totals = order.filter((node): node is Reduce =>
    node.kind === "reduce" && isQuadratic(node.axis) &&
    node.axes.every((axis) => axis.set !== node.axis.set)
  );
  const setsOf = (some: readonly Reduce[]) => [...new Set(some.map(({ axis }) => axis.set))];
  const draws = setsOf(totals).filter((set) => set.role === "row");
  const components = totals.filter(({ axis }) => axis.set.role === "component");
  const isOverPairs = overPairsIn(order), heavy = new Set<Node>();
  for (const node of order) {
    if (isOverPairs(node) || children(node).some((part) => heavy.has(part))) heavy.add(node);
  }
  const ofPairs = components.filter(({ args }) => args.some((arg) => heavy.has(arg)));
  const candidates = draws.length > 0 ? draws : setsOf(ofPairs.length > 0 ? ofPairs : components);
  const [set, other] = candidates;
  if (set === undefined) {
    if (order.some(isOverPairs)) throw secondRound();
    throw new DomainError(
      `Expected outputs that add up over the components of a mixture or over draws from it, got none that has such rows`,
    );
  }
  if (other !== undefined) {
    throw new DomainError(
      `Expected outputs over the components of one mixture, or over one number of draws, got them over several, of ` +
        `${candidates.map(({ extent }) => extent).join(" and ")} rows: ask for each by itself`,
    );
  }
  return set;
}

/**
 * Whether a reduction or a scan among some nodes runs along one long axis for each index of another, and does more than go
 * through an input.
 */
function overPairsIn(nodes: readonly Node[]): (node: Node) => boolean {
  const isGiven = storageRule(nodes.filter((node) => node.kind === "input"));
  return (node) => {
    if (!(node.kind === "scan" || node.kind === "reduce") || !isLong(node.axis)) return false;
    const scope = unionAxes(node.axes, ...node.args.map((arg) => arg.axes));
    return !isGiven(node.kind === "scan" ? withoutAxes(scope, [node.axis]) : scope);
  };
}

/** Throws `DomainError` where values that come before all rows, or beside them, are computed from all pairs. */
export function checkBesideRows(values: readonly Node[], set: IndexSet): void {
  const order = topological(values);
  if (!order.some(overPairsIn(order))) return;
  if (set.role !== "row") throw secondRound();
  throw new DomainError(
    `Expected outputs that add up over draws, got one that adds up over pairs of components beside them: ask for it by itself`,
  );
}

function secondRound(): DomainError {
  return new DomainError(
    `Expected outputs of which each row can be computed without the others, got one that needs the log-sum-exps of all ` +
      `rows first, as gradients of pairwise estimates do: that takes a second round over all pairs, which partial() does not do`,
  );
}
