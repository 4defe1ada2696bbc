/**
 * The definition of an expression, point by point: no plan, no loops, no buffers. What the planner and the executor make
 * of an expression must equal this.
 */
import type { Axis } from "../../src/expr/axes.ts";
import type { Dense, Node } from "../../src/expr/node.ts";
import { applyOp } from "../../src/expr/ops.ts";

/** An index for each free axis. */
export type Point = ReadonlyMap<Axis, number>;

/** Values that were found before, by node and point. */
const known = new Map<string, number>();

/** Forgets the values found before. */
export function forget(): void {
  known.clear();
}

/** The value of `node` at a point of its axes. */
export function valueAt(node: Node, at: Point): number {
  const key = `${node.id} ${node.axes.map((axis) => index(at, axis)).join(",")}`;
  let value = known.get(key);
  if (value === undefined) known.set(key, value = compute(node, at));
  return value;
}

function compute(node: Node, at: Point): number {
  switch (node.kind) {
    case "const":
      return node.value;
    case "input": {
      const flat = node.dims.reduce(
        (sum, axis, t) => sum * node.source.shape[t]! + index(at, axis),
        0,
      );
      return node.source.data[flat]!;
    }
    case "coord":
      return index(at, node.axis);
    case "extent":
      return node.set.extent;
    case "map":
      return applyOp(node.op, node.args.map((arg) => valueAt(arg, at)));
    case "marker":
    case "hold":
      return valueAt(node.args[0], at);
    case "rename":
      return valueAt(
        node.home,
        new Map(node.home.axes.map((axis, t) => [axis, index(at, node.to[t]!)])),
      );
    case "reduce": {
      const [body, weight] = node.args;
      const terms = range(node.axis).map((t) => {
        const inner = new Map(at).set(node.axis, t);
        return { a: valueAt(body, inner), w: weight === undefined ? 1 : valueAt(weight, inner) };
      });
      if (node.op === "sum") return terms.reduce((sum, { a }) => sum + a, 0);
      const top = Math.max(...terms.map(({ a, w }) => w === 0 ? -Infinity : a));
      if (node.op === "max" || !Number.isFinite(top)) return top;
      return top +
        Math.log(
          terms.reduce((sum, { a, w }) => w === 0 ? sum : sum + w * Math.exp(a - top), 0),
        );
    }
    case "scan": {
      const values = range(node.axis).map((t) =>
        valueAt(node.args[0], new Map(at).set(node.axis, t))
      );
      const own = index(at, node.along);
      const sumOf = (from: number, end: number) =>
        values.slice(from, end).reduce((sum, x) => sum + x, 0);
      switch (node.op) {
        case "upTo":
          return sumOf(0, own + 1);
        case "before":
          return sumOf(0, own);
        case "from":
          return sumOf(own, values.length);
        case "after":
          return sumOf(own + 1, values.length);
        case "order":
          return range(node.axis).sort((s, t) => values[s]! - values[t]! || s - t)[own]!;
        default:
          return node satisfies never;
      }
    }
    case "take":
      return valueAt(node.args[0], new Map(at).set(node.axis, valueAt(node.args[1], at)));
    case "dense":
      return denseAt(node, at);
    default:
      return node satisfies never;
  }
}

