import { type Axis, withoutAxes } from "../expr/axes.ts";
import { broadcast, coord, rebuild, rename, scan, sumOver } from "../expr/build.ts";
import { ShapeError } from "../expr/errors.ts";
import { axisKeys } from "../expr/intern.ts";
import { markers } from "../expr/mark.ts";
import { children, type Node, type Reduce, topological } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { markerRules } from "./marker_rules.ts";
import { runningSums } from "../expr/running_sums.ts";
import { denseRule } from "./matrix_rules.ts";
import { rules } from "./rules.ts";
import { addTerm, type AdjointTerms, noTerms } from "./merge_roles.ts";
import { sumProducts } from "./sum_out.ts";
import { takeRule } from "./take_rule.ts";

/**
 * The gradients of `output` with respect to `targets` (inputs or named values), each with its target's axes. An
 * output with a batch axis counts as the sum over the batch. The result is again an expression.
 */
export function differentiate(output: Node, targets: readonly Node[]): Node[] {
  const extra = output.axes.filter((axis) => axis.set.role !== "batch");
  if (extra.length > 0) {
    throw new ShapeError(
      `Expected a scalar, or one a batch entry, to differentiate; got a value with axes ` +
        `[${output.axes.map((axis) => axis.set.letter).join(", ")}]: take its sum first`,
    );
  }
  const order = topological([output]);
  const active = dependents(order, targets);
  const adjoints = new Map<Node, KnownAdjoint[]>();
  const add = (node: Node, { value, pending }: Adjoint) => {
    const known = adjoints.get(node) ?? [];
    const same = known.find((part) => axisKeys(part.pending) === axisKeys(pending));
    const others = known.filter((part) => part !== same);
    const terms = same?.terms ?? noTerms();
    addTerm(terms, value);
    adjoints.set(node, [...others, { terms, pending }]);
  };
  if (active.has(output)) add(output, { value: constant(1), pending: [] });
  for (const node of order.reverse()) {
    for (const { terms, pending } of adjoints.get(node) ?? []) {
      propagate(node, { value: total(terms), pending }, active, add);
    }
  }
  const slopes = targets.map((target) => collect(target, order, adjoints));
  return freeze(slopes).map((slope, t) => broadcast(slope, targets[t]!.axes));
}

/** What is right in first derivatives only must not be differentiated again: sealed values are frozen. */
function freeze(slopes: readonly Node[]): Node[] {
  const frozen = new Map<Node, Node>();
  const of = (node: Node): Node => frozen.get(node) ?? node;
  for (const node of topological(slopes)) {
    const isSealed = node.kind === "marker" && node.op === "sealed";
    frozen.set(node, isSealed ? markers.frozen(of(node.args[0])) : rebuild(node, of));
  }
  return slopes.map(of);
}

/**
 * The derivative of the output with respect to a node. Along `pending` batch axes, which the node lacks, it is still to
 * be summed: batches are summed last, at the targets, so that no sum over a batch stands within a sweep over pairs.
 */
interface Adjoint {
  readonly value: Node;
  readonly pending: readonly Axis[];
}

/** What is known of an adjoint: the terms whose sum it is. */
interface KnownAdjoint {
  readonly terms: AdjointTerms;
  readonly pending: readonly Axis[];
}

function total({ all }: AdjointTerms): Node {
  return all.length === 0 ? constant(0) : all.reduce((x, y) => nodes.add(x, y));
}

/** The nodes whose value depends on a target. */
function dependents(order: readonly Node[], targets: readonly Node[]): ReadonlySet<Node> {
  const active = new Set<Node>();
  for (const node of order) {
    if (
      targets.some((target) => isView(node, target)) || children(node).some((c) => active.has(c))
    ) {
      active.add(node);
    }
  }
  return active;
}

/** Whether `node` is the target or, for an input, the same array read at other axes. */
function isView(node: Node, target: Node): boolean {
  return node === target ||
    (node.kind === "input" && target.kind === "input" && node.source === target.source);
}

