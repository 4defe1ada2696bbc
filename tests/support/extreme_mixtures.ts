/**
 * Random mixtures at the ends of what numbers can be: any unit of length, twelve decades of widths, near-singular
 * covariances, twins, weights of nothing. All of their numbers are short: points are whole multiples of a grid, widths and
 * matrices have few digits. So maps of such a mixture (moved, scaled, mirrored, sheared) are exact in doubles, and what
 * an identity is off by is the rounding of the library alone.
 */
import fc from "fast-check";
import {
  type Entries,
  type Entry,
  gaussianStructures,
  isShared,
  type Spread,
  type Structure,
  structures,
} from "./entries.ts";
import type { Recipe } from "./random_mixtures.ts";
import { randomNumbers, times } from "./random_numbers.ts";
import { sheared, type Shears, shears } from "./shears.ts";

/** How the weights of an extreme mixture lie: shrinking takes them to equal ones. */
export const weightKinds = ["equal", "random", "zeros", "tiny", "geometric"] as const;

/** What an extreme mixture is made from. All at 0 is a tame one. */
export interface Extreme extends Recipe {
  /** The unit of length is 2^unit. */
  readonly unit: number;
  /** Widths lie within this many decades below the unit. */
  readonly decades: number;
  /** Points lie within 2^reach units. */
  readonly reach: number;
  /** How far the origin is from the middle of the points: 2^reach units, or none. */
  readonly isOffCentre: boolean;
  /** How many shears make a covariance: its condition grows with them, up to 10¹². */
  readonly shears: number;
  readonly weights: typeof weightKinds[number];
  /** Of 8 components so many are twins: of the point of another, or of all of it. */
  readonly twins: number;
}

/** An extreme mixture in numbers, and what is known of it exactly. */
export interface ExtremeMixture {
  readonly recipe: Extreme;
  readonly m: Entries;
  /** All coordinates of points are whole multiples of this power of two, of at most 2⁵⁰. */
  readonly grid: number;
  /** For each component: ln|Σ|, or ln of the volume of a box. */
  readonly logSizes: readonly number[];
  /** For each component and coordinate: the width of its slice there, 1/√(Σ⁻¹)ₐₐ, or of the box. */
  readonly widths: readonly (readonly number[])[];
  /** A bound on the condition of all covariance matrices. */
  readonly condition: number;
}

/** A mixture of at most this work: pairs times what one takes. */
const mostWork = 1.5e6;

/** Recipes of extreme mixtures: mostly small ones, up to 60 components in 20 dimensions. */
export function extremes(of: readonly Structure[] = structures): fc.Arbitrary<Extreme> {
  const upTo = (...ends: readonly [number, number, number][]) =>
    fc.oneof(...ends.map(([weight, min, max]) => ({
      weight,
      arbitrary: fc.integer({ min, max }),
    })));
  return fc.record({
    structure: fc.constantFrom(...of),
    k: upTo([6, 1, 8], [2, 1, 20], [1, 1, 60]),
    d: upTo([8, 1, 4], [2, 1, 8], [1, 1, 20]),
    seed: fc.nat(),
    // 10^±150 is 2^±498
    unit: upTo([4, 0, 0], [2, -40, 40], [2, -498, 498]),
    decades: upTo([4, 0, 0], [2, 0, 3], [3, 0, 12]),
    reach: upTo([3, 0, 3], [3, -12, 12], [1, -40, 200]),
    isOffCentre: fc.boolean(),
    shears: upTo([1, 0, 0], [3, 0, 40]),
    weights: fc.constantFrom(...weightKinds),
    twins: upTo([3, 0, 0], [2, 0, 8]),
  }).map(affordable);
}

/** The same recipe with as many components as can be afforded. */
function affordable(recipe: Extreme): Extreme {
  const { structure, d } = recipe;
  const isFull = structure === "covariances" || structure === "covariance";
  const most = Math.floor(Math.sqrt(mostWork / (isFull ? 20 * d + d ** 3 : 20 * d)));
  return { ...recipe, k: Math.min(recipe.k, most) };
}

/** The bits of a point of the grid. */
const pointBits = 48;

