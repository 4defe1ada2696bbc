import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { source } from "../expr/array.ts";
import { inputAt } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { normalQuantile } from "../expr/normal.ts";
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
const spread = Math.sqrt(3);

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
    // on the side where the distribution function is small
    const mass = left > 0
      ? normalCdf(-left) - normalCdf(-right)
      : normalCdf(right) - normalCdf(left);
    return {
      mass,
      first: (normalDensity(left) - normalDensity(right)) / mass,
      second: 1 + (weighed(left) - weighed(right)) / mass,
    };
  });
  return {
    mass: pieces.map(({ mass }) => mass),
    first: pieces.map(({ first }) => first),
    second: pieces.map(({ second }) => second),
    outside: 0,
  };
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

function tailOf(z: number): number {
  return normalCdf(-z);
}

const kinds = { cells, corners };

const made = new Map<string, Grid[]>();

/** The grids of n pieces along d coordinates, each made once. */
export function gridsOf(kind: keyof typeof kinds, n: number, d: number): readonly Grid[] {
  const key = `${kind} ${n} ${d}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const { mass, first, second, outside } = kinds[kind](n);
  const set = sharedIndexSet("coordinate", kind === "cells" ? "z" : "u", mass.length);
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