/** Hands the adjoint of a node on to its arguments. */
function propagate(
  node: Node,
  given: Adjoint,
  active: ReadonlySet<Node>,
  add: (node: Node, adjoint: Adjoint) => void,
): void {
  // an argument with a batch axis of the same name is another value along it: sum first
  const clash = given.pending.filter((axis) =>
    children(node).some((part) => part.axes.includes(axis))
  );
  const pending = withoutAxes(given.pending, clash);
  const adjoint = clash.reduce((body, axis) => sumOver(axis, body), given.value);
  const toArguments = (
    args: readonly Node[],
    parts: readonly (Node | null)[],
    all: readonly Axis[],
  ) =>
    parts.forEach((part, t) => {
      const arg = args[t]!;
      if (part === null || !active.has(arg)) return;
      const late = part.axes.filter((axis) =>
        axis.set.role === "batch" && !arg.axes.includes(axis)
      );
      const value = sumProducts(part, withoutAxes(all, late), [...arg.axes, ...late]);
      add(arg, { value, pending: late });
    });
  switch (node.kind) {
    case "const":
    case "input":
    case "coord":
    case "extent":
      return;
    case "map":
      return toArguments(node.args, rules[node.op](nodes, adjoint, node.args, node), node.axes);
    case "marker":
      return toArguments(node.args, markerRules[node.op](nodes, adjoint, node.args), node.axes);
    case "reduce":
      return toArguments(node.args, reduceRule(node, adjoint), [...node.axes, node.axis]);
    case "scan": {
      if (node.op === "order") return;
      // a value is in all sums that take it in: their adjoints, summed from the other end
      const axes = { axis: node.along, along: node.axis };
      return toArguments(node.args, [scan(runningSums[node.op].transposed, axes, adjoint)], []);
    }
    case "hold":
      return toArguments(node.args, [adjoint], node.axes);
    case "take": {
      const { part, over } = takeRule(node, adjoint);
      return toArguments(node.args, [part, null], over);
    }
    case "dense":
      if (!node.args.some((arg) => active.has(arg))) return;
      // the other rules have every axis to be summed in their factors
      return toArguments(
        node.args,
        denseRule(node, adjoint),
        node.op === "factor" ? node.axes : [],
      );
    case "rename":
      if (!active.has(node.home)) return;
      add(node.home, { value: goHome(adjoint, node.home.axes, node.to), pending });
      return;
    default:
      return node satisfies never;
  }
}

function reduceRule(node: Reduce, g: Node): readonly (Node | null)[] {
  const [body, weight] = node.args;
  switch (node.op) {
    case "sum":
      return [g];
    case "max": {
      // equal maxima share the adjoint
      const here = nodes.equal(body, node);
      return [nodes.mul(here, nodes.div(g, sumOver(node.axis, here)))];
    }
    case "logSumExp": {
      const share = nodes.expDiff(body, node);
      if (weight === undefined) return [nodes.weigh(g, share)];
      return [nodes.weigh(nodes.mul(g, weight), share), nodes.weigh(g, share)];
    }
    default:
      return node.op satisfies never;
  }
}

/** The adjoint of a value that was read with axis `home[t]` called `to[t]`; a diagonal gets its off-diagonal zeros back. */
function goHome(adjoint: Node, home: readonly Axis[], to: readonly Axis[]): Node {
  const first = new Map<Axis, Axis>();
  const repeated: [Axis, Axis][] = [];
  home.forEach((axis, t) => {
    const name = to[t]!;
    const known = first.get(name);
    if (known === undefined) first.set(name, axis);
    else repeated.push([known, axis]);
  });
  return repeated.reduce(
    (body, [a, b]) => nodes.select(nodes.equal(coord(a), coord(b)), body, constant(0)),
    rename(adjoint, first),
  );
}

/** The sum of the adjoints of all views of a target. */
function collect(
  target: Node,
  order: readonly Node[],
  adjoints: ReadonlyMap<Node, readonly KnownAdjoint[]>,
): Node {
  const all = noTerms();
  for (const node of order) {
    if (!isView(node, target)) continue;
    for (const { terms, pending } of adjoints.get(node) ?? []) {
      for (const term of terms.all) {
        const summed = pending.reduce((body, axis) => sumOver(axis, body), term);
        const isMoved = node.kind === "input" && target.kind === "input";
        addTerm(all, isMoved ? goHome(summed, target.dims, node.dims) : summed);
      }
    }
  }
  return total(all);
}
