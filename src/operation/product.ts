import { type Axis, axisOf } from "../expr/axes.ts";
import { coord, take } from "../expr/build.ts";
import { indicesOfPair } from "../expr/made_sets.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance, sameCovariance } from "../mixture/covariance.ts";
import type { AnyBatch } from "../mixture/parameter_types.ts";
import { commonBatch } from "./given_values.ts";
import { apart, leastKind, restructured } from "./joined.ts";
import { madeAs } from "./made_as.ts";
import { axesFor, changed, mixtureOver } from "./made_mixture.ts";
import type { Restructured } from "./operation_types.ts";
import { componentOfOne, manyOf } from "./parts.ts";

/**
 * The distribution of (x, y) for independent x of p and y of q, of one family: k₁·k₂ components in d₁ + d₂ coordinates, component a of p and b
 * of q at a·k₂ + b, with weights c_a c_b. Entropies add up. Covariances are diagonal where both are, else blocks; where both are shared,
 * one matrix. Lazy; its parameters are k₁·k₂ times as many numbers as one component has, which gradients cost, too; it has first
 * derivatives only.
 *
 * Throws `TypeError` for mixtures of different families, `ShapeError` for batches of different sizes.
 *
 * @example
 * ```ts
 * import { entropy, gaussianMixture, product } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const q = gaussianMixture({ means: [[0]], variance: 9 });
 * console.log(product(p, q).components, product(p, q).dimension); // 2 2
 * const sum = (await entropy(p)).value + (await entropy(q)).value;
 * console.log(Math.abs((await entropy(product(p, q))).value - sum) < 1e-9); // true
 * ```
 */
export function product<
  P extends object,
  B extends number | undefined,
  Q extends object,
  C extends number | undefined,
>(
  p: MixtureWith<P, B>,
  q: MixtureWith<Q, C>,
): MixtureWith<Restructured<P | Q>, AnyBatch<[B, C]>> {
  const one = componentOfOne(p, "product"), two = componentOfOne(q, "product");
  if (one.family !== two.family) {
    throw new TypeError(
      `Expected two mixtures of one family for product, got ${manyOf(one)} and ${manyOf(two)}`,
    );
  }
  const batch = commonBatch([{ name: "p", batch: p.batch }, { name: "q", batch: q.batch }]);
  const sizes = { k: p.components * q.components, d: p.dimension + q.dimension, batch };
  const i = apart(one, p.components), j = apart(two, q.components);
  const axes = axesFor(sizes, {
    how: "pairs",
    first: i.component.set,
    second: j.component.set,
  });
  const { first, second } = indicesOfPair(axes.component);
  const a = changed(i, axes.component, (value) => take(value, i.component, first));
  const b = changed(j, axes.component, (value) => take(value, j.component, second));
  return madeAs(mixtureOver(axes, beside(a, b, axes.coordinate), sizes));
}

/** The component of (x, y), for components along one axis. */
function beside(p: Component<Node>, q: Component<Node>, coordinate: Axis): Component<Node> {
  const weight = nodes.mul(p.weight, q.weight);
  const vectors = (x: Node, y: Node) =>
    concatenated([x, y], { from: [p.coordinate, q.coordinate], to: coordinate });
  if (p.family === "gaussian" && q.family === "gaussian") {
    const mean = vectors(p.mean, q.mean);
    return { ...p, coordinate, weight, mean, covariance: besideEachOther(p, q, coordinate) };
  }
  if (p.family === "uniform" && q.family === "uniform") {
    const center = vectors(p.center, q.center);
    return { ...p, coordinate, weight, center, width: vectors(p.width, q.width) };
  }
  throw new TypeError("Expected two components of one family");
}

/** diag(S, T). */
function besideEachOther(
  p: Component<Node> & { readonly family: "gaussian" },
  q: Component<Node> & { readonly family: "gaussian" },
  coordinate: Axis,
): Covariance<Node> {
  const { covariance: s } = p, { covariance: t } = q;
  if (s.kind === "scalar" && t.kind === "scalar" && sameCovariance(s, t)) return s;
  if (leastKind([s, t]) !== "full") {
    if (s.kind === "full" || t.kind === "full") throw new Error("None of them is a matrix");
    const variance = concatenated([s.variance, t.variance], {
      from: [p.coordinate, q.coordinate],
      to: coordinate,
    });
    return { kind: "diagonal", variance };
  }
  const one = restructured(s, "full", p.coordinate), two = restructured(t, "full", q.coordinate);
  if (one.kind !== "full" || two.kind !== "full") throw new Error("Both are matrices");
  const column = axisOf(coordinate.set, 1);
  const block = (m: Node, row: Axis, col: Axis, offset: number) =>
    shifted(shifted(m, { from: row, to: coordinate, offset }), { from: col, to: column, offset });
  const d = p.coordinate.set.extent, isFirst = (axis: Axis) => nodes.less(coord(axis), constant(d));
  const none = constant(0);
  const matrix = nodes.select(
    isFirst(coordinate),
    nodes.select(isFirst(column), block(one.matrix, one.row, one.column, 0), none),
    nodes.select(isFirst(column), none, block(two.matrix, two.row, two.column, d)),
  );
  return fullCovariance(matrix, coordinate, column);
}

/** Values along the coordinates of x, then those along the coordinates of y. */
function concatenated(
  [x, y]: readonly [Node, Node],
  { from: [one, two], to }: { readonly from: readonly [Axis, Axis]; readonly to: Axis },
): Node {
  const d = one.set.extent;
  return nodes.select(
    nodes.less(coord(to), constant(d)),
    shifted(x, { from: one, to, offset: 0 }),
    shifted(y, { from: two, to, offset: d }),
  );
}

/** A value along `from`, at the index along `to` less an offset; the nearest one where there is none. */
function shifted(
  value: Node,
  { from, to, offset }: { readonly from: Axis; readonly to: Axis; readonly offset: number },
): Node {
  const index = nodes.sub(coord(to), constant(offset)), last = from.set.extent - 1;
  return take(value, from, nodes.max(constant(0), nodes.min(index, constant(last))));
}
