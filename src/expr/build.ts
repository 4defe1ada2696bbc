import { type Axis, axisOf, compareAxes, type IndexSet, unionAxes, withoutAxes } from "./axes.ts";
import { axisKeys, type Draft, intern } from "./intern.ts";
import {
  children,
  type DenseOp,
  type Domain,
  type Home,
  type Node,
  type Reduction,
  type Rename,
  type Source,
} from "./node.ts";
import { constant, nodes } from "./simplify.ts";

/** The running index along `axis`. */
export function coord(axis: Axis): Node {
  return intern(`coord ${axis.key}`, { kind: "coord", axes: [axis], axis });
}

/** The number of indices in `set`. */
export function extent(set: IndexSet): Node {
  return intern(`extent ${set.id}`, { kind: "extent", axes: [], set });
}

/** An input array, read with `dims[t]` along its dimension t; the same axis twice reads a diagonal. */
export function inputAt(source: Source, dims: readonly Axis[], domain: Domain): Node {
  const axes = unionAxes(dims, []);
  return intern(`input ${source.id} ${domain} ${axisKeys(dims)}`, {
    kind: "input",
    axes,
    source,
    dims,
    domain,
  });
}

/** The reduction of `body` over `axis`; `weight` is for logSumExp: ln Σ w exp a, without the terms of weight 0. */
export function reduce(op: Reduction, axis: Axis, body: Node, weight?: Node): Node {
  const args = weight === undefined ? [body] : [body, weight];
  if (!args.some((arg) => arg.axes.includes(axis))) return reduceConstant(op, axis, body, weight);
  return bind({ kind: "reduce", op }, args, [axis]);
}

/** A reduction over an axis that its argument lacks. */
function reduceConstant(op: Reduction, axis: Axis, body: Node, weight?: Node): Node {
  switch (op) {
    case "sum":
      return nodes.mul(extent(axis.set), body);
    case "max":
      return body;
    case "logSumExp": {
      const many = nodes.add(nodes.log(extent(axis.set)), body);
      return weight === undefined ? many : nodes.add(many, nodes.log(weight));
    }
    default:
      return op satisfies never;
  }
}

/** Σ over `axis`. */
export function sumOver(axis: Axis, body: Node): Node {
  return reduce("sum", axis, body);
}

/** `body` read at `index` along `axis`. */
export function take(body: Node, axis: Axis, index: Node): Node {
  if (!body.axes.includes(axis)) return body;
  const taken = unionAxes(body.axes, index.axes).filter((a) => a.set === axis.set);
  const bound = freshAxis(axis.set, taken);
  return bind({ kind: "take" }, [rename(body, new Map([[axis, bound]])), index], [bound]);
}

/** An operation on matrices over (row, column); see `Dense` for the arguments. Solve keeps the row, factor and lower both. */
export function dense(op: DenseOp, row: Axis, column: Axis, args: readonly Node[]): Node {
  const bound = op === "factor" || op === "lower" ? [] : op === "solve" ? [column] : [row, column];
  return bind({ kind: "dense", op, row, column }, args, bound);
}

/** S⁻¹ over (row, column), for a factor of S. */
export function inverse(factor: Node, row: Axis, column: Axis): Node {
  const other = freshAxis(row.set, [row, column, ...factor.axes]);
  const identity = nodes.equal(coord(row), coord(other));
  return rename(dense("solve", row, column, [factor, identity]), new Map([[other, column]]));
}

/** `body` under a name; inputs and numbers have one already. */
export function hold(name: string, body: Node): Node {
  if (body.kind === "input" || body.kind === "const" || body.kind === "hold") return body;
  return bind({ kind: "hold", name }, [body], []);
}

/** The smallest copy of `set` that is not among `taken`. */
export function freshAxis(set: IndexSet, taken: readonly Axis[]): Axis {
  let copy = 0;
  while (taken.some((axis) => axis.set === set && axis.copy === copy)) copy++;
  return axisOf(set, copy);
}

type Binder =
  | { kind: "reduce"; op: Reduction }
  | { kind: "take" }
  | { kind: "hold"; name: string }
  | { kind: "dense"; op: DenseOp; row: Axis; column: Axis };

/**
 * A node that binds `bound` in `args`, in home form: free axes become the smallest copies of their sets, in order, and
 * each bound axis the smallest copy left. Terms that differ by names only are thus one node.
 */
function bind(binder: Binder, args: readonly Node[], bound: readonly Axis[]): Node {
  const all = unionAxes(...args.map((arg) => arg.axes), bound);
  const free = withoutAxes(all, bound);
  const home = new Map<Axis, Axis>();
  const used = new Map<IndexSet, number>();
  for (const axis of [...free, ...bound]) {
    const copy = used.get(axis.set) ?? 0;
    used.set(axis.set, copy + 1);
    home.set(axis, axisOf(axis.set, copy));
  }
  const moved = home.entries().every(([from, to]) => from === to);
  const node = internHome(binder, moved ? args : args.map((arg) => rename(arg, home)), home, free);
  return moved ? node : rename(node, new Map(free.map((axis) => [at(home, axis), axis])));
}

