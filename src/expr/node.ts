import { atOnce, nodesAtOnce, type Slices } from "./slices.ts";
import type { Axis, IndexSet } from "./axes.ts";
import type { Expr } from "./expression.ts";
import type { Marker } from "./markers.ts";
import type { Op } from "./ops.ts";

/** What the numbers of an input must satisfy; checked when the input is made and when a plan is run with new values. */
export type Domain =
  | "any"
  | "finite"
  | "weights"
  | "shares"
  | "positive"
  | "nonNegative"
  | "covariance"
  | "widthMatrix"
  | "seed";

/** The data behind an input: an array in row-major order. */
export interface Source {
  /** Unique number; two sources with equal data are still two inputs. */
  readonly id: number;
  /** The argument's name, for messages. */
  readonly name: string;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
  /** The numbers, row-major. */
  readonly data: Float64Array;
  /** For an array that the library supplies (equal weights): its data at another shape. */
  readonly fill?: ((shape: readonly number[]) => Float64Array) | undefined;
  /** For indices that are all different: at which place each index stands among them, −1 for one that does not. */
  readonly inverse?: Source | undefined;
}

/** How a reduction combines the values along its axis. */
export type Reduction = "sum" | "max" | "logSumExp";

/** The operations on symmetric positive definite matrices, all by one Cholesky factor. */
export type DenseOp =
  | "factor"
  | "definite"
  | "eigenvectors"
  | "lower"
  | "logDet"
  | "quadratic"
  | "trace"
  | "divergence"
  | "forward"
  | "backward"
  | "solve";

/** What every node has. Which value it has is not told by its type: a node is an expression of any. */
export interface Common extends Expr<never> {
  /** Order of creation: arguments always come before the nodes that use them. */
  readonly id: number;
  /** The free axes, in the order of the shape. */
  readonly axes: readonly Axis[];
}

/** A number. */
export interface Const extends Common {
  /** The kind of node. */
  readonly kind: "const";
  /** The number. */
  readonly value: number;
}

/** An input array; `dims[t]` is the axis along dimension t. */
export interface Input extends Common {
  /** The kind of node. */
  readonly kind: "input";
  /** The array. */
  readonly source: Source;
  /** The axis along each dimension. */
  readonly dims: readonly Axis[];
  /** What its numbers must satisfy. */
  readonly domain: Domain;
}

/** The running index along an axis. */
export interface Coord extends Common {
  /** The kind of node. */
  readonly kind: "coord";
  /** The axis whose index it is. */
  readonly axis: Axis;
}

/** The number of indices in a set. */
export interface Extent extends Common {
  /** The kind of node. */
  readonly kind: "extent";
  /** The set that is counted. */
  readonly set: IndexSet;
}

/** An elementwise operation. */
export interface MapNode extends Common {
  /** The kind of node. */
  readonly kind: "map";
  /** The operation. */
  readonly op: Op;
  /** Its arguments. */
  readonly args: readonly Node[];
}

/** A value with a note for gradients: its value is that of the first argument. Plans have none. */
export interface MarkerNode extends Common {
  /** The kind of node. */
  readonly kind: "marker";
  /** What gradients are told. */
  readonly op: Marker;
  /** The value, and what gradients see besides. */
  readonly args: readonly [Node, ...Node[]];
}

/** A reduction of `args[0]` over `axis`; for logSumExp `args[1]`, if there, holds the weights: ln Σ w exp a. */
export interface Reduce extends Common {
  /** The kind of node. */
  readonly kind: "reduce";
  /** How values are combined. */
  readonly op: Reduction;
  /** The axis that is reduced; it is bound in the arguments. */
  readonly axis: Axis;
  /** The body and, for a weighted log-sum-exp, the weights. */
  readonly args: readonly [Node, ...Node[]];
}

/** The sums at each index of the values up to it, before it, from it on, after it. */
export type RunningSum = "upTo" | "before" | "from" | "after";

/** What a scan makes of the values along an axis. */
export type ScanOp = RunningSum | "order";

/**
 * Values along an axis, each made of many: a running sum of the values of `args[0]`, or their "order": at r the index of the
 * r-th smallest value, of equal ones the first before the second.
 */
export interface Scan extends Common {
  /** The kind of node. */
  readonly kind: "scan";
  /** What it makes. */
  readonly op: ScanOp;
  /** The free axis of the results. */
  readonly along: Axis;
  /** The axis of the values; it is bound in the argument. */
  readonly axis: Axis;
  /** The values. */
  readonly args: readonly [Node];
}

