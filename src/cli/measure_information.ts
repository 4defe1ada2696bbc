import {
  DomainError,
  type Effort,
  evaluate,
  type EvaluateOptions,
  mutualInformation,
} from "../../mod.ts";
import type { OneMixture } from "./one_mixture.ts";
import { outward, type Scale } from "./rounding.ts";

/** Between which values I(X; label) lies for sure, by bounds on the information itself, in the unit of the report. */
export interface DirectBracket {
  readonly lower: number;
  readonly upper: number;
}

/** Up to so many components sweeps over pairs are cheap: `entropy` goes by the same number. */
const fewComponents = 2000;

/** The library's bounds on what the mixture and the labels of its components tell, in double precision, where they are certain. */
export async function measureInformation(
  mixture: OneMixture,
  labels: readonly string[],
  { effort, scale, running }: {
    readonly effort: Effort | undefined;
    readonly scale: Scale;
    readonly running: Pick<EvaluateOptions, "threads" | "onProgress" | "onWarning">;
  },
): Promise<DirectBracket> {
  const usual = mixture.components <= fewComponents ? "pairs" : "linear";
  const bounds = mutualInformation(mixture, { groups: labels, effort: effort ?? usual });
  try {
    const { lower, upper } = await evaluate({ lower: bounds.lower, upper: bounds.upper }, {
      ...running,
      precision: "f64",
      device: "cpu",
    });
    const moved = { ...scale, isSingle: false };
    return {
      lower: outward(lower / scale.nats, "down", moved),
      upper: outward(upper / scale.nats, "up", moved),
    };
  } catch (error) {
    // what doubles do not hold leaves the range of an information
    if (error instanceof DomainError) return { lower: -Infinity, upper: Infinity };
    throw error;
  }
}
