import { type Axis, axisOf, type IndexSet, indexSet, unionAxes } from "../expr/axes.ts";
import { broadcast } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import {
  children,
  type Node,
  type Reduce,
  type Reduction,
  type Source,
  topological,
} from "../expr/node.ts";
import { isStorable, windowsOf } from "./cut_windows.ts";
import { type Handover, passing, rewriting, scalar } from "./rewriting.ts";
import { rowSide, type Slice } from "./row_side.ts";
import { checkBesideRows, rowSetOf } from "./row_set.ts";
import { strip } from "./strip.ts";

/** A sum, maximum or log-sum-exp over all rows. */
export interface Total {
  readonly op: Reduction;
  /** What a block of rows computes for it: the terms, and for a log-sum-exp their weights; or what they come to. */
  readonly values: readonly Node[];
  /** The axis of `values` that is the row; undefined where a block gives what its terms come to. */
  readonly row: Axis | undefined;
  /** Where `outputs` read it. */
  readonly input: Source;
}

/**
 * A graph cut along its rows, the components or the draws over which its outputs add up: `before` is computed once, the values of
 * the totals for one block of rows after the other, `constants` once, and `outputs` from these and the totals.
 */
export interface RowCut {
  /** What counts the rows of a block; its extent in `totals` is theirs. */
  readonly block: IndexSet;
  /** How many rows there are. */
  readonly count: number;
  /** Scalars that blocks read: the index of their first row, and how many rows there are in all. */
  readonly first: Source;
  readonly all: Source;
  readonly before: readonly Handover[];
  readonly slices: readonly Slice[];
  readonly totals: readonly Total[];
  readonly constants: readonly Handover[];
  readonly outputs: readonly Node[];
}

/**
 * Cuts outputs along their rows: the draws where there are any, else the components of the mixture that all others are
 * compared with. Throws `DomainError` where there is no one set of rows, or a row cannot be computed without all others.
 */
export function cutRows(outputs: readonly Node[]): RowCut {
  const roots = strip(outputs), set = rowSetOf(roots);
  const parts = set.role === "row" ? alongDraws(roots, set) : alongComponents(roots, set);
  const { constants, finals } = finishing(parts.outputs, parts.totals);
  checkBesideRows([...parts.before, ...constants].map(({ node }) => node), set);
  return { ...parts, count: set.extent, constants, outputs: finals };
}

type Parts = Omit<RowCut, "constants" | "count">;

/** Draws are computed from their indices, so that a block of them is a window. */
function alongDraws(roots: readonly Node[], set: IndexSet): Parts {
  const windows = windowsOf(roots, set);
  if (windows === undefined) {
    throw new DomainError(
      `Expected outputs that add up over draws, each of which is computed by itself, got one that gives them back, or that ` +
        `needs a total of them for each, as the LogDet entropies do`,
    );
  }
  const { first, count, before, sums, outputs } = windows;
  const totals = sums.map(({ node, input }): Total => {
    const isByRow = node.kind === "reduce" && node.axis.set === set;
    return isByRow && isStorable(node.args[0])
      ? { op: "sum", ...termsOf(node, node.args, node.axis), input }
      : { op: "sum", values: [node], row: undefined, input };
  });
  return { block: set, first, all: count, before, slices: [], totals, outputs };
}

/** Components have data: a block of them has a set of its own, beside that of the columns. */
function alongComponents(roots: readonly Node[], set: IndexSet): Parts {
  const isTotal = (node: Node): node is Reduce =>
    node.kind === "reduce" && node.axis.set === set && node.axes.every((axis) => axis.set !== set);
  const block = indexSet(set.role, set.letter, set.extent), row = axisOf(block);
  const first = scalar("first row"), before = passing();
  const side = rowSide(block, first, before);
  // totals within totals are part of what comes before
  const outermost = topological(roots, (node) => isTotal(node) ? [] : children(node))
    .filter(isTotal);
  const leaves = passing();
  outermost.forEach((node) => leaves.leaf(node));
  const totals = leaves.all().map(({ node, input }): Total => {
    const { op, args, axis } = node as Reduce;
    return { op, ...termsOf(node, args.map((arg) => side.at(arg, axis)), row), input };
  });
  const outputs = roots.map(rewriting(leaves.known));
  return {
    block,
    first,
    all: scalar("rows"),
    before: before.all(),
    slices: side.slices(),
    totals,
    outputs,
  };
}

/** The terms of a reduction, each with all axes that its result has and the row. */
function termsOf(total: Node, terms: readonly Node[], row: Axis): Pick<Total, "values" | "row"> {
  const axes = unionAxes(total.axes, [row]);
  return { values: terms.map((term) => broadcast(term, axes)), row };
}

/** What is made of the totals: the largest parts that need none of them are constants. */
function finishing(roots: readonly Node[], totals: readonly Total[]) {
  const inputs = new Set(totals.map(({ input }) => input));
  const late = new Set<Node>();
  for (const node of topological(roots)) {
    const isTotal = node.kind === "input" && inputs.has(node.source);
    if (isTotal || children(node).some((part) => late.has(part))) late.add(node);
  }
  const constants = passing();
  const final = rewriting((node) =>
    late.has(node)
      ? node.kind === "input" ? node : undefined
      : node.kind === "const"
      ? node
      : constants.leaf(node)
  );
  const finals = roots.map(final);
  return { constants: constants.all(), finals };
}
