import { type Axis, axisOf } from "../../expr/axes.ts";
import { coord, rename } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { diagonalMatrix, matrixAxes } from "../../bound/gaussian_moments.ts";
import type { GaussianComponent } from "../../mixture/component_types.ts";
import { type Covariance, fullCovariance, sameCovariance } from "../../mixture/covariance.ts";
import { concatenated, shifted } from "../concatenated.ts";
import { atChosen } from "../chosen_coordinates.ts";
import { imageOf } from "../linear_image.ts";
import type { Join, MadeAxes, NamedValue, OperationRow } from "./operation_row.ts";

type Gaussian = GaussianComponent<Node>;

/** Gaussians, whose covariances keep their structure, or take the least general one that holds the result. */
export const gaussianRow: OperationRow<Gaussian> = {
  named: (p, axes) => [
    { name: "means", value: p.mean, domain: "finite", axes: [axes.component, axes.coordinate] },
    namedSpread(p.covariance, axes),
  ],
  withValues: (p, [mean, spread]) => ({
    ...p,
    mean: mean!,
    covariance: p.covariance.kind === "full"
      ? fullCovariance(spread!, p.covariance.row, p.covariance.column)
      : { kind: p.covariance.kind, variance: spread! },
  }),
  scaled: (p, factor) => ({
    ...p,
    mean: nodes.mul(factor, p.mean),
    covariance: scaledCovariance(p.covariance, factor, !factor.axes.includes(p.coordinate)),
  }),
  moved: (p, b) => ({ ...p, mean: nodes.add(p.mean, b) }),
  image: (p, _A, map) => imageOf(p, map),
  chosen: (p, chosen) => {
    const { axis, column } = chosen, { covariance: s } = p;
    const along = (value: Node) => atChosen(value, p.coordinate, axis, chosen);
    if (s.kind !== "full") {
      const covariance = { ...s, variance: along(s.variance) };
      return { ...p, coordinate: axis, mean: along(p.mean), covariance };
    }
    const rows = atChosen(s.matrix, s.row, axis, chosen);
    const matrix = atChosen(rows, s.column, column, chosen);
    const covariance = fullCovariance(matrix, axis, column);
    return { ...p, coordinate: axis, mean: along(p.mean), covariance };
  },
  joined: (p, q, join) => {
    const kind = leastKind([p.covariance, q.covariance]);
    const [s, t] = [p, q].map((one) => restructured(one.covariance, kind, one.coordinate));
    return { ...p, mean: join(p.mean, q.mean), covariance: joinCovariances(s!, t!, join) };
  },
  beside: (p, q, coordinate) => ({
    ...p,
    coordinate,
    mean: concatenated([p.mean, q.mean], {
      from: [p.coordinate, q.coordinate],
      to: coordinate,
    }),
    covariance: besideEachOther(p, q, coordinate),
  }),
};

/** A covariance by the name under which one of its structure is given. */
function namedSpread(s: Covariance<Node>, { component, coordinate, batch }: MadeAxes): NamedValue {
  switch (s.kind) {
    case "full": {
      const name = s.matrix.axes.includes(component) ? "covariances" : "covariance";
      const axes = [coordinate, axisOf(coordinate.set, 1)];
      return { name, value: s.matrix, domain: "covariance", axes };
    }
    case "diagonal": {
      // two axes beside a batch would be read as [b, k]
      const axes = [...batch === undefined ? [] : [batch], component, coordinate];
      return { name: "variances", value: s.variance, domain: "positive", axes };
    }
    case "scalar": {
      const name = s.variance.axes.includes(component) ? "variances" : "variance";
      return { name, value: s.variance, domain: "positive", axes: [] };
    }
    default:
      return s satisfies never;
  }
}

/** aₐ Sₐb a_b; one variance becomes one for each coordinate unless there is one factor. */
function scaledCovariance(s: Covariance<Node>, factor: Node, isOne: boolean): Covariance<Node> {
  if (s.kind !== "full") {
    const variance = nodes.mul(nodes.square(factor), s.variance);
    return { kind: isOne ? s.kind : "diagonal", variance };
  }
  // the product of factors is taken first: it is the same for (a, b) and (b, a)
  const factors = nodes.mul(factor, rename(factor, new Map([[s.row, s.column]])));
  return fullCovariance(nodes.mul(factors, s.matrix), s.row, s.column);
}

function joinCovariances(s: Covariance<Node>, t: Covariance<Node>, join: Join): Covariance<Node> {
  if (s.kind === "full" && t.kind === "full") {
    return fullCovariance(join(s.matrix, t.matrix), s.row, s.column);
  }
  if (s.kind === "full" || t.kind === "full") throw new Error("Two covariances of one structure");
  return { kind: s.kind, variance: join(s.variance, t.variance) };
}

/** The least general structure that holds covariances of several. */
function leastKind(all: readonly Covariance<Node>[]): Covariance<Node>["kind"] {
  const kinds = all.map(({ kind }) => kind);
  if (kinds.includes("full")) return "full";
  return kinds.includes("diagonal") ? "diagonal" : "scalar";
}

/** A covariance in another structure, one that holds it. */
function restructured(
  s: Covariance<Node>,
  kind: Covariance<Node>["kind"],
  coordinate: Axis,
): Covariance<Node> {
  if (s.kind === kind || s.kind === "full") return s;
  if (kind !== "full") return { kind, variance: s.variance };
  const axes = matrixAxes({ coordinate });
  return fullCovariance(diagonalMatrix(s.variance, axes), axes.row, axes.column);
}

/** diag(S, T). */
function besideEachOther(p: Gaussian, q: Gaussian, coordinate: Axis): Covariance<Node> {
  const { covariance: s } = p, { covariance: t } = q;
  if (s.kind === "scalar" && t.kind === "scalar" && sameCovariance(s, t)) return s;
  if (s.kind !== "full" && t.kind !== "full") {
    const variance = concatenated([s.variance, t.variance], {
      from: [p.coordinate, q.coordinate],
      to: coordinate,
    });
    return { kind: "diagonal", variance };
  }
  const one = restructured(s, "full", p.coordinate), two = restructured(t, "full", q.coordinate);
  if (one.kind !== "full" || two.kind !== "full") throw new Error("Both are matrices");
  const column = axisOf(coordinate.set, 1), d = p.coordinate.set.extent, none = constant(0);
  const block = (m: Node, row: Axis, col: Axis, offset: number) =>
    shifted(shifted(m, { from: row, to: coordinate, offset }), { from: col, to: column, offset });
  const isFirst = (axis: Axis) => nodes.less(coord(axis), constant(d));
  const matrix = nodes.select(
    isFirst(coordinate),
    nodes.select(isFirst(column), block(one.matrix, one.row, one.column, 0), none),
    nodes.select(isFirst(column), none, block(two.matrix, two.row, two.column, d)),
  );
  return fullCovariance(matrix, coordinate, column);
}
