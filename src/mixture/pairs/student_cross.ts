import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { digammaStep } from "../families/gamma_step.ts";
import { logUnitNorm } from "../families/student_family.ts";
import type { Marginal } from "./by_coordinate.ts";
import { halfOf } from "./elementary.ts";
import type { StudentMarginal } from "./student_density.ts";

/**
 * E[−ln q] to a Student distribution q along a coordinate: ln s + ln √ν B(½ν, ½) + ½(ν + 1) E ln(1 + (x − m)²/νs²). The mean is closed for boxes
 * and for Cauchy's distribution; else at most ln(1 + E(x − m)²/νs²), by concavity, `square` being E(x − m)².
 */
export function meanLogToStudent(
  p: Marginal | undefined,
  q: StudentMarginal,
  square: Node,
): Node {
  const width = nodes.mul(q.scale, nodes.sqrt(q.nu));
  const bySquare = nodes.log1p(nodes.div(nodes.div(square, width), width));
  const mean = p?.family === "uniform"
    ? ofBox(p, q.place, { width, bySquare })
    : p?.family === "studentT"
    ? nodes.min(bySquare, ofStudent(p, q.place, width))
    : bySquare;
  const level = nodes.add(nodes.log(q.scale), logUnitNorm(q.p));
  return nodes.add(level, nodes.mul(halfOf(nodes.add(q.nu, constant(1))), mean));
}

/** A box narrower than this, beside its distance, loses digits in a difference; and by concavity nothing there. */
const narrow = 1e-3;

/** The mean of ln(1 + z²) over an interval, by its antiderivative z ln(1 + z²) − 2z + 2 atan z. */
function ofBox(
  p: Extract<Marginal, { family: "uniform" }>,
  place: Node,
  { width, bySquare }: { readonly width: Node; readonly bySquare: Node },
): Node {
  const centre = nodes.div(nodes.abs(nodes.sub(p.place, place)), width);
  const half = nodes.div(p.half, width);
  const primitive = (z: Node) =>
    nodes.add(
      nodes.mul(z, nodes.sub(nodes.log1p(nodes.square(z)), constant(2))),
      nodes.mul(constant(2), nodes.atan(z)),
    );
  const ends = nodes.sub(primitive(nodes.add(centre, half)), primitive(nodes.sub(centre, half)));
  const exact = nodes.div(ends, nodes.mul(constant(2), half));
  const isNarrow = nodes.less(half, nodes.mul(constant(narrow), nodes.add(constant(1), centre)));
  return nodes.select(isNarrow, bySquare, exact);
}

/**
 * Of Cauchy's distribution of scale t exactly ln(((t + w)² + d²)/w²), w = s√ν. Of others at most, by concavity over x and its mirror image,
 * E ln(A + t²y²) − ln w² with A = w² + d², which is at most ln max(A/n, t²) + E ln(n + y²) − ln w², n being their degrees of freedom, and
 * E ln(1 + y²/n) = ψ(½(n + 1)) − ψ(½n).
 */
function ofStudent(p: StudentMarginal, place: Node, width: Node): Node {
  const d = nodes.div(nodes.sub(p.place, place), width), t = nodes.div(p.scale, width);
  const one = constant(1), square = nodes.square(d);
  const cauchy = nodes.log(nodes.add(nodes.square(nodes.add(t, one)), square));
  const level = nodes.max(nodes.div(nodes.add(one, square), p.nu), nodes.square(t));
  const bound = nodes.add(
    nodes.add(nodes.log(level), nodes.log(p.nu)),
    digammaStep(halfOf(p.nu)),
  );
  return nodes.select(nodes.equal(p.nu, one), cauchy, bound);
}
