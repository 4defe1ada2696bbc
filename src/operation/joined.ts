import type { Axis } from "../expr/axes.ts";
import { take } from "../expr/build.ts";
import { correspondence } from "../expr/made_sets.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { diagonalMatrix, matrixAxes } from "../bound/gaussian_moments.ts";
import type { Component, GaussianComponent, UniformComponent } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import { axesFor, readAlong } from "./made_mixture.ts";

/** Components, and how many they stand for. */
export interface Counted<C extends Component<Node> = Component<Node>> {
  readonly p: C;
  readonly count: number;
}

/** What joins values of two sets of components along the union of both. */
type Join = (first: Node, second: Node) => Node;

/**
 * Components of one family, one after another along one set. Two by two, as a tree: each value is copied once a level, so n mixtures
 * of k components in all cost k ln n.
 */
export function joined<C extends Component<Node>>(
  all: readonly Counted<C>[],
  joinTwo: (p: C, q: C, component: Axis, join: Join) => C,
): Counted<C> {
  const [only, ...others] = all;
  if (only === undefined) throw new Error("Nothing is joined");
  if (others.length === 0) return only;
  const half = Math.ceil(all.length / 2);
  const first = joined(all.slice(0, half), joinTwo), second = joined(all.slice(half), joinTwo);
  const count = first.count + second.count;
  // of no consequence here: how many coordinates and batches there are
  const { component } = axesFor({ k: count, d: 1, batch: undefined }, {
    how: "union",
    first: first.p.component.set,
    second: second.p.component.set,
  });
  const join = joining(first.p.component, second.p.component, component);
  const p = joinTwo(first.p, second.p, component, join);
  return { p, count };
}

/** What all components share stays one value. */
function joining(first: Axis, second: Axis, component: Axis): Join {
  const [one, two] = [first, second].map((axis) => correspondence(component, axis.set)!);
  return (x, y) =>
    x === y && !x.axes.includes(first) ? x : nodes.select(
      one!.isThere!.where,
      take(x, first, one!.index),
      take(y, second, two!.index),
    );
}

/** Two sets of Gaussians, in the least general structure that holds both. */
export function joinGaussians(
  p: GaussianComponent<Node>,
  q: GaussianComponent<Node>,
  component: Axis,
  join: Join,
): GaussianComponent<Node> {
  const kind = leastKind([p.covariance, q.covariance]);
  const [s, t] = [p, q].map((one) => restructured(one.covariance, kind, one.coordinate));
  return {
    ...p,
    component,
    weight: join(p.weight, q.weight),
    mean: join(p.mean, q.mean),
    covariance: joinCovariances(s!, t!, join),
  };
}

function joinCovariances(s: Covariance<Node>, t: Covariance<Node>, join: Join): Covariance<Node> {
  if (s.kind === "full" && t.kind === "full") {
    return fullCovariance(join(s.matrix, t.matrix), s.row, s.column);
  }
  if (s.kind === "full" || t.kind === "full") throw new Error("Two covariances of one structure");
  return { kind: s.kind, variance: join(s.variance, t.variance) };
}

/** Two sets of boxes. */
export function joinBoxes(
  p: UniformComponent<Node>,
  q: UniformComponent<Node>,
  component: Axis,
  join: Join,
): UniformComponent<Node> {
  return {
    ...p,
    component,
    weight: join(p.weight, q.weight),
    center: join(p.center, q.center),
    width: join(p.width, q.width),
  };
}

/** The least general structure that holds covariances of several. */
export function leastKind(all: readonly Covariance<Node>[]): Covariance<Node>["kind"] {
  const kinds = all.map(({ kind }) => kind);
  if (kinds.includes("full")) return "full";
  return kinds.includes("diagonal") ? "diagonal" : "scalar";
}

/** A covariance in another structure, one that holds it. */
export function restructured(
  s: Covariance<Node>,
  kind: Covariance<Node>["kind"],
  coordinate: Axis,
): Covariance<Node> {
  if (s.kind === kind || s.kind === "full") return s;
  if (kind !== "full") return { kind, variance: s.variance };
  const axes = matrixAxes({ coordinate });
  return fullCovariance(diagonalMatrix(s.variance, axes), axes.row, axes.column);
}

/** A component along a set of its own, so that one that comes twice is two. */
export function apart<C extends Component<Node>>(p: C, count: number): C {
  const { component } = axesFor({ k: count, d: 1, batch: undefined }, {
    how: "same",
    of: p.component.set,
  });
  // another axis makes no other family
  return readAlong(p, component) as C;
}
