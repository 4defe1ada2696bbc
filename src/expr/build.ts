import { type Axis, axisOf, compareAxes, type IndexSet, unionAxes, withoutAxes } from "./axes.ts";
import { intern } from "./intern.ts";
import { coord, extent, inputAt } from "./leaf.ts";
import { mark } from "./mark.ts";
import {
  children,
  type DenseOp,
  type Domain,
  type Home,
  type Node,
  type Reduction,
  type RunningSum,
  type Scan,
  type ScanOp,
} from "./node.ts";
import { at, relabel, rename } from "./rename.ts";
import { constant, nodes, unsigned } from "./simplify.ts";
import { isTakenIn, sumOfEqual } from "./taken_in.ts";

export { coord, extent, inputAt, relabel, rename };

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
      return body.kind === "const" && body.value === 0 ? body : nodes.mul(extent(axis.set), body);
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

/** The sums of `body` along `axis` up to each index, that one included, or as `op` says. */
export function runningSum(axis: Axis, body: Node, op: RunningSum = "upTo"): Node {
  return scanAlong(op, axis, body);
}

/** The indices along `axis` in the order of `keys`, the smallest first. */
export function orderOf(axis: Axis, keys: Node): Node {
  return scanAlong("order", axis, keys);
}

function scanAlong(op: ScanOp, along: Axis, body: Node): Node {
  const axis = freshAxis(along.set, [along, ...body.axes]);
  return scan(op, { axis, along }, rename(body, new Map([[along, axis]])));
}

/** A scan of the values of `body` along `axis`, which it binds; its results lie along `along`. */
export function scan(op: ScanOp, { axis, along }: Pick<Scan, "axis" | "along">, body: Node): Node {
  if (body.axes.includes(axis)) return bind({ kind: "scan", op, along }, [body], [axis]);
  return op === "order" ? coord(along) : sumOfEqual(op, along, body);
}

/** The running sum along a short axis with its terms written out, for where it cannot be stored. */
export function writtenOut({ op, axis, along, args: [body] }: Scan): Node {
  if (op === "order") throw new Error("An order along a short axis is not stored");
  return sumOver(axis, nodes.select(isTakenIn(op, { axis, along }), body, constant(0)));
}

/** `body` read at `index` along `axis`. */
export function take(body: Node, axis: Axis, index: Node): Node {
  if (!body.axes.includes(axis)) return body;
  if (body.kind === "coord") return index;
  const taken = unionAxes(body.axes, index.axes).filter((a) => a.set === axis.set);
  const bound = freshAxis(axis.set, taken);
  return bind({ kind: "take" }, [rename(body, new Map([[axis, bound]])), index], [bound]);
}

/** An operation on matrices over (row, column); see `Dense` for the arguments. Those that solve keep the row, factor and lower both. */
export function dense(op: DenseOp, row: Axis, column: Axis, args: readonly Node[]): Node {
  switch (op) {
    case "factor":
      return bind({ kind: "dense", op, row, column }, inOrder(args), []);
    case "definite":
      return bind({ kind: "dense", op, row, column }, inOrder(args), [row, column]);
    case "lower":
    case "eigenvectors":
      return bind({ kind: "dense", op, row, column }, args, []);
    case "forward":
    case "backward":
    case "solve": {
      // S⁻¹(−v) = −S⁻¹v
      const { negative, node } = unsigned(args[1]!);
      const solved = bind({ kind: "dense", op, row, column }, [args[0]!, node], [column]);
      return negative ? nodes.neg(solved) : solved;
    }
    case "quadratic":
      return bind({ kind: "dense", op, row, column }, [args[0]!, unsigned(args[1]!).node], [
        row,
        column,
      ]);
    case "logDet":
    case "trace":
    case "divergence":
      return bind({ kind: "dense", op, row, column }, args, [row, column]);
    default:
      return op satisfies never;
  }
}

/** The terms cₘ, Sₘ of a sum of matrices in one order, so that ½Σᵢ + ½Σⱼ and ½Σⱼ + ½Σᵢ are one matrix. */
function inOrder(args: readonly Node[]): Node[] {
  const terms: [Node, Node][] = [];
  for (let t = 0; t < args.length; t += 2) terms.push([args[t]!, args[t + 1]!]);
  return terms.sort(([c, s], [d, t]) => s.id - t.id || c.id - d.id).flat();
}

