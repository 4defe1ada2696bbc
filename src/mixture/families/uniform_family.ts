import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { UniformComponent } from "../component_types.ts";
import { diagonalGaussian } from "./diagonal_moments.ts";
import type { FamilyRow } from "./family_row.ts";

type Box = UniformComponent<Node>;

/** A closed box [m − w/2, m + w/2]: ln p = −Σ ln wₐ inside, −∞ outside, h = Σ ln wₐ. */
export const uniformFamily: FamilyRow<Box> = {
  family: "uniform",
  parametersOf: ({ center, width }) => [center, width],
  piecesOf: ({ weight, center, width }) => [weight, center, width],
  changed: (p, change) => ({ ...p, center: change(p.center), width: change(p.width) }),
  middle: ({ center }) => center,
  entropy: logVolume,
  logDensityFrom: (p, delta) => {
    const inside = nodes.equal(outsideCount(p, delta), constant(0));
    return nodes.select(inside, nodes.neg(logVolume(p)), constant(-Infinity));
  },
  peakExcess: () => constant(0),
  squareExcess: () => constant(0),
  moments: (p) => {
    const variance = nodes.mul(constant(1 / 12), nodes.square(p.width));
    return { gaussian: diagonalGaussian(p, p.center, variance), exists: undefined };
  },
  offset: ({ width }, at, { first }) => nodes.mul(at(width), nodes.sub(first, constant(0.5))),
  slopes: "faces",
};

/** ln|V| = Σ ln wₐ of a box. */
export function logVolume({ width, coordinate }: Box): Node {
  return sumOver(coordinate, nodes.log(width));
}

/** 1 for a coordinate in which a point at the difference δ from the centre lies outside, |δₐ| > wₐ/2, else 0. */
export function isOutside(p: Box, delta: Node): Node {
  return nodes.less(nodes.mul(constant(0.5), p.width), nodes.abs(delta));
}

/** In how many coordinates a point at the difference δ from the centre lies outside. */
export function outsideCount(p: Box, delta: Node): Node {
  return sumOver(p.coordinate, isOutside(p, delta));
}
