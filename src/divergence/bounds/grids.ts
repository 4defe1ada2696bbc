import { type Axis, axisOf, sharedIndexSet } from "../../expr/axes.ts";
import { source } from "../../expr/array.ts";
import { inputAt } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { normalQuantile } from "../../expr/normal.ts";
import { normalCdf } from "./normal_numbers.ts";

/** A standard normal distribution cut along one coordinate: a mass for each piece, and the moments that it counts with. */
export interface Grid {
  readonly axis: Axis;
  readonly mass: Node;
  /** E[z | piece] */
  readonly first: Node;
  /** E[z² | piece], or what stands for it. */
  readonly second: Node;
  /** The mass that no piece has. */
  readonly outside: number;
}

/** What a grid is made of, in numbers. */
interface Pieces {
  readonly mass: number[];
  readonly first: number[];
  readonly second: number[];
  readonly outside: number;
}

/** No grid reaches further, in standard deviations, but for cells without an end. */
const reach = 5.5;

/** Grids are best whose ends have the density of N(0, 3): then Σ h³φ over their widths h is the least. */
const spread = /* @__PURE__ */ Math.sqrt(3);

function normalDensity(z: number): number {
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/** ∫ Φ up to z. */
function integralOfCdf(z: number): number {
  return z * normalCdf(z) + normalDensity(z);
}

/**
 * n cells with their masses and moments, the outermost without an end: a concave function of ln gⱼ, which is quadratic in z, has at most
 * its value at the moments (Jensen's inequality).
 */
function cells(n: number): Pieces {
  const ends = Array.from({ length: n + 1 }, (_, t) => spread * normalQuantile(t / n));
  const weighed = (z: number) => Number.isFinite(z) ? z * normalDensity(z) : 0;
  const pieces = ends.slice(1).map((right, t) => {
    const left = ends[t]!;
    const mass = massBetween(left, right);
    return {
      mass,
      first: (normalDensity(left) - normalDensity(right)) / mass,
      second: 1 + (weighed(left) - weighed(right)) / mass,
    };
  });
  return { ...columnsOf(pieces), outside: 0 };
}

/**
 * The n + 1 corners between n intervals, with the mass of the tent over each: a convex function of what is linear between corners
 * is at most as much. −½az² is below the line between two corners plus ⅛ah², which z² − ¼h² in the place of z² adds;
 * products of two coordinates are linear in each.
 */
function corners(n: number): Pieces {
  const least = tailOf(reach / spread);
  const z = Array.from(
    { length: n + 1 },
    (_, t) => spread * normalQuantile(least + (1 - 2 * least) * t / n),
  );
  const slopes = z.slice(1).map((right, t) =>
    (integralOfCdf(right) - integralOfCdf(z[t]!)) / (right - z[t]!)
  );
  const mass = z.map((at, t) =>
    Math.max(0, (slopes[t] ?? normalCdf(at)) - (slopes[t - 1] ?? normalCdf(at)))
  );
  const widest = z.map((at, t) => Math.max((z[t + 1] ?? at) - at, at - (z[t - 1] ?? at)));
  return {
    mass,
    first: z,
    second: z.map((at, t) => at * at - widest[t]! ** 2 / 4),
    outside: 2 * tailOf(reach),
  };
}

/** The n intervals between corners, with their moments; what lies beyond is left out. */
function intervals(n: number): Pieces {
  const { first: z, outside } = corners(n);
  const weighed = (x: number) => x * normalDensity(x);
  const pieces = z.slice(1).map((right, t) => {
    const left = z[t]!, mass = massBetween(left, right);
    return {
      mass,
      first: (normalDensity(left) - normalDensity(right)) / mass,
      second: 1 + (weighed(left) - weighed(right)) / mass,
    };
  });
  return { ...columnsOf(pieces), outside };
}

/** Where the mean of each interval lies between its corners: 0 at the left one, 1 at the right one. */
function placesIn(n: number): number[] {
  const { first: z } = corners(n), { first } = intervals(n);
  return first.map((mean, t) => (mean - z[t]!) / (z[t + 1]! - z[t]!));
}

/** Φ(right) − Φ(left), on the side where the distribution function is small. */
function massBetween(left: number, right: number): number {
  return left > 0 ? normalCdf(-left) - normalCdf(-right) : normalCdf(right) - normalCdf(left);
}

function columnsOf(pieces: readonly { mass: number; first: number; second: number }[]) {
  return {
    mass: pieces.map(({ mass }) => mass),
    first: pieces.map(({ first }) => first),
    second: pieces.map(({ second }) => second),
  };
}

function tailOf(z: number): number {
  return normalCdf(-z);
}

const kinds = { cells, corners, intervals };

/** What their axes are called. */
const letters = { cells: "z", corners: "u", intervals: "v" } as const;

const made = new Map<string, Grid[]>();

/** The grids of n pieces along d coordinates, each made once. */
export function gridsOf(kind: keyof typeof kinds, n: number, d: number): readonly Grid[] {
  const key = `${kind} ${n} ${d}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const { mass, first, second, outside } = kinds[kind](n);
  const set = sharedIndexSet("coordinate", letters[kind], mass.length);
  const [ofMass, ofFirst, ofSecond] = [mass, first, second].map((numbers, t) =>
    source(
      { data: Float64Array.from(numbers), shape: [numbers.length] },
      `${["masses", "means", "squares"][t]} of ${kind}`,
    )
  );
  const grids = Array.from({ length: d }, (_, a): Grid => {
    const axis = axisOf(set, a), at = (s: typeof ofMass) => inputAt(s!, [axis], "finite");
    return { axis, mass: at(ofMass), first: at(ofFirst), second: at(ofSecond), outside };
  });
  made.set(key, grids);
  return grids;
}

const places = new Map<number, ReturnType<typeof source>>();

/** Where the mean of each interval lies between its corners, along the axis of a grid of intervals. */
export function placesAlong(axis: Axis): Node {
  const n = axis.set.extent;
  const known = places.get(n) ??
    source({ data: Float64Array.from(placesIn(n)), shape: [n] }, "places of intervals");
  places.set(n, known);
  return inputAt(known, [axis], "finite");
}
