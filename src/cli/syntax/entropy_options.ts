import { type Draws, type Estimators, parseEstimators } from "../estimators.ts";
import { usage } from "./data_options.ts";
import type { Asked } from "./command.ts";
import { readSourceOptions, type SourceOptions } from "./source_options.ts";
import { readUnit, type Unit } from "./unit.ts";
import { integer } from "./values.ts";

/** What `mixtropy entropy FILE …` asks for, every option filled in. */
export interface EntropyOptions extends SourceOptions {
  readonly unit: Unit;
  readonly json: boolean;
  readonly quiet: boolean;
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
    estimators: usage("estimators", () => parseEstimators(given.get("estimators") ?? "all")),
    draws: {
      samples: integer("samples", given, [1, 2 ** 32]) ?? 10_000,
      seed: integer("seed", given, [0, 2 ** 32]) ?? 0,
    },
  };
}
