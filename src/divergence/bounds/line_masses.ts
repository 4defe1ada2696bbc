import { type Axis, axisOf, sharedIndexSet } from "../../expr/axes.ts";
import { coord, orderOf, reduce, sumOver, take } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { normalCdf } from "../../expr/normal_cdf.ts";
import { logAddExp } from "../../expr/log_add_exp.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { endsOf, type Line } from "../../bound/marginals.ts";

/** Two distributions on the line, in pieces that both are cut into: `pieces` with two ends, and the two beyond. */
export interface Cut {
  /** The pieces. */
  readonly axis: Axis;
  /** The masses of both in a piece, to 2⁻⁵² for each component. */
  readonly masses: readonly [Node, Node];
  /** The logarithms of both from above, with all digits however small a mass is. */
  readonly logMasses: readonly [Node, Node];
  /** What ∫|p − q| is at most where p − q changes its sign in the piece: ½Λw² with the slopes Λ of both; infinite for the two beyond. */
  readonly turned: Node;
}

/** What a difference of two distribution functions may be wrong by. */
const lossOfMass = 2 ** -51;

/** A product below this is no slope to speak of. */
const flat = 1e-8;

/** Where Φ is this small the logarithm of a mass is bounded by its form, not by a difference. */
const unbounded = 1e300;

/**
 * Cuts the line where the components of both have their quantiles, √3 Φ⁻¹(u): half of the ends for each.
 */
export function cutLine(p: readonly Line[], q: readonly Line[], pieces: number): Cut {
  const edge = axisOf(sharedIndexSet("row", "e", pieces));
  const ends = commonEnds([...p, ...q], edge);
  // one more piece than ends
  const axis = axisOf(sharedIndexSet("row", "c", pieces + 1)), index = coord(axis);
  const last = constant(pieces - 1), isFirst = nodes.less(index, constant(0.5));
  const isLast = nodes.less(last, index);
  const left = take(ends, edge, nodes.max(nodes.sub(index, constant(1)), constant(0)));
  const right = take(ends, edge, nodes.min(index, last));
  const piece: Piece = { left, right, isFirst, isLast };
  const of = (lines: readonly Line[]) => lines.map((line) => ofLine(line, piece));
  const [ofP, ofQ] = [of(p), of(q)] as const;
  const sum = (parts: readonly OnPiece[], x: (part: OnPiece) => Node) =>
    parts.map(x).reduce((total, part) => nodes.add(total, part));
  const masses = [ofP, ofQ].map((parts) => sum(parts, ({ mass }) => mass));
  const logs = [ofP, ofQ].map((parts) =>
    parts.map(({ logMass }) => logMass).reduce((x, y) => logAddExp(x, y))
  );
  const isOpen = nodes.max(isFirst, isLast);
  const steep = sum([...ofP, ...ofQ], ({ steepness }) => steepness);
  const turned = nodes.mul(nodes.mul(constant(0.5), steep), nodes.square(nodes.sub(right, left)));
  return {
    axis,
    masses: [masses[0]!, masses[1]!],
    logMasses: [logs[0]!, logs[1]!],
    turned: nodes.select(isOpen, constant(Infinity), turned),
  };
}

/** The ends of all lines in one order: each line has every n-th. */
function commonEnds(lines: readonly Line[], edge: Axis): Node {
  const n = lines.length, extent = edge.set.extent;
  const which = nodes.sub(
    coord(edge),
    nodes.mul(constant(n), nodes.floor(nodes.div(coord(edge), constant(n)))),
  );
  const all = lines.map((line, t) => {
    const count = Math.ceil((extent - t) / n);
    const own = axisOf(sharedIndexSet("row", "e", count));
    const place = nodes.floor(nodes.div(coord(edge), constant(n)));
    return take(endsOf(line, own), own, nodes.min(place, constant(count - 1)));
  });
  const mixed = all.slice(1).reduce(
    (chosen, ends, t) => nodes.select(nodes.equal(which, constant(t + 1)), ends, chosen),
    all[0]!,
  );
  return take(mixed, edge, orderOf(edge, mixed));
}

interface Piece {
  readonly left: Node;
  readonly right: Node;
  readonly isFirst: Node;
  readonly isLast: Node;
}

interface OnPiece {
  readonly mass: Node;
  readonly logMass: Node;
  readonly steepness: Node;
}

/** What the components of a line have in a piece (a, b), both mirrored to where the distribution function is small, b ≤ |a|. */
function ofLine(line: Line, { left, right, isFirst, isLast }: Piece): OnPiece {
  const { component, weight, mean, deviation } = line, zero = constant(0);
  const z = (x: Node) => nodes.div(nodes.sub(x, mean), deviation);
  const from = nodes.select(isFirst, constant(-unbounded), z(left));
  const to = nodes.select(isLast, constant(unbounded), z(right));
  const isRight = nodes.less(zero, nodes.add(from, to));
  const a = nodes.select(isRight, nodes.neg(to), from);
  const b = nodes.select(isRight, nodes.neg(from), to);
  const mass = nodes.max(nodes.sub(normalCdf(b), normalCdf(a)), zero);
  const over = (x: Node) => sumOver(component, nodes.mul(weight, x));
  const log = nodes.min(
    nodes.log(nodes.add(mass, constant(lossOfMass))),
    logMassOf(nodes.min(b, zero), nodes.sub(b, a)),
  );
  return {
    mass: over(mass),
    logMass: reduce("logSumExp", component, log, weight),
    steepness: over(nodes.div(steepestOf(nodes.min(b, zero)), nodes.square(deviation))),
  };
}

/**
 * ln ∫ φ over (b − w, b) from above, b ≤ 0: φ(b − s) ≤ φ(b) e^(−|b|s), so the integral is at most φ(b)(1 − e^(−|b|w))/|b|, which for pieces that are
 * narrow differs by w²/6 only.
 */
function logMassOf(b: Node, width: Node): Node {
  const slope = nodes.neg(b), u = nodes.mul(slope, width);
  const half = nodes.tanh(nodes.mul(constant(0.5), u));
  const share = nodes.div(nodes.mul(constant(2), half), nodes.add(constant(1), half));
  const isFlat = nodes.less(u, constant(flat));
  const length = nodes.select(
    isFlat,
    width,
    nodes.div(share, nodes.select(isFlat, constant(1), slope)),
  );
  const density = nodes.sub(
    nodes.mul(constant(-0.5), nodes.square(b)),
    constant(0.5 * Math.log(2 * Math.PI)),
  );
  return nodes.add(density, nodes.log(length));
}

/** max |φ′| over what lies beyond b ≤ 0: |b|φ(b), and φ(1) where that is less far than 1. */
function steepestOf(b: Node): Node {
  const at = nodes.min(b, constant(-1));
  const density = nodes.exp(nodes.mul(constant(-0.5), nodes.square(at)));
  return nodes.mul(constant(1 / Math.sqrt(2 * Math.PI)), nodes.mul(nodes.neg(at), density));
}
