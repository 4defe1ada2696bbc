import { checkInteger } from "../expr/array.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { oneOf } from "./one_of.ts";
import { seedOf } from "./seed.ts";

/** Where the numbers of draws come from. */
export type Sequence = "random" | "sobol";

/** How the draws of an estimate are taken. */
export interface DrawOptions {
  /** How many draws: n ≥ 1. */
  readonly samples: number;
  /**
   * The seed, an integer ≥ 0: the same seed gives the same draws everywhere. A scalar `input` lets a compiled plan draw
   * anew in each run. 0 if left out.
   */
  readonly seed?: number | Expr<number> | undefined;
  /**
   * Where the numbers of the draws come from: "random", independent ones, stratified by component, or "sobol", 16 sequences of
   * Sobol's, each scrambled by itself (Owen 1995), which leave less to chance in few coordinates. Best are samples of 16 times
   * a power of 2. "random" if left out.
   */
  readonly sequence?: "random" | "sobol" | undefined;
}

/** Draws that are asked for. */
export interface AskedDraws {
  readonly samples: number;
  readonly seed: Node;
  readonly sequence: Sequence;
}

/** The names of the options. */
export const drawOptionNames = ["samples", "seed", "sequence"] as const;

/**
 * The options, checked.
 *
 * Throws `DomainError` for samples < 1 or a seed that is not an integer ≥ 0, `UnknownNameError` for an unknown sequence.
 */
export function askedDraws({ samples, seed, sequence }: DrawOptions): AskedDraws {
  return {
    samples: checkInteger(samples, "samples", 1, 2 ** 32),
    seed: seedOf(seed ?? 0),
    sequence: sequenceOf(sequence),
  };
}

/** A sequence, checked: "random" if left out. */
export function sequenceOf(given: unknown): Sequence {
  return oneOf<Sequence>(["random", "sobol"], given, "sequence");
}