function internHome(
  binder: Binder,
  args: readonly Node[],
  home: ReadonlyMap<Axis, Axis>,
  free: readonly Axis[],
): Home {
  const axes = free.map((axis) => at(home, axis));
  const ids = args.map((arg) => arg.id).join(",");
  // The bound axis of a reduction or a take is the last one that was given a home.
  const last = [...home.values()].at(-1) as Axis;
  switch (binder.kind) {
    case "reduce":
      return intern(`${binder.op} ${last.key} ${ids}`, { ...binder, axes, axis: last, args });
    case "take":
      return intern(`take ${last.key} ${ids}`, { ...binder, axes, axis: last, args });
    case "hold":
      return intern(`hold ${ids}`, { ...binder, axes, args });
    case "dense": {
      const row = at(home, binder.row), column = at(home, binder.column);
      const key = `${binder.op} ${row.key} ${column.key} ${ids}`;
      return intern(key, { ...binder, axes, row, column, args });
    }
    default:
      return binder satisfies never;
  }
}

function at(map: ReadonlyMap<Axis, Axis>, axis: Axis): Axis {
  return map.get(axis) ?? axis;
}

/**
 * `node` with its free axes called by other names, all at once. Two axes of one set may fall together: the diagonal.
 * Renaming sinks through maps and inputs and stops at home nodes, where it means "read it at these axes".
 */
export function rename(node: Node, names: ReadonlyMap<Axis, Axis>): Node {
  const memo = new Map<Node, Node>();
  const walk = (n: Node): Node => {
    if (n.axes.every((axis) => at(names, axis) === axis)) return n;
    let result = memo.get(n);
    if (result === undefined) memo.set(n, result = renameOne(n, names, walk));
    return result;
  };
  return walk(node);
}

function renameOne(node: Node, names: ReadonlyMap<Axis, Axis>, walk: (n: Node) => Node): Node {
  switch (node.kind) {
    case "const":
    case "extent":
      return node;
    case "coord":
      return coord(at(names, node.axis));
    case "input":
      return inputAt(node.source, node.dims.map((axis) => at(names, axis)), node.domain);
    case "map":
      return nodes.map(node.op, node.args.map(walk));
    case "rename":
      return readAt(node.home, node.to.map((axis) => at(names, axis)));
    case "reduce":
    case "take":
    case "dense":
    case "hold":
      return readAt(node, node.axes.map((axis) => at(names, axis)));
    default:
      return node satisfies never;
  }
}

/** A home node read with `to[t]` for its free axis t. */
function readAt(home: Home, to: readonly Axis[]): Node {
  if (home.axes.every((axis, t) => axis === to[t])) return home;
  if (isSymmetricUnder(home, to)) return home;
  const draft: Draft<Rename> = { kind: "rename", axes: unionAxes(to, []), home, to };
  return intern(`rename ${home.id} ${axisKeys(to)}`, draft);
}

/** Whether exchanging the free axes of a node gives the node itself, as it does for a squared distance. */
function isSymmetricUnder(home: Home, to: readonly Axis[]): boolean {
  if (!to.every((axis) => home.axes.includes(axis)) || new Set(to).size !== to.length) return false;
  const names = new Map(home.axes.map((axis, t) => [axis, to[t]]));
  if (home.kind === "dense" && (names.has(home.row) || names.has(home.column))) {
    if (at(names, home.row) !== home.row || at(names, home.column) !== home.column) return false;
  }
  return home.args.every((arg) => rename(arg, names) === arg);
}

/** The same value with its axes, in order, called `axes`: how an array meets the axes of a mixture. */
export function relabel(node: Node, axes: readonly Axis[]): Node {
  return rename(node, new Map(node.axes.map((axis, t) => [axis, axes[t]])));
}

/** The same value with every one of `axes` among its axes. */
export function broadcast(node: Node, axes: readonly Axis[]): Node {
  return withoutAxes(axes, node.axes).reduce(
    (body, axis) => nodes.select(nodes.lessEqual(constant(0), coord(axis)), body, constant(0)),
    node,
  );
}

/** Sums out every axis of `node` and of `all` that is not in `keep`: short axes first, batches last. */
export function sumTo(node: Node, all: readonly Axis[], keep: readonly Axis[]): Node {
  const gone = [...withoutAxes(unionAxes(node.axes, all), keep)].sort(compareAxes).reverse();
  return gone.reduce((body, axis) => sumOver(axis, body), node);
}

/** The node with its arguments replaced, built anew, so that it is simplified and in home form again. */
export function rebuild(node: Node, of: (part: Node) => Node): Node {
  const parts = children(node);
  const args = parts.map(of);
  if (args.every((arg, t) => arg === parts[t])) return node;
  switch (node.kind) {
    case "const":
    case "input":
    case "coord":
    case "extent":
      return node;
    case "map":
      return nodes.map(node.op, args);
    case "reduce":
      return reduce(node.op, node.axis, args[0], args[1]);
    case "take":
      return take(args[0], node.axis, args[1]);
    case "dense":
      return dense(node.op, node.row, node.column, args);
    case "hold":
      return hold(node.name, args[0]);
    case "rename":
      return rename(args[0], new Map(node.home.axes.map((axis, t) => [axis, node.to[t]])));
    default:
      return node satisfies never;
  }
}