/** Matrix operations from the entries of L, by Gaussian elimination on S = LLᵀ. */
function denseAt(node: Dense, at: Point): number {
  const { row, column, args, op } = node;
  const entries = (arg: Node) =>
    range(row).map((i) =>
      range(column).map((j) => valueAt(arg, new Map(at).set(row, i).set(column, j)))
    );
  const vector = (arg: Node) => range(row).map((i) => valueAt(arg, new Map(at).set(row, i)));
  const product = (l: number[][]) =>
    l.map((a) => l.map((b) => a.reduce((sum, x, t) => sum + x * b[t]!, 0)));
  switch (op) {
    case "factor": {
      const s = entries(args[1]!).map((line, i) =>
        line.map((_, j) => {
          let sum = 0;
          for (let t = 0; t < args.length; t += 2) {
            const inner = new Map(at).set(row, i).set(column, j);
            sum += valueAt(args[t]!, inner) * valueAt(args[t + 1]!, inner);
          }
          return sum;
        })
      );
      return cholesky(s)[index(at, row)]![index(at, column)]!;
    }
    case "definite": {
      const s = range(row).map((i) =>
        range(column).map((j) => {
          const inner = new Map(at).set(row, i).set(column, j);
          let sum = 0;
          for (let t = 0; t < args.length; t += 2) {
            sum += valueAt(args[t]!, inner) * valueAt(args[t + 1]!, inner);
          }
          return sum;
        })
      );
      // NaN where a root is of a negative number
      return cholesky(s).every((line, i) => line[i]! > 0) ? 1 : 0;
    }
    case "eigenvectors":
      throw new Error("Eigenvectors have no definition point by point");
    case "lower":
      return valueAt(args[0]!, at);
    case "logDet":
      return entries(args[0]!).reduce((sum, line, i) => sum + 2 * Math.log(line[i]!), 0);
    case "quadratic": {
      const v = vector(args[1]!);
      return dot(v, solve(product(entries(args[0]!)), v));
    }
    case "trace": {
      const s = product(entries(args[0]!)), t = product(entries(args[1]!));
      return t.reduce((sum, line, i) => sum + solve(s, line)[i]!, 0);
    }
    case "divergence": {
      const s = product(entries(args[0]!)), t = product(entries(args[1]!)), v = vector(args[2]!);
      return t.reduce((sum, line, i) => sum + solve(s, line)[i]!, dot(v, solve(s, v)));
    }
    case "forward":
      return triangular(entries(args[0]!), vector(args[1]!))[index(at, row)]!;
    case "backward": {
      // L⁻ᵀv = S⁻¹(Lv)
      const l = entries(args[0]!), v = vector(args[1]!);
      return solve(product(l), l.map((line) => dot(line, v)))[index(at, row)]!;
    }
    case "solve":
      return solve(product(entries(args[0]!)), vector(args[1]!))[index(at, row)]!;
    default:
      return op satisfies never;
  }
}

function range(axis: Axis): number[] {
  return Array.from({ length: axis.set.extent }, (_, t) => t);
}

function index(at: Point, axis: Axis): number {
  const value = at.get(axis);
  if (value === undefined) throw new Error(`No index for axis ${axis.key}`);
  return value;
}

function dot(x: number[], y: number[]): number {
  return x.reduce((sum, value, t) => sum + value * y[t]!, 0);
}

function cholesky(s: number[][]): number[][] {
  const l = s.map((line) => line.map(() => 0));
  for (let i = 0; i < s.length; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = s[i]![j]! - dot(l[i]!.slice(0, j), l[j]!.slice(0, j));
      l[i]![j] = i === j ? Math.sqrt(rest) : rest / l[j]![j]!;
    }
  }
  return l;
}

/** L⁻¹v for a lower triangle. */
function triangular(l: number[][], v: number[]): number[] {
  const y: number[] = [];
  l.forEach((line, i) => y.push((v[i]! - dot(line.slice(0, i), y)) / line[i]!));
  return y;
}

/** Gaussian elimination with partial pivoting. */
function solve(s: number[][], v: number[]): number[] {
  const a = s.map((line, i) => [...line, v[i]]);
  const d = a.length;
  for (let c = 0; c < d; c++) {
    let pivot = c;
    for (let r = c + 1; r < d; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[pivot]![c]!)) pivot = r;
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    const from = a[c]!;
    a.forEach((line, r) => {
      if (r === c) return;
      const factor = line[c]! / from[c]!;
      for (let t = c; t <= d; t++) line[t]! -= factor * from[t]!;
    });
  }
  return a.map((line, i) => line[d]! / line[i]!);
}
