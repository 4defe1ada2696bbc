import type { Effort } from "../../../mod.ts";
import { type Draws, type Estimators, NO_ESTIMATORS, parseEstimators } from "../estimators.ts";
import { usage } from "./data_options.ts";
import { enumerated, quoted } from "../../expr/quote.ts";
import { UsageError } from "../errors.ts";
import type { Given, Option } from "./option_table.ts";
import type { Asked } from "./command.ts";
import { readSourceOptions, type SourceOptions } from "./source_options.ts";
import { readUnit, type Unit } from "./unit.ts";
import { isSingle } from "./running_options.ts";
import { choice, decimalNumber, integer, positive } from "./values.ts";

/** What `mixtropy entropy FILE …` asks for, every option filled in. */
export interface EntropyOptions extends SourceOptions {
  readonly unit: Unit;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where a picture goes, "-" being the standard output; if left out, to a terminal only. */
  readonly plot: string | undefined;
  /** What is asked beside the one answer: nothing of a mixture, unless a table is wanted. */
  readonly estimators: Estimators;
  /** Draws of the estimator among them. */
  readonly draws: Draws;
  readonly aim: AnswerAim;
}

/** How sure the answer shall be, and what it may cost. */
export interface AnswerAim {
  /** By how much it may be wrong, in the unit of the report. */
  readonly error: number;
  /** How sure an error of draws shall be, between 0 and 1. */
  readonly confidence: number;
  /** How much work bounds may be; if left out, as much as suits the number of components. */
  readonly effort: Effort | undefined;
  /** The most draws; if left out, as many as suit the number of components. */
  readonly maxSamples: number | undefined;
  readonly seed: number;
}

/** The fewest draws that the library takes as the most. */
const fewestSamples = 16;

/** Throws `UsageError` for values that are none. */
export function readEntropyOptions({ operands: [file = "-"], given }: Asked): EntropyOptions {
  const samples = integer("samples", given, [1, 2 ** 32]);
  const seed = integer("seed", given, [0, 2 ** 32]) ?? 0;
  const source = readSourceOptions(file, given);
  return {
    ...source,
    unit: readUnit(given),
    json: given.has("json"),
    quiet: given.has("quiet"),
    plot: plotFile(given),
    estimators: readEstimators(given, source),
    draws: { samples: samples ?? 10_000, seed },
    aim: {
      error: positive("error", given) ?? 1e-3,
      confidence: readShare("confidence", given) ?? 0.95,
      effort: choice("effort", given, ["linear", "pairs", "tight"]),
      maxSamples: samples && Math.max(fewestSamples, samples),
      seed,
    },
  };
}

/**
 * What a table shall have: all with --all, what --estimators names, and all where only a table can do what is asked: labels are
 * told apart, and single precision and a GPU are used, by the estimators alone.
 */
function readEstimators(given: Given, { data, running }: SourceOptions): Estimators {
  const list = given.get("estimators"), hasLabels = data.group !== undefined;
  if (list === undefined) {
    const wantsTable = given.has("all") || hasLabels || isSingle(running);
    return wantsTable ? parseEstimators("all") : NO_ESTIMATORS;
  }
  if (given.has("all")) {
    throw new UsageError("Expected --all or --estimators, which chooses among all, got both");
  }
  const estimators = usage("estimators", () => parseEstimators(list));
  if (hasLabels && estimators.areBoundsNamed) {
    throw new UsageError(
      `Expected estimators that ask about every label in --estimators, got ${
        enumerated(estimators.bounds.map(({ name }) => name))
      }, computed for the whole alone`,
    );
  }
  return estimators;
}

/** A number between 0 and 1; undefined if it was not given. */
export function readShare(option: Option, given: Given): number | undefined {
  const text = given.get(option);
  if (text === undefined) return undefined;
  const value = decimalNumber(text);
  if (value > 0 && value < 1) return value;
  throw new UsageError(
    `Expected a number between 0 and 1 for --${option}, got ${quoted(text)}`,
  );
}

function plotFile(given: Given): string | undefined {
  const file = given.get("plot");
  if (file === undefined) return undefined;
  if (file === "-") {
    if (!given.has("json")) return file;
    throw new UsageError(
      "Expected --plot - or --json, got both: a picture in text would stand beside the JSON",
    );
  }
  if (/\.svg$/i.test(file)) return file;
  throw new UsageError(
    `Expected a file that ends in .svg for --plot, or - for the terminal, got ${quoted(file)}`,
  );
}
