import { entropy, type EvaluateOptions } from "../../mod.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { Answer } from "./report.ts";
import type { AnswerAim } from "./syntax/entropy_options.ts";
import { nats, type Unit } from "./syntax/unit.ts";

/** The entropy of a mixture in a unit, to the error that is asked for. */
export async function answerOf(
  mixture: OneMixture,
  aim: AnswerAim,
  unit: Unit,
  running: Pick<EvaluateOptions, "threads" | "onProgress" | "onWarning">,
): Promise<Answer> {
  const perUnit = nats(unit), { confidence, effort, maxSamples, seed } = aim;
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
