import { type Axis, axisOf, indexSet, sharedIndexSet } from "../expr/axes.ts";
import { describe, inputOver, shapeText, toDense } from "../expr/array.ts";
import {
  coord,
  dense,
  extent,
  freshAxis,
  hold,
  inputAt,
  relabel,
  rename,
  sumOver,
  take,
} from "../expr/build.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { BatchIn, Parameter } from "../mixture/parameter_types.ts";
import { checkNames } from "../mixture/parameters.ts";

/** How strongly the data counts against the unit matrix. */
export interface LogDetOptions {
  /** β > 0 in ½ ln|I + (β/n) XᵀX|; 1 if left out. */
  readonly beta?: number | undefined;
}

/**
 * The LogDet entropy ½ ln|I + (β/n) XᵀX| of data X in nats, columns centred (Zhouyin & Liu 2021). X is [n, d] or [b, n, d];
 * lazy; a scalar, or [b]. Built on the smaller side, min(n, d). It is not the differential entropy of a Gaussian: it is
 * the information between X and X + N(0, I/β).
 *
 * Throws `ShapeError` for data of another shape, `DomainError` for β ≤ 0 or non-finite data.
 *
 * @example
 * ```ts
 * import { evaluate, logDetEntropy } from "@mixtropy/mixtropy";
 * console.log(await evaluate(logDetEntropy([[0, 1], [2, 1], [4, 4]], { beta: 0.5 })));
 * ```
 */
export function logDetEntropy<const X extends Parameter>(
  x: X,
  options: LogDetOptions = {},
): Expr<PerBatch<BatchIn<X, 2>>> {
  return logDetOver([dataOf(x, "x")], betaOf(options));
}

/**
 * The LogDet joint entropy ½ ln|Iₙ + (β/n) Σₗ XₗXₗᵀ| in nats of several data sets [n, dₗ] with the same rows, columns centred
 * (Zhouyin & Liu 2021). Equals the LogDet entropy of their columns side by side, by Sylvester's identity; built on the
 * smaller side, min(n, Σ dₗ). Lazy; a scalar, or [b] for data [b, n, dₗ].
 *
 * Throws `ShapeError` for data whose rows differ in number, `DomainError` for β ≤ 0 or non-finite data.
 *
 * @example
 * ```ts
 * import { evaluate, logDetJointEntropy } from "@mixtropy/mixtropy";
 * const x = [[0, 1], [2, 1], [4, 4]], y = [[1], [0], [3]];
 * console.log(await evaluate(logDetJointEntropy([x, y], { beta: 0.5 })));
 * ```
 */
export function logDetJointEntropy<const X extends Parameter>(
  xs: readonly X[],
  options: LogDetOptions = {},
): Expr<PerBatch<BatchIn<X, 2>>> {
  if (!Array.isArray(xs) || xs.length === 0) {
    throw new ShapeError(`Expected a non-empty array of data sets, got ${describe(xs)}`);
  }
  return logDetOver(Array.from(xs, (x, l) => dataOf(x, `xs[${l}]`)), betaOf(options));
}

/**
 * The LogDet mutual information H(X) + H(Y) − H(X, Y) in nats between data sets [n, d₁] and [n, d₂] (Zhouyin & Liu 2021).
 * Lazy; a scalar, or [b] for a batch.
 *
 * Throws what `logDetJointEntropy` throws.
 *
 * @example
 * ```ts
 * import { evaluate, logDetMutualInformation } from "@mixtropy/mixtropy";
 * const x = [[0], [1], [2], [3]], y = [[0.1], [0.9], [2.2], [2.8]];
 * console.log(await evaluate(logDetMutualInformation(x, y, { beta: 1 })) > 0); // true
 * ```
 */
export function logDetMutualInformation<const X extends Parameter>(
  x: X,
  y: Parameter,
  options: LogDetOptions = {},
): Expr<PerBatch<BatchIn<X, 2>>> {
  const beta = betaOf(options);
  const first = dataOf(x, "x"), second = dataOf(y, "y");
  const apart = nodes.add(logDetOver([first], beta), logDetOver([second], beta));
  return nodes.sub(apart, logDetOver([first, second], beta));
}

/** Data by its sizes, and read with given axes. */
interface DataMatrix {
  readonly name: string;
  readonly n: number;
  readonly d: number;
  readonly b: number | undefined;
  readonly over: (row: Axis, column: Axis) => Node;
}

