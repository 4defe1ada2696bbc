import { dense, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { broughtFamilyOf } from "../mixture/families/family_of.ts";
import type { Uniforms } from "../mixture/families/family_row.ts";

/** The difference of a draw from the middle of its component, whose values `at` reads. */
export function offsetOf(
  p: Component<Node>,
  at: (value: Node) => Node,
  uniforms: Uniforms,
): Node {
  return p.family === "gaussian"
    ? ofGaussian(p, at, nodes.normalQuantile(uniforms.first))
    : broughtFamilyOf(p).offset(p, at, uniforms);
}

/** L z, or σ z. */
function ofGaussian(
  { covariance: s }: GaussianComponent<Node>,
  at: (value: Node) => Node,
  normal: Node,
): Node {
  if (s.kind !== "full") return nodes.mul(nodes.sqrt(at(s.variance)), normal);
  const across = (v: Node) => rename(v, new Map([[s.row, s.column]]));
  const factor = at(s.factor);
  const step = sumOver(
    s.column,
    nodes.mul(dense("lower", s.row, s.column, [factor]), across(normal)),
  );
  // The path of a draw: dx = ½ dΣ Σ⁻¹(x − μ) moves draws of N(μ, Σ) to draws of N(μ, Σ + dΣ), and needs no dL.
  const direction = markers.sealed(dense("solve", s.row, s.column, [factor, step]));
  const along = sumOver(s.column, nodes.mul(at(s.matrix), across(direction)));
  return markers.surrogate(markers.sealed(step), nodes.mul(constant(0.5), along));
}
