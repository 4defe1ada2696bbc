import { type Draws, type Estimators, parseEstimators } from "../estimators.ts";
import { usage } from "./data_options.ts";
import { quoted } from "../../expr/quote.ts";
import { UsageError } from "../errors.ts";
import type { Given } from "./option_table.ts";
import type { Asked } from "./command.ts";
import { readSourceOptions, type SourceOptions } from "./source_options.ts";
import { readUnit, type Unit } from "./unit.ts";
import { integer } from "./values.ts";

/** What `mixtropy entropy FILE …` asks for, every option filled in. */
export interface EntropyOptions extends SourceOptions {
  readonly unit: Unit;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where a picture goes, "-" being the standard output; if left out, to a terminal only. */
  readonly plot: string | undefined;
  readonly estimators: Estimators;
  readonly draws: Draws;
}

/** Throws `UsageError` for values that are none. */
export function readEntropyOptions({ operands: [file = "-"], given }: Asked): EntropyOptions {
  return {
    ...readSourceOptions(file, given),
    unit: readUnit(given),
    json: given.has("json"),
    quiet: given.has("quiet"),
    plot: plotFile(given),
    estimators: usage("estimators", () => parseEstimators(given.get("estimators") ?? "all")),
    draws: {
      samples: integer("samples", given, [1, 2 ** 32]) ?? 10_000,
      seed: integer("seed", given, [0, 2 ** 32]) ?? 0,
    },
  };
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