/** The mixture of a recipe. */
export function drawExtreme(recipe: Extreme): ExtremeMixture {
  const { structure, k, d, seed, isOffCentre } = recipe;
  const random = randomNumbers(seed);
  const unit = unitOf(recipe);
  const reach = Math.min(recipe.reach, 1000 - unit);
  const grid = 2 ** (unit + Math.max(reach, 3) - pointBits);
  const shared = widthFor(recipe, unit, random);
  const all = times(
    k,
    () => isShared(structure) ? shared : widthFor(recipe, unit, random),
  );
  const onGrid = (x: number) => Math.round(x / grid) * grid;
  const anchors = all.map(() => times(d, () => onGrid(2 ** (unit + reach) * (2 * random() - 1))));
  const isNear = all.map((_, i) => i > 0 && random() < 0.5);
  const origin = isOffCentre ? grid * 2 ** pointBits : 0;
  const points = all.map((own, i) => {
    // near the anchor of another, within a few widths of this one
    const of = isNear[i] ? anchors[Math.floor(random() * i)]! : anchors[i]!;
    return of.map((x, a) =>
      origin + x + (isNear[i] ? onGrid(3 * (2 * random() - 1) * own.widths[a]!) : 0)
    );
  });
  for (let i = 1; i < k; i++) {
    if (8 * random() >= recipe.twins) continue;
    const twin = Math.floor(random() * i);
    points[i] = points[twin]!;
    if (random() < 0.7) all[i] = all[twin]!;
  }
  const weights = weightsFor(recipe, random);
  const entries = all.map(({ spread }, i): Entry => ({
    weight: weights[i]!,
    point: points[i]!,
    spread,
  }));
  return {
    recipe,
    m: { structure, entries },
    grid,
    logSizes: all.map(({ logSize }) => logSize),
    widths: all.map(({ widths }) => widths),
    condition: Math.max(...all.map(({ condition }) => condition ?? 1)),
  };
}

/** Variances of the narrowest component, and matrices of the widest, stay normal numbers. */
function unitOf({ unit, decades }: Extreme): number {
  return Math.max(unit, -498 + bitsOf(decades));
}

function bitsOf(decades: number): number {
  return Math.round(decades * Math.log2(10));
}

/** A spread, and what is known of it. */
interface Width {
  readonly spread: Spread;
  readonly logSize: number;
  readonly widths: readonly number[];
  readonly condition?: number;
}

function widthFor(recipe: Extreme, unit: number, random: () => number): Width {
  const { structure, d, decades } = recipe;
  // few digits: squares are exact
  const one = () =>
    (1 + Math.floor(16 * random()) / 16) *
    2 ** (unit - Math.floor((bitsOf(decades) + 1) * random()));
  const logOf = (widths: readonly number[]) =>
    widths.reduce((sum, width) => sum + Math.log(width), 0);
  switch (structure) {
    case "covariances":
    case "covariance": {
      const scale = 2 ** (unit - Math.floor((bitsOf(decades) + 1) * random()));
      return matrixFor(shears(d, recipe.shears, random), scale);
    }
    case "diagonal": {
      const widths = times(d, one);
      return { spread: widths.map((s) => s * s), logSize: 2 * logOf(widths), widths };
    }
    case "boxes": {
      const widths = times(d, one);
      return { spread: widths, logSize: logOf(widths), widths };
    }
    case "spherical":
    case "variance": {
      const width = one(), widths = times(d, () => width);
      return { spread: width * width, logSize: 2 * logOf(widths), widths };
    }
    case "cubes": {
      const width = one(), widths = times(d, () => width);
      return { spread: width, logSize: logOf(widths), widths };
    }
    default:
      return structure satisfies never;
  }
}

/** A diag(s) Aᵀ in a unit; |A| = 1. */
function matrixFor(of: Shears, scale: number): Width {
  const { inverse, squares, condition } = of, d = squares.length;
  const logSquares = squares.reduce((sum, s) => sum + Math.log(s), 0);
  return {
    condition,
    spread: sheared(of).map((row) => row.map((x) => scale * x * scale)),
    logSize: logSquares + 2 * d * Math.log(scale),
    // (Σ⁻¹)ₐₐ = Σₘ (A⁻¹)ₘₐ² / sₘ
    widths: times(
      d,
      (a) => scale / Math.sqrt(squares.reduce((sum, s, m) => sum + inverse[m]![a]! ** 2 / s, 0)),
    ),
  };
}

function weightsFor({ weights, k }: Extreme, random: () => number): number[] {
  const raw = times(k, (i) => {
    const x = 0.1 + random();
    switch (weights) {
      case "equal":
        return 1;
      case "random":
        return x;
      case "zeros":
        return random() < 0.4 ? 0 : x;
      case "tiny":
        return random() < 0.4 ? 1e-300 : x;
      case "geometric":
        return x * 10 ** (-i / 3);
      default:
        return weights satisfies never;
    }
  });
  if (raw.every((x) => x < 1e-200)) raw[0] = 1;
  const total = raw.reduce((sum, x) => sum + x);
  return raw.map((x) => x / total);
}

/** The Gaussian structures: their identities know more. */
export const gaussianExtremes = extremes(gaussianStructures);
