import { UsageError } from "../errors.ts";
import type { Asked } from "./command.ts";
import { readShare } from "./entropy_options.ts";
import { readSourceOptions, type SourceOptions } from "./source_options.ts";
import { readUnit, type Unit } from "./unit.ts";
import { integer } from "./values.ts";

/** What `mixtropy divergence P Q …` asks for, every option filled in. */
export interface DivergenceOptions {
  /** How P and Q are read: what is said of rows is said of both. */
  readonly sources: { readonly [W in "p" | "q"]: SourceOptions };
  readonly unit: Unit;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly confidence: number;
  /** Draws from each; if left out, as many as suit the number of components. */
  readonly samples: number | undefined;
  readonly seed: number;
}

/** Fewer tell too little of their own error. */
const fewestSamples = 16;

/** Throws `UsageError` for values that are none. */
export function readDivergenceOptions(
  { operands: [p = "-", q = "-"], given }: Asked,
): DivergenceOptions {
  if (p === "-" && q === "-") {
    throw new UsageError("Expected P or Q from the standard input, got - for both");
  }
  return {
    sources: { p: readSourceOptions(p, given), q: readSourceOptions(q, given) },
    unit: readUnit(given),
    json: given.has("json"),
    quiet: given.has("quiet"),
    confidence: readShare("confidence", given) ?? 0.95,
    samples: integer("samples", given, [fewestSamples, 2 ** 32]),
    seed: integer("seed", given, [0, 2 ** 32]) ?? 0,
  };
}
