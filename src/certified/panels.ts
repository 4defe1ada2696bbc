/** A mixture on the line cut into panels so short that its density is a polynomial on each, as near as doubles can tell. */
import { nodeCount, nodes, valuesInHalf } from "./gauss_legendre.ts";
import type { Gaussians } from "./gaussians.ts";

/** How far a component reaches, in σ: what lies beyond has a mass of 2e−21. */
export const reach = 9.5;
/** How long a panel may be, in σ of the narrowest component that reaches it. */
const longest = 0.5;

/** A point of the line: μ of a component + an offset. */
interface Point {
  readonly anchor: number;
  readonly offset: number;
}

/** An interval, and what is known of the mixture there. */
export interface Panel {
  readonly left: Point;
  readonly right: Point;
  /** The component from whose mean its nodes are measured. */
  readonly frame: number;
  /** How long it is. */
  readonly length: number;
  /** Components that reach it and are too narrow for it. */
  readonly open: Int32Array;
  /** The density of all other components at the nodes, times a factor; undefined where none reaches it. */
  readonly density: Float64Array | undefined;
  /** How often it was halved for what was integrated. */
  readonly halvings: number;
}

/** The cutting of one mixture. */
export interface Cutting {
  /** All that any component reaches. */
  readonly whole: () => Panel;
  /** The same panel with the density of components that are wide enough for it, and how many these were. */
  readonly settled: (panel: Panel) => { readonly panel: Panel; readonly densities: number };
  /** Its halves. */
  readonly halves: (panel: Panel, halvings: number) => readonly [Panel, Panel];
}

/**
 * Panels by halving. A component counts where it reaches, by its density at 16 nodes of the first panels that are no longer than
 * half its σ, and by the polynomial through these in all their halves: about 80 panels a component, however many others there
 * are. The polynomial is right to e^{−z²/2}(z/8)¹⁶/16! < 1e−20 of the component's height.
 *
 * A point is an offset from the mean of the narrowest component that reaches it, and distances are μₐ − μⱼ + offset, so that a
 * mode of σ = 1e−6 at 1e4, where numbers are 2e−12 apart, keeps its digits, and two panels that meet in its reach meet in one point.
 *
 * `sigmas` has a standard deviation for each component, and `height` is the logarithm that densities are divided by.
 */
export function cutting(
  { k, means, weights }: Gaussians,
  sigmas: Float64Array,
  height: number,
): Cutting {
  const heights = sigmas.map((s, j) =>
    Math.log(weights[j]!) - Math.log(s) - 0.5 * Math.log(2 * Math.PI) - height
  );
  /** Where a point is, seen from the mean of component `frame`. */
  const seenFrom = (frame: number, { anchor, offset }: Point) =>
    anchor === frame ? offset : (means[anchor]! - means[frame]!) + offset;
  const narrowest = (of: Int32Array, otherwise: number) => {
    let found = otherwise, least = Infinity;
    for (const j of of) if (sigmas[j]! < least) [found, least] = [j, sigmas[j]!];
    return found;
  };
  /** The components among `open` that reach from `low` to `high`, seen from `frame`. */
  const reaching = (open: Int32Array, frame: number, low: number, high: number) =>
    open.filter((j) => {
      const apart = means[frame]! - means[j]!, far = reach * sigmas[j]!;
      return apart + high >= -far && apart + low <= far;
    });
  const between = (
    left: Point,
    right: Point,
    rest: Pick<Panel, "open" | "density" | "halvings"> & { readonly frame: number },
  ): Panel => {
    const frame = narrowest(rest.open, rest.frame);
    return { ...rest, left, right, frame, length: seenFrom(frame, right) - seenFrom(frame, left) };
  };
  return {
    whole: () => {
      const all = Int32Array.from({ length: k }, (_, j) => j);
      let first = 0, last = 0;
      for (const j of all) {
        if (means[j]! - reach * sigmas[j]! < means[first]! - reach * sigmas[first]!) first = j;
        if (means[j]! + reach * sigmas[j]! > means[last]! + reach * sigmas[last]!) last = j;
      }
      return between(
        { anchor: first, offset: -reach * sigmas[first]! },
        { anchor: last, offset: reach * sigmas[last]! },
        { open: all, density: undefined, halvings: 0, frame: first },
      );
    },
    settled: (panel) => {
      const { frame, length } = panel, isWide = (j: number) => longest * sigmas[j]! >= length;
      const wide = panel.open.filter(isWide);
      if (wide.length === 0) return { panel, densities: 0 };
      const density = panel.density?.slice() ?? new Float64Array(nodeCount);
      const left = seenFrom(frame, panel.left);
      for (const j of wide) {
        const start = (means[frame]! - means[j]!) + left, sigma = sigmas[j]!, top = heights[j]!;
        for (let t = 0; t < nodeCount; t++) {
          const z = (start + length * (0.5 + 0.5 * nodes[t]!)) / sigma;
          density[t]! += Math.exp(top - 0.5 * z * z);
        }
      }
      const open = panel.open.filter((j) => !isWide(j));
      return { panel: { ...panel, open, density }, densities: wide.length * nodeCount };
    },
    halves: (panel, halvings) => {
      const { left, right, frame, open, density } = panel;
      const low = seenFrom(frame, left), high = seenFrom(frame, right), cut = (low + high) / 2;
      const anchor = narrowest(reaching(open, frame, cut, cut), frame);
      const middle = { anchor, offset: seenFrom(anchor, { anchor: frame, offset: cut }) };
      const half = (side: "left" | "right") => ({
        open: reaching(open, frame, side === "left" ? low : cut, side === "left" ? cut : high),
        density: density && valuesInHalf(density, side),
        halvings,
        frame,
      });
      return [between(left, middle, half("left")), between(middle, right, half("right"))];
    },
  };
}
