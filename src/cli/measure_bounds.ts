import {
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
    const names = missing.map(({ name }) => name), { family, components: k } = mixture;
    const words = family === "gaussian" ? "Gaussian" : "uniform";
    throw new UsageError(
      `Expected bounds in --estimators that a ${words} mixture with k = ${k} has with --effort ${
        effort ?? usual
      }, got ${enumerated(names)}`,
    );
  }
  const found = bounds.flatMap((row) => {
    const bound = lazy(row);
    return bound === undefined ? [] : [{ row, bound }];
  });
  if (found.length === 0) return [];
  const values = await evaluate(
    Object.fromEntries(found.map(({ row, bound }) => [row.name, bound])),
    { ...running, precision: "f64", device: "cpu" },
  );
  return found.map(({ row: { name, kind } }) => {
    const value = values[name]! / scale.nats;
    return { name, kind, value: outward(value, directions[kind], { ...scale, isSingle: false }) };
  });
}