/** S⁻¹ over (row, column), for a factor of S. */
export function inverse(factor: Node, row: Axis, column: Axis): Node {
  const other = freshAxis(row.set, [row, column, ...factor.axes]);
  const identity = nodes.equal(coord(row), coord(other));
  return rename(dense("solve", row, column, [factor, identity]), new Map([[other, column]]));
}

/** `body` under a name; inputs and numbers have one already. */
export function hold(name: string, body: Node, domain: Domain = "finite"): Node {
  if (body.kind === "input" || body.kind === "const") return body;
  if (body.kind === "hold" && body.domain === domain) return body;
  return bind({ kind: "hold", name, domain }, [body], []);
}

/** The smallest copy of `set` that is not among `taken`. */
export function freshAxis(set: IndexSet, taken: readonly Axis[]): Axis {
  let copy = 0;
  while (taken.some((axis) => axis.set === set && axis.copy === copy)) copy++;
  return axisOf(set, copy);
}

type Binder =
  | { kind: "reduce"; op: Reduction }
  | { kind: "scan"; op: ScanOp; along: Axis }
  | { kind: "take" }
  | { kind: "hold"; name: string; domain: Domain }
  | { kind: "dense"; op: DenseOp; row: Axis; column: Axis };

/**
 * A node that binds `bound` in `args`, in home form: free axes become the smallest copies of their sets, in order, and
 * each bound axis the smallest copy left. Terms that differ by names only are thus one node.
 */
function bind(binder: Binder, args: readonly Node[], bound: readonly Axis[]): Node {
  const own = binder.kind === "scan" ? [binder.along] : [];
  const all = unionAxes(...args.map((arg) => arg.axes), own, bound);
  const free = withoutAxes(all, bound);
  const home = new Map<Axis, Axis>();
  const used = new Map<IndexSet, number>();
  for (const axis of [...free, ...bound]) {
    const copy = used.get(axis.set) ?? 0;
    used.set(axis.set, copy + 1);
    home.set(axis, axisOf(axis.set, copy));
  }
  const moved = [...home].every(([from, to]) => from === to);
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
  // The bound axis of a reduction, a scan or a take is the last one that was given a home.
  const last = [...home.values()].at(-1) as Axis;
  const first = args[0]!, second = args[1];
  switch (binder.kind) {
    case "reduce":
      return intern(`${binder.op} ${last.key} ${ids}`, {
        ...binder,
        axes,
        axis: last,
        args: second === undefined ? [first] : [first, second],
      });
    case "scan": {
      const along = at(home, binder.along);
      const key = `scan ${binder.op} ${along.key} ${last.key} ${ids}`;
      return intern(key, { ...binder, axes, along, axis: last, args: [first] });
    }
    case "take":
      return intern(`take ${last.key} ${ids}`, {
        ...binder,
        axes,
        axis: last,
        args: [first, second!],
      });
    case "hold":
      return intern(`hold ${binder.domain} ${binder.name} ${ids}`, {
        ...binder,
        axes,
        args: [first],
      });
    case "dense": {
      const row = at(home, binder.row), column = at(home, binder.column);
      const key = `${binder.op} ${row.key} ${column.key} ${ids}`;
      return intern(key, { ...binder, axes, row, column, args });
    }
    default:
      return binder satisfies never;
  }
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
    case "marker":
      return mark(node.op, [args[0]!, ...args.slice(1)]);
    case "reduce":
      return reduce(node.op, node.axis, args[0]!, args[1]);
    case "scan":
      return scan(node.op, node, args[0]!);
    case "take":
      return take(args[0]!, node.axis, args[1]!);
    case "dense":
      return dense(node.op, node.row, node.column, args);
    case "hold":
      return hold(node.name, args[0]!, node.domain);
    case "rename":
      return rename(args[0]!, new Map(node.home.axes.map((axis, t) => [axis, node.to[t]!])));
    default:
      return node satisfies never;
  }
}
