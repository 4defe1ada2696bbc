import {
  DomainError,
  type Effort,
  entropyBounds,
  evaluate,
  type EvaluateOptions,
  type Expr,
} from "../../mod.ts";
import { enumerated } from "../expr/quote.ts";
import type { BoundRow } from "./bound_rows.ts";
import { directions } from "./bracket.ts";
import { UsageError } from "./errors.ts";
import type { Estimators } from "./estimators.ts";
import { kindOf } from "./family_words.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { Estimate } from "./report.ts";
import { outward, type Scale } from "./rounding.ts";

/** Up to so many components sweeps over pairs are cheap: `entropy` goes by the same number. */
const fewComponents = 2000;

/** The bounds of a table, of those that the mixture has: in double precision, where they are certain. */
export async function measureBounds(
  mixture: OneMixture,
  { bounds, areBoundsNamed }: Estimators,
  { effort, scale, running }: {
    readonly effort: Effort | undefined;
    readonly scale: Scale;
    readonly running: Pick<EvaluateOptions, "threads" | "onProgress" | "onWarning">;
  },
): Promise<Estimate[]> {
  if (bounds.length === 0) return [];
  const usual = mixture.components <= fewComponents ? "pairs" : "linear";
  const all = entropyBounds(mixture, { effort: effort ?? usual });
  const lazy = (row: BoundRow): Expr<number> | undefined =>
    row.kind === "lower bound" ? all.lowers[row.bound] : all.uppers[row.bound];
  const missing = bounds.filter((row) => lazy(row) === undefined);
  if (areBoundsNamed && missing.length > 0) {
    const names = missing.map(({ name }) => name), { components: k } = mixture;
    throw new UsageError(
      `Expected bounds in --estimators that a ${kindOf(mixture)} with k = ${k} has with --effort ${
        effort ?? usual
      }, got ${enumerated(names)}`,
    );
  }
  const found = bounds.flatMap((row): [string, Expr<number>][] => {
    const bound = lazy(row);
    return bound === undefined ? [] : [[row.name, bound]];
  });
  const values = await valuesOf(found, areBoundsNamed, running);
  return bounds.flatMap(({ name, kind }): Estimate[] => {
    const value = values.get(name);
    if (value === undefined) return [];
    const moved = outward(value / scale.nats, directions[kind], { ...scale, isSingle: false });
    return [{ name, kind, value: moved }];
  });
}

/** The values by name. Those beyond what doubles hold are left out, unless each was asked for. */
async function valuesOf(
  bounds: readonly [string, Expr<number>][],
  areNamed: boolean,
  running: EvaluateOptions,
): Promise<ReadonlyMap<string, number>> {
  if (bounds.length === 0) return new Map();
  try {
    const options = { ...running, precision: "f64", device: "cpu" } as const;
    return new Map(Object.entries(await evaluate(Object.fromEntries(bounds), options)));
  } catch (error) {
    if (areNamed || !(error instanceof DomainError)) throw error;
    if (bounds.length === 1) return new Map();
    const values = new Map<string, number>();
    for (const bound of bounds) {
      const [found] = await valuesOf([bound], false, running);
      if (found !== undefined) values.set(...found);
    }
    return values;
  }
}
