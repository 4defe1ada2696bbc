import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { LogisticComponent } from "../component_types.ts";
import { diagonalGaussian } from "./diagonal_moments.ts";
import type { FamilyRow } from "./family_row.ts";

type Logistic = LogisticComponent<Node>;

/** A product of logistic distributions: ln p = −Σ (ln s + |y| + 2 ln(1 + e^−|y|)), y = δ/s, h = Σ (2 + ln s), variances π²s²/3. */
export const logisticFamily: FamilyRow<Logistic> = {
  family: "logistic",
  parametersOf: ({ location, scale }) => [location, scale],
  piecesOf: ({ weight, location, scale }) => [weight, location, scale],
  changed: (p, change) => ({ ...p, location: change(p.location), scale: change(p.scale) }),
  middle: ({ location }) => location,
  entropy: ({ coordinate, scale }) => sumOver(coordinate, nodes.add(constant(2), nodes.log(scale))),
  logDensityFrom: ({ coordinate, scale }, delta) => {
    const spread = sumOver(coordinate, nodes.log(scale));
    const apart = nodes.div(nodes.abs(delta), scale);
    const rest = nodes.log1p(nodes.exp(nodes.neg(apart)));
    const each = nodes.add(apart, nodes.mul(constant(2), rest));
    return nodes.neg(nodes.add(spread, sumOver(coordinate, each)));
  },
  peakExcess: ({ coordinate }) => constant(coordinate.set.extent * (2 - Math.log(4))),
  squareExcess: ({ coordinate }) => constant(coordinate.set.extent * (2 - Math.log(6))),
  moments: (p) => ({
    gaussian: diagonalGaussian(
      p,
      p.location,
      nodes.mul(constant(Math.PI ** 2 / 3), nodes.square(p.scale)),
    ),
    exists: undefined,
  }),
  offset: ({ scale }, at, { first: u }) =>
    nodes.mul(at(scale), nodes.sub(nodes.log(u), nodes.log(nodes.sub(constant(1), u)))),
  slopes: "path",
};
