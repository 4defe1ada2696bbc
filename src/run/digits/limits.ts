import { trustedGrowth } from "../../expr/cholesky.ts";

/** What single precision can take without losing the digits that are promised, on one device. */
export interface Limits {
  /** The largest number, and the least that the largest of an array may be: squares and quotients of both have room. */
  readonly largest: number;
  /** The least number but 0. */
  readonly least: number;
  /** The least weight or width: shares exp(a − L) of a component alone are as large as 1/w. */
  readonly leastScale: number;
  /** Sums that all stay below this may have lost digits in products that became 0. */
  readonly leastSum: number;
  /** How far numbers that are subtracted may reach from their centre, in widths of a component. */
  readonly reach: number;
  /** The same where each is carried as two floats, the second what rounding the first has lost. */
  readonly reachOfPairs: number;
  /** How much rounding errors may grow in the factor of a matrix that is factored in single precision. */
  readonly growthOfMatrix: number;
  /** How much they may grow in a factor that was computed in double precision and then rounded. */
  readonly growthOfFactor: number;
}

/**
 * The limits of each device, with u = 2⁻²⁴ the relative error of a rounding. A difference δ of two numbers that reach to X from
 * their centre is wrong by 2uX, and a term ½(δ/σ)² by 2uXδ/σ², σ the least width of a component.
 */
export const limits = {
  /** Values are right to 1e−6, gradients to 1e−5 of their largest entry: what the limits let through, a trial looks at. */
  cpu: {
    largest: 2 ** 60,
    least: 2 ** -60,
    leastScale: 2 ** -60,
    leastSum: 2 ** -100,
    // δ is one or two σ in a sum: wrong by 4uX/σ, 1.5e−5 at worst, and on 500 random mixtures 4e−6 of the largest sum. However
    // far the numbers reach, most sums hold: those of components without a neighbour nearby. A trial would not find the others
    reach: 64,
    // kernels carry one float
    reachOfPairs: 64,
    // kernels flag those rows themselves (kernels/wasm/spd/growth.ts)
    growthOfMatrix: Infinity,
    // what is solved with it carries the growth, and the gradient with respect to the matrix once more
    growthOfFactor: trustedGrowth,
  },
  /** Values are right to 2e−5: there is no trial. */
  gpu: {
    largest: 2 ** 60,
    // the least float with all its digits
    least: 2 ** -126,
    leastScale: 2 ** -100,
    leastSum: 2 ** -100,
    // where it counts in a log-sum-exp, δ ≤ 5σ: wrong by 10uX/σ, 2e−5 at worst, and its mean over the components much less
    reach: 32,
    // a difference is wrong by 4u²X besides its own rounding: less than uσ
    reachOfPairs: 2 ** 20,
    // where errors grow by g, ln|S| is wrong by about ug; in a sum of matrices by no more than in the worst of its terms (least
    // eigenvalues are concave)
    growthOfMatrix: 2 ** 8,
    // δ solved by it is wrong by about u√g
    growthOfFactor: 2 ** 14,
  },
} as const satisfies { readonly [device: string]: Limits };

/** Whole numbers up to here are exact in single precision. */
export const mostWhole = 2 ** 24;

/** What a trial of a few rows in both precisions lets pass. */
export const tolerances = {
  /** The largest error of a log-sum-exp, in units of the larger of 1 and its value. */
  log: 4e-6,
  /**
   * The largest error of a sum, in units of the largest sum of its kind in the rows that are tried: half of what is promised,
   * for what is wrong in the rows that are tried is wrong in others by a few times as much.
   */
  sum: 5e-6,
} as const;