/** `args[0]` read at index `args[1]` along `axis`. */
export interface Take extends Common {
  /** The kind of node. */
  readonly kind: "take";
  /** The axis that is indexed; it is bound in the first argument. */
  readonly axis: Axis;
  /** The array and the index. */
  readonly args: readonly [Node, Node];
}

/**
 * An operation on the SPD matrix with axes (row, column). The arguments:
 * factor: c₁, S₁, c₂, S₂, …, the matrix being Σ cₘ Sₘ; definite: the same (ends up 1 where the matrix is positive definite, 0 where
 * it is not or has a NaN: the one operation that may be given any symmetric matrix; it has no gradient);
 * eigenvectors: S (the eigenvectors of a symmetric matrix, as columns, orthonormal, in no order; where eigenvalues are equal, any: so
 * what is made of them must not depend on which; no gradient);
 * lower: F (the numbers of the triangle); logDet: F; quadratic: F, v (ends up vᵀS⁻¹v); trace: F, G (tr S⁻¹T);
 * divergence: F, G, v, P, T (tr S⁻¹T + vᵀS⁻¹v, where P = S⁻¹: a fast way for executors that see where it keeps its digits);
 * forward: F, v (L⁻¹v, with axis row); backward: F, v (L⁻ᵀv); solve: F, v (S⁻¹v), where F and G are factors of S and T and
 * L is the triangle of F. The adjoint of a factor is that of its matrix.
 */
export interface Dense extends Common {
  /** The kind of node. */
  readonly kind: "dense";
  /** The operation. */
  readonly op: DenseOp;
  /** The axis of the rows of the matrix. */
  readonly row: Axis;
  /** The axis of its columns. */
  readonly column: Axis;
  /** Its arguments. */
  readonly args: readonly Node[];
}

/** Whether the arguments are the terms c₁, S₁, c₂, S₂, … of a matrix Σ cₘ Sₘ; else the first is a factor. */
export function isOfTerms(op: DenseOp): op is "factor" | "definite" {
  return op === "factor" || op === "definite";
}

/** A value that is named, so that it is stored where that is allowed and gradients with respect to it can be asked for. */
export interface Hold extends Common {
  /** The kind of node. */
  readonly kind: "hold";
  /** What the value is called. */
  readonly name: string;
  /** What its numbers must satisfy; checked when they have been computed. */
  readonly domain: Domain;
  /** The value. */
  readonly args: readonly [Node];
}

/** A node that binds axes or is costly: it exists in one *home* form, whose free axes are the smallest copies. */
export type Home = Reduce | Scan | Take | Dense | Hold;

/** A home node read at other axes: axis `home.axes[t]` is called `to[t]`. */
export interface Rename extends Common {
  /** The kind of node. */
  readonly kind: "rename";
  /** The node that is read. */
  readonly home: Home;
  /** The axes it is read at, in the order of its own. */
  readonly to: readonly Axis[];
}

/** A lazy value: one number for every point of its free axes. Immutable; equal expressions are one object. */
export type Node =
  | Const
  | Input
  | Coord
  | Extent
  | MapNode
  | MarkerNode
  | Reduce
  | Scan
  | Take
  | Dense
  | Hold
  | Rename;

/** The nodes that a node is made of. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "const":
    case "input":
    case "coord":
    case "extent":
      return [];
    case "map":
    case "marker":
    case "reduce":
    case "scan":
    case "take":
    case "dense":
    case "hold":
      return node.args;
    case "rename":
      return [node.home];
    default:
      return node satisfies never;
  }
}

/**
 * Every node that `roots` are made of, each once, arguments before the nodes that use them; `partsOf` says what a node is
 * made of.
 */
export function topological(roots: readonly Node[], partsOf = children): Node[] {
  return atOnce(ordering(roots, partsOf));
}

/** The same in slices. */
export function* ordering(roots: readonly Node[], partsOf = children): Slices<Node[]> {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const parts = partsOf(top.node);
      if (top.next === parts.length) {
        order.push(top.node);
        stack.pop();
        if (order.length % nodesAtOnce === 0) yield undefined;
        continue;
      }
      const part = parts[top.next++]!;
      if (seen.has(part)) continue;
      seen.add(part);
      stack.push({ node: part, next: 0 });
    }
  }
  return order;
}

/** Whether a node exists in home form only. */
export function isHome(node: Node): node is Home {
  return node.kind === "reduce" || node.kind === "scan" || node.kind === "take" ||
    node.kind === "dense" || node.kind === "hold";
}
