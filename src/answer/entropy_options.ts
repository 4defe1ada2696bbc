import { checkInteger, describe } from "../expr/array.ts";
import { checkEffort, type Effort } from "../bound/named_bounds.ts";
import { DomainError } from "../expr/errors.ts";
import { checkNames } from "../mixture/parameters.ts";
import { checkOptions, type EvaluateOptions } from "../run/face/options.ts";
import type { EntropyOptions } from "./answer_types.ts";
import type { Aim } from "./rounds.ts";

/** The options of an entropy, all filled in but the effort. */
export interface ReadOptions {
  readonly aim: Aim;
  readonly effort: Effort | undefined;
  readonly gradient: boolean;
  readonly evaluation: EvaluateOptions;
}

const names = [
  ...["error", "confidence", "maxSamples", "seed", "effort", "gradient"],
  ...["threads", "signal", "onProgress", "onWarning"],
];

/** Reads and checks the options of an entropy. Throws `UnknownNameError`, `DomainError` or `TypeError`. */
export function readOptions(options: EntropyOptions): ReadOptions {
  const read = checkNames(options, names, "computation of the entropy");
  const { effort, gradient = false, threads, signal, onProgress, onWarning } = read;
  const evaluation = { threads, signal, onProgress, onWarning };
  checkOptions(evaluation);
  if (typeof gradient !== "boolean") {
    throw new TypeError(`Expected gradient to be true or false, got ${describe(gradient)}`);
  }
  if (effort !== undefined) checkEffort(effort);
  return {
    aim: {
      error: between("error", read.error ?? 1e-3, 0, Infinity),
      confidence: between("confidence", read.confidence ?? 0.95, 0, 1),
      maxSamples: checkInteger(read.maxSamples ?? 2 ** 20, "maxSamples", 16, 2 ** 32),
      seed: checkInteger(read.seed ?? 0, "seed", 0, 2 ** 32),
    },
    ...{ effort, gradient, evaluation },
  };
}

function between(name: string, x: unknown, low: number, high: number): number {
  if (typeof x === "number" && x > low && x < high) return x;
  const range = high === Infinity ? `a number above ${low}` : `between ${low} and ${high}`;
  throw new DomainError(`Expected ${name} to be ${range}, got ${describe(x)}`);
}
