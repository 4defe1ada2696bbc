import { type Axis, axisOf, sharedIndexSet } from "../../expr/axes.ts";
import { inputOver } from "../../expr/array.ts";
import { coord, sumOver } from "../../expr/build.ts";
import { normalCdf } from "../../expr/normal_cdf.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Marginal } from "./by_coordinate.ts";
import { halfOf } from "./elementary.ts";
import { logStudentDensity } from "./student_density.ts";

/** Places of cell ends, in units of the scale: sinh u/3 for u from −8 to 8 in steps of ¼, so that they reach far out. */
const reach = 8, step = 0.25, unit = 1 / 3;
const ends = 2 * reach / step + 1;

/** More than rounding takes from the probability of a cell, a difference of distribution functions. */
const loss = 1e-15;

/**
 * An upper bound of ln ∫ p^α q^(1−α) along each coordinate: Σ P^α Q^(1−α) over cells of the line, P and Q being what the two have
 * in a cell, by Hölder's inequality (data processing). The cells lie about where √(pq) is largest for Gaussians of these
 * scales, and any cells give a bound. Undefined where a distribution function is not known.
 */
export function logAffinityOfCells(p: Marginal, q: Marginal, alpha: number): Node | undefined {
  if (p.family === "uniform" || q.family === "uniform") return undefined;
  const cell = axisOf(sharedIndexSet("coordinate", "t", ends + 1));
  // precisions add: place and scale are those of √(pq), without squares that overflow
  const ratio = nodes.div(q.scale, p.scale), one = constant(1);
  const share = nodes.div(one, nodes.add(one, nodes.square(ratio)));
  const place = nodes.add(p.place, nodes.mul(share, nodes.sub(q.place, p.place)));
  const narrow = nodes.min(p.scale, q.scale), wide = nodes.max(p.scale, q.scale);
  const flat = nodes.sqrt(nodes.add(one, nodes.square(nodes.div(narrow, wide))));
  const scale = nodes.div(nodes.mul(constant(Math.SQRT2), narrow), flat);
  const cells = cellEnds(cell);
  const at = (x: Node) => nodes.add(place, nodes.mul(scale, x));
  const interval = { cell, lower: at(cells.lower), upper: at(cells.upper) };
  const inP = nodes.add(massIn(p, interval), constant(loss));
  const inQ = nodes.add(massIn(q, interval), constant(loss));
  const logTerm = nodes.add(
    nodes.mul(constant(alpha), nodes.log(inP)),
    nodes.mul(constant(1 - alpha), nodes.log(inQ)),
  );
  return nodes.min(nodes.log(sumOver(cell, nodes.exp(logTerm))), constant(0));
}

/** The ends of cells; the first cell has no lower end, the last no upper one. */
interface Cells {
  readonly cell: Axis;
  readonly lower: Node;
  readonly upper: Node;
}

let kept: WeakRef<{ readonly lower: Node; readonly upper: Node }> | undefined;

/** The ends as arrays, one for all pairs. */
function cellEnds(cell: Axis): { readonly lower: Node; readonly upper: Node } {
  const known = kept?.deref();
  if (known !== undefined) return known;
  const end = (t: number) => Math.sinh(Math.min(reach, Math.max(-reach, -reach + step * t))) * unit;
  const leaf = (name: string, first: number) => {
    const data = Float64Array.from({ length: ends + 1 }, (_, t) => end(t + first));
    return inputOver({ data, shape: [ends + 1] }, name, [cell]);
  };
  const made = { lower: leaf("lowerEnds", -1), upper: leaf("upperEnds", 0) };
  kept = new WeakRef(made);
  return made;
}

/** What a distribution has in each cell, or what is not below it. */
function massIn(p: Exclude<Marginal, { family: "uniform" }>, { cell, lower, upper }: Cells): Node {
  const y = (x: Node) => nodes.div(nodes.sub(x, p.place), p.scale);
  const isFirst = nodes.equal(coord(cell), constant(0));
  const isLast = nodes.equal(coord(cell), constant(ends));
  if (p.family === "studentT") {
    return studentMass(p, { low: y(lower), high: y(upper), isFirst, isLast });
  }
  const below = nodes.select(isFirst, constant(0), distribution(p.family, y(lower)));
  const upTo = nodes.select(isLast, constant(1), distribution(p.family, y(upper)));
  return nodes.max(nodes.sub(upTo, below), constant(0));
}

function distribution(family: "gaussian" | "laplace" | "logistic", y: Node): Node {
  const one = constant(1);
  switch (family) {
    case "gaussian":
      return normalCdf(y);
    case "laplace": {
      const tail = halfOf(nodes.exp(nodes.neg(nodes.abs(y))));
      return nodes.select(nodes.less(y, constant(0)), tail, nodes.sub(one, tail));
    }
    case "logistic":
      return halfOf(nodes.add(one, nodes.tanh(halfOf(y))));
    default:
      return family satisfies never;
  }
}

/**
 * Student's distribution function is not elementary. In a cell he has no more than its width times the largest density in it; in a tail
 * beyond y > 1 no more than f(y) y/(κ − 1), as f falls faster than t^−κ there, κ − 1 = ν(y² − 1)/(ν + y²).
 */
function studentMass(
  p: Extract<Marginal, { family: "studentT" }>,
  { low, high, isFirst, isLast }: {
    readonly low: Node;
    readonly high: Node;
    readonly isFirst: Node;
    readonly isLast: Node;
  },
): Node {
  const zero = constant(0), one = constant(1);
  const nearest = nodes.max(zero, nodes.max(low, nodes.neg(high)));
  const inner = nodes.mul(nodes.sub(high, low), density(p, nearest));
  const beyond = (y: Node) => {
    const isFar = nodes.less(one, y), size = nodes.select(isFar, y, constant(2));
    const square = nodes.square(size);
    const excess = nodes.div(nodes.mul(p.nu, nodes.sub(square, one)), nodes.add(p.nu, square));
    return nodes.select(isFar, nodes.div(nodes.mul(density(p, size), size), excess), one);
  };
  const mass = nodes.select(
    isFirst,
    beyond(nodes.neg(high)),
    nodes.select(isLast, beyond(low), inner),
  );
  return nodes.min(mass, one);
}

/** The density of the unit distribution. */
function density(p: Extract<Marginal, { family: "studentT" }>, y: Node): Node {
  return nodes.exp(logStudentDensity(p, y));
}
