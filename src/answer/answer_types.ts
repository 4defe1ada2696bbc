import type { EvaluateOptions } from "../run/face/options.ts";
import type { Effort } from "../bound/named_bounds.ts";
import type { ExactEntropy } from "../certified/exact_entropy.ts";
import type { ArrayResult } from "../expr/expression.ts";

/** How sure an entropy shall be, and what it may cost. */
export interface EntropyOptions
  extends Pick<EvaluateOptions, "threads" | "signal" | "onProgress" | "onWarning"> {
  /** By how much it may be wrong, in nats: 10⁻³ if left out. */
  readonly error?: number | undefined;
  /** How sure an error of draws shall be, between 0 and 1: 0.95 if left out. Certified answers are sure. */
  readonly confidence?: number | undefined;
  /** The most draws: 2²⁰ if left out. Where they do not suffice, the error that is told is larger than the one asked for. */
  readonly maxSamples?: number | undefined;
  /** The seed of the draws, an integer ≥ 0; 0 if left out. */
  readonly seed?: number | undefined;
  /** How much work the bounds may be, as for `entropyBounds`; if left out, "pairs" up to 2,000 components and "linear" beyond. */
  readonly effort?: Effort | undefined;
  /** Whether the gradient of the true entropy is estimated, too, for one mixture. */
  readonly gradient?: boolean | undefined;
}

/** How an entropy was found: exactly, as the middle of bounds that are near enough, or by draws. */
export type EntropyMethod = ExactEntropy["method"] | "bounds" | "posterior sampling";

/** An entropy, how far it may be from the truth, and how it was found. */
export interface Entropy {
  /** The entropy in nats. */
  readonly value: number;
  /** By how much it may be wrong: surely if `certified`, else with the confidence asked for. */
  readonly error: number;
  /** The entropy is not below this, for sure. */
  readonly lower: number;
  /** The entropy is not above this, for sure. */
  readonly upper: number;
  /**
   * Whether the error is sure, and not one of draws. Those of "line" and "lattice" count as sure: they are estimated with room to
   * spare, not proved, and so are the ends that come of them.
   */
  readonly certified: boolean;
  /** How it was found. */
  readonly method: EntropyMethod;
  /** How many draws were taken; 0 if none. */
  readonly samples: number;
}

/** The gradient of the true entropy in the parameters, by their names, by draws. */
export interface EntropyGradient<N extends string = string> {
  /** The gradient in each parameter that was given. */
  readonly gradient: { readonly [name in N]: number | ArrayResult };
  /** By how much a number of the gradient may be wrong, with the confidence asked for; the largest of all, by parameter. */
  readonly gradientError: { readonly [name in N]: number };
}
