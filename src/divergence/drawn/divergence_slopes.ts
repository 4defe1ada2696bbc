import { sumOver, take } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { familyOf } from "../../mixture/families/family_of.ts";
import type { Part } from "../../mixture/parts.ts";
import { type DrawnSet, meanOver, type Which } from "./drawn_sets.ts";
import { type Face, logsAtFace } from "./face_places.ts";
import { logDensityOf } from "./log_density_of_parts.ts";
import type { Logs, Side } from "./quantity.ts";
import type { TwoMixtures } from "../two_mixtures.ts";

/** One of the two mixtures: its slopes are asked for. */
interface Slopes {
  readonly which: Which;
  readonly side: Side;
  readonly own: readonly Part[];
  readonly other: readonly Part[];
  /** The draws from both. */
  readonly sets: readonly DrawnSet[];
}

/**
 * An expression whose gradient in the parameters of one of two mixtures estimates that of a quantity without bias; its value is
 * never computed. Weights by the score, Σ κ ∂ ln f. Components along the paths of their draws, where both mixtures have slopes nearly
 * everywhere; else by the score, for a density that jumps has no slope along a path. Boxes by the score, which knows that a wider
 * box is thinner, and by their moving faces.
 */
export function slopesOf(
  which: Which,
  side: Side,
  { mixtures, sets }: { readonly mixtures: TwoMixtures; readonly sets: readonly DrawnSet[] },
): Node {
  const other = which === "p" ? mixtures.q : mixtures.p, own = mixtures[which];
  const asked: Slopes = { which, side, own, other, sets };
  const isSmooth = [...own, ...other].every(({ pair: [i] }) => familyOf(i).slopes === "path");
  const terms = side.path !== undefined && isSmooth
    ? alongPaths(asked, side.path)
    : [score(asked, side.pull, "parameters"), ...acrossFaces(asked)];
  const weights = own.map(({ pair: [i] }) => sumOver(i.component, i.weight));
  const mass = weights.reduce((x, y) => nodes.add(x, y));
  const constants = nodes.mul(markers.sealed(side.constant), mass);
  return terms.reduce((x, y) => nodes.add(x, y), constants);
}

function logsOf(which: Which, { log }: DrawnSet): Logs {
  return which === "p" ? { own: log.p, other: log.q } : { own: log.q, other: log.p };
}

function setsFrom({ which, sets }: Slopes): readonly DrawnSet[] {
  return sets.filter(({ from }) => from === which);
}

/** Σ κ ln f(x), through parameters of f: x stands still, and so does κ. */
function score(
  asked: Slopes,
  pull: (logs: Logs) => Node,
  through: "parameters" | "components" | "weights",
): Node {
  const { which, side, own, sets } = asked, isBoth = side.draws === "both";
  return meanOver(isBoth ? sets : setsFrom(asked), isBoth ? 0.5 : 1, (set) => {
    const coefficient = markers.sealed(finite(pull(logsOf(which, set))));
    return nodes.weigh(coefficient, logDensityOf(own, set.draws, through));
  });
}

/** An infinite slope, where a draw has no density in the other mixture, is left out. */
function finite(x: Node): Node {
  return nodes.select(nodes.less(nodes.abs(x), constant(Infinity)), x, constant(0));
}

/** The draws of f move with its parameters, and take ψ_f along. */
function alongPaths(asked: Slopes, path: NonNullable<Side["path"]>): Node[] {
  const { which, side, own, other } = asked;
  const moved = meanOver(setsFrom(asked), 1, (set) => {
    const logs = logsOf(which, set), { sealed } = markers;
    const ofOwn = nodes.mul(sealed(path.own(logs)), logDensityOf(own, set.draws, "point"));
    const ofOther = nodes.mul(sealed(path.other(logs)), logDensityOf(other, set.draws, "point"));
    return nodes.add(ofOwn, ofOther);
  });
  const weights = score(asked, side.pull, "weights");
  return path.left === undefined
    ? [moved, weights]
    : [moved, weights, score(asked, path.left, "components")];
}

/**
 * ∂F/∂m = (c/w) E[T(y₊) − T(y₋)] and ½(c/w) E[T(y₊) + T(y₋)] of ∂F/∂w of each box, T being what a moving face changes, and y± the
 * draws of the box moved to its two faces.
 */
function acrossFaces(asked: Slopes): Node[] {
  return setsFrom(asked).flatMap((set) =>
    set.draws.parts.flatMap(({ i, label, isDrawn }) => {
      if (i.family !== "uniform") return [];
      const { draws } = set, faces = facesOf(asked, { draws, i, label });
      return [
        meanOver([set], 1, () => isDrawn === undefined ? faces : nodes.weigh(isDrawn, faces)),
      ];
    })
  );
}

function facesOf(asked: Slopes, place: Omit<Face, "side" | "isClosed">): Node {
  const { i, label } = place, at = (value: Node) => take(value, i.component, label);
  const width = at(i.width);
  const upper = faceTerm(asked, { ...place, side: 1 });
  const lower = faceTerm(asked, { ...place, side: -1 });
  const moved = nodes.div(nodes.sub(upper, lower), width);
  const widened = nodes.div(nodes.mul(constant(0.5), nodes.add(upper, lower)), width);
  const path = nodes.add(
    nodes.mul(at(i.center), markers.sealed(moved)),
    nodes.mul(width, markers.sealed(widened)),
  );
  return sumOver(i.coordinate, path);
}

/**
 * T at a face: where it lies exactly on a face of another box, half that with the box and half that without, the mean of the two
 * one-sided slopes. An infinite one is left out.
 */
function faceTerm(asked: Slopes, at: Omit<Face, "isClosed">): Node {
  const one = (isClosed: boolean) =>
    finite(asked.side.face(logsAtFace({ ...at, isClosed }, asked)));
  return nodes.mul(constant(0.5), nodes.add(one(true), one(false)));
}
