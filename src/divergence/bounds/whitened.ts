import type { Axis } from "../../expr/axes.ts";
import { coord, dense, freshAxis, rename, sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logDensityAt } from "../../distance/component.ts";
import type { GaussianComponent } from "../../mixture/component_types.ts";
import { matrixAxes } from "../../bound/gaussian_moments.ts";
import { triangle } from "../../bound/triangles.ts";

/** ln gⱼ at x = μᵢ + Lᵢz as a function of z: `flat` + Σ linearₐ zₐ − ½ Σ curvedₐ_b zₐ z_b. */
export interface Whitened {
  readonly flat: Node;
  readonly linear: readonly Node[];
  /** Of b ≤ a; undefined where it is 0. */
  readonly curved: (a: number, b: number) => Node | undefined;
}

/** ln gⱼ in the coordinates in which pᵢ is a standard normal distribution: with W = Lⱼ⁻¹Lᵢ, y = Lⱼ⁻¹(μᵢ − mⱼ), −½‖y + Wz‖² + const. */
export function whitened(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Whitened {
  const { coordinate, covariance: s } = i, { covariance: t } = j;
  const delta = nodes.sub(i.mean, j.mean), flat = logDensityAt(j, i.mean);
  const coordinates = Array.from({ length: coordinate.set.extent }, (_, a) => a);
  if (s.kind === "full" && t.kind === "full") {
    const axes = matrixAxes(i), { row, column } = axes, free = freshAxis(row.set, [row, column]);
    const lower = triangle({ ...axes, matrix: s.matrix, factor: s.factor });
    const turned = rename(lower, new Map([[column, free]]));
    const w = dense("forward", row, column, [t.factor, turned]);
    const y = dense("forward", row, column, [t.factor, delta]);
    const columns = coordinates.map((a) => entryOf(w, free, a));
    const dot = (u: Node, v: Node) => sumOver(row, nodes.mul(u, v));
    return {
      flat,
      linear: columns.map((column) => nodes.neg(dot(column, y))),
      curved: (a, b) => dot(columns[a]!, columns[b]!),
    };
  }
  if (s.kind === "full" || t.kind === "full") throw new TypeError("Expected one structure");
  const ratio = nodes.div(s.variance, t.variance);
  const slope = nodes.neg(nodes.div(nodes.mul(nodes.sqrt(s.variance), delta), t.variance));
  return {
    flat,
    linear: coordinates.map((a) => entryOf(slope, coordinate, a)),
    curved: (a, b) => a === b ? entryOf(ratio, coordinate, a) : undefined,
  };
}

/** The entry of a vector, which may be the same along all coordinates. */
function entryOf(v: Node, axis: Axis, a: number): Node {
  if (!v.axes.includes(axis)) return v;
  return axis.set.extent === 1
    ? sumOver(axis, v)
    : sumOver(axis, nodes.mul(nodes.equal(coord(axis), constant(a)), v));
}