function dataOf(value: Parameter, name: string): DataMatrix {
  const array = isNode(value) ? undefined : toDense(value, name);
  const shape = array?.shape ?? (value as Node).axes.map((axis) => axis.set.extent);
  const [d, n, b] = [...shape].reverse();
  if (d === undefined || n === undefined || shape.length > 3) {
    throw new ShapeError(
      `Expected ${name} of shape [n, d] or [b, n, d], got ${shapeText(shape)}`,
    );
  }
  const batch = b === undefined ? [] : [axisOf(sharedIndexSet("batch", "b", b))];
  const home = [...batch, axisOf(indexSet("free", "n", n)), axisOf(indexSet("free", "a", d))];
  const node = array === undefined ? value as Node : inputOver(array, name, home);
  const over = (row: Axis, column: Axis) => {
    const dims = [...batch, row, column];
    return node.kind === "input"
      ? inputAt(node.source, dims, node.domain)
      : hold(name, relabel(node, dims));
  };
  return { name, n, d, b, over };
}

function betaOf(options: LogDetOptions): number {
  const beta = checkNames(options, ["beta"], "LogDet entropy").beta ?? 1;
  if (typeof beta === "number" && beta > 0 && beta < Infinity) return beta;
  throw new DomainError(`Expected beta > 0, got ${describe(beta)}`);
}

/** ½ ln|I + (β/n) G| with the Gram matrix G of the smaller side. */
function logDetOver(parts: readonly DataMatrix[], beta: number): Node {
  const first = parts[0]!; // there is always one
  const { n, b, name } = first;
  for (const part of parts) {
    if (part.n !== n || part.b !== b) {
      const rows = ({ n, b }: DataMatrix) =>
        `${b === undefined ? "" : `a batch of ${b} with `}${n} ${n === 1 ? "row" : "rows"}`;
      throw new ShapeError(
        `Expected ${part.name} with ${rows(first)}, as ${name} has, got ${rows(part)}`,
      );
    }
  }
  const total = parts.reduce((sum, part) => sum + part.d, 0);
  const side = sharedIndexSet("coordinate", "a", Math.min(n, total));
  const row = axisOf(side), column = axisOf(side, 1);
  const sample = n < total ? row : axisOf(sharedIndexSet("row", "n", n));
  const gram = n < total ? rowGram(parts, row, column) : columnGram(parts, sample, row, column);
  const scale = nodes.div(constant(beta), extent(sample.set));
  const matrix = nodes.add(nodes.equal(coord(row), coord(column)), nodes.mul(scale, gram));
  const factor = dense("factor", row, column, [constant(1), matrix]);
  return nodes.mul(constant(0.5), dense("logDet", row, column, [factor]));
}

/** Σₗ XₗXₗᵀ over pairs of rows. */
function rowGram(parts: readonly DataMatrix[], row: Axis, column: Axis): Node {
  const grams = parts.map((part) => {
    const along = axisOf(sharedIndexSet("free", "e", part.d));
    const x = centred(part.over(row, along), row);
    return sumOver(along, nodes.mul(x, rename(x, new Map([[row, column]]))));
  });
  return grams.reduce((sum, gram) => nodes.add(sum, gram));
}

/** ZᵀZ over pairs of columns, Z being all parts side by side. */
function columnGram(parts: readonly DataMatrix[], sample: Axis, row: Axis, column: Axis): Node {
  const z = sideBySide(parts, sample, row);
  return sumOver(sample, nodes.mul(z, rename(z, new Map([[row, column]]))));
}

function sideBySide(parts: readonly DataMatrix[], sample: Axis, row: Axis): Node {
  if (parts.length === 1) return centred(parts[0]!.over(sample, row), sample);
  let before = 0;
  let all: Node | undefined;
  for (const part of parts) {
    const own = axisOf(sharedIndexSet("coordinate", "a", part.d));
    const x = centred(part.over(sample, own), sample);
    const index = nodes.sub(coord(row), constant(before));
    const within = nodes.min(nodes.max(index, constant(0)), constant(part.d - 1));
    const here = take(x, own, within);
    all = all === undefined ? here : nodes.select(nodes.less(index, constant(0)), all, here);
    before += part.d;
  }
  return all as Node;
}

/** x less its mean along `sample`. */
function centred(x: Node, sample: Axis): Node {
  const other = freshAxis(sample.set, x.axes);
  const mean = nodes.div(sumOver(other, rename(x, new Map([[sample, other]]))), extent(sample.set));
  return nodes.sub(x, mean);
}
