import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logUnitNorm } from "../families/student_family.ts";
import type { Marginal } from "./by_coordinate.ts";
import { halfOf } from "./elementary.ts";

/** A Student distribution along a coordinate. */
export type StudentMarginal = Extract<Marginal, { family: "studentT" }>;

/** ln of the density of the unit distribution at y ≥ 0: −ln √ν B(½ν, ½) − ½(ν + 1) ln(1 + y²/ν). */
export function logStudentDensity({ nu, p }: StudentMarginal, y: Node): Node {
  const grown = nodes.log1p(nodes.div(nodes.square(y), nu));
  return nodes.neg(nodes.add(logUnitNorm(p), nodes.mul(halfOf(nodes.add(nu, constant(1))), grown)));
}
