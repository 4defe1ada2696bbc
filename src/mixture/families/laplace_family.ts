import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { LaplaceComponent } from "../component_types.ts";
import { diagonalGaussian } from "./diagonal_moments.ts";
import type { FamilyRow } from "./family_row.ts";

type Laplace = LaplaceComponent<Node>;

/** A product of Laplace distributions: ln p = −Σ (ln 2b + |δ|/b), h = Σ (1 + ln 2b), variances 2b². */
export const laplaceFamily: FamilyRow<Laplace> = {
  family: "laplace",
  parametersOf: ({ location, scale }) => [location, scale],
  piecesOf: ({ weight, location, scale }) => [weight, location, scale],
  changed: (p, change) => ({ ...p, location: change(p.location), scale: change(p.scale) }),
  middle: ({ location }) => location,
  entropy: ({ coordinate, scale }) =>
    sumOver(coordinate, nodes.add(constant(1 + Math.LN2), nodes.log(scale))),
  logDensityFrom: ({ coordinate, scale }, delta) => {
    const spread = sumOver(coordinate, nodes.add(constant(Math.LN2), nodes.log(scale)));
    const apart = sumOver(coordinate, nodes.div(nodes.abs(delta), scale));
    return nodes.neg(nodes.add(spread, apart));
  },
  peakExcess: ({ coordinate }) => constant(coordinate.set.extent),
  squareExcess: ({ coordinate }) => constant(coordinate.set.extent * (1 - Math.LN2)),
  moments: (p) => ({
    gaussian: diagonalGaussian(p, p.location, nodes.mul(constant(2), nodes.square(p.scale))),
    exists: undefined,
  }),
  // −sign(u − ½) ln(1 − 2|u − ½|)
  offset: ({ scale }, at, { first: u }) => {
    const two = constant(2), below = nodes.log(nodes.mul(two, u));
    const above = nodes.log(nodes.mul(two, nodes.sub(constant(1), u)));
    const unit = nodes.select(nodes.less(u, constant(0.5)), below, nodes.neg(above));
    return nodes.mul(at(scale), unit);
  },
  slopes: "path",
};
