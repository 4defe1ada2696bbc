import { entropy, type EvaluateOptions } from "../../mod.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { Answer } from "./report.ts";
import type { AnswerAim } from "./syntax/entropy_options.ts";
import { nats, type Unit } from "./syntax/unit.ts";

/** So many draws, or fewer where they would be more densities of components than take about ten seconds; never very few. */
const usualSamples = 2 ** 20, usualDensities = 2 ** 31, leastSamples = 2 ** 14;

/** The entropy of a mixture in a unit, to the error that is asked for. */
export async function answerOf(
  mixture: OneMixture,
  aim: AnswerAim,
  unit: Unit,
  running: Pick<EvaluateOptions, "threads" | "onProgress" | "onWarning">,
): Promise<Answer> {
  const perUnit = nats(unit), { confidence, effort, seed } = aim;
  const affordable = Math.max(leastSamples, Math.floor(usualDensities / mixture.components));
  const maxSamples = aim.maxSamples ?? Math.min(usualSamples, affordable);
  const { threads, onProgress, onWarning } = running;
  const { value, error, lower, upper, ...how } = await entropy(mixture, {
    ...{ error: aim.error * perUnit, confidence, effort, maxSamples, seed },
    ...{ threads, onProgress, onWarning },
  });
  return {
    ...{ value: value / perUnit, error: up(error / perUnit, unit) },
    ...{ lower: -up(-lower / perUnit, unit), upper: up(upper / perUnit, unit) },
    ...how,
    aim,
  };
}

/** A quotient moved up by what the division may have lost, two units in its last place. */
function up(x: number, unit: Unit): number {
  return unit === "nats" ? x : x + Number.EPSILON * Math.abs(x);
}
