import type { AnyMixture } from "../mixture/component_types.ts";
import { entropyBounds } from "../bound/entropy_bounds.ts";
import type { Effort } from "../bound/named_bounds.ts";
import { DomainError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { EvaluateOptions } from "../run/face/options.ts";

/** Numbers that an entropy surely lies between. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The brackets of a mixture, or of each mixture of a batch. Where some bound leaves what doubles can hold, the bounds are asked
 * one by one, and those that have no value say nothing.
 */
export async function bracketsOf(
  p: AnyMixture,
  effort: Effort,
  options: EvaluateOptions,
): Promise<Bracket[]> {
  const { lower, upper, lowers, uppers } = entropyBounds(p, { effort });
  const best = await valuesOf([lower, upper], options);
  if (best !== undefined) return best[0]!.map((one, b) => ({ lower: one, upper: best[1]![b]! }));
  const brackets = Array.from({ length: p.batch ?? 1 }, (): Bracket => unbounded);
  const narrow = async (bounds: typeof lowers | typeof uppers, end: keyof Bracket) => {
    for (const bound of Object.values(bounds)) {
      const [values] = await valuesOf([bound], options) ?? [];
      values?.forEach((value, b) => {
        brackets[b] = narrower(brackets[b]!, { ...unbounded, [end]: value });
      });
    }
  };
  await narrow(lowers, "lower");
  await narrow(uppers, "upper");
  return brackets;
}

const unbounded: Bracket = { lower: -Infinity, upper: Infinity };

/** The values of bounds for each mixture; undefined if one of them has none. */
async function valuesOf(
  bounds: readonly Expr[],
  options: EvaluateOptions,
): Promise<number[][] | undefined> {
  try {
    return (await evaluate(bounds, options)).map((value) =>
      typeof value === "number" ? [value] : [...value.data]
    );
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** What two brackets of one entropy have in common. */
export function narrower(a: Bracket, b: Bracket): Bracket {
  return { lower: Math.max(a.lower, b.lower), upper: Math.min(a.upper, b.upper) };
}

/** Half the width of a bracket: by how much its middle may be wrong. */
export function halfWidth({ lower, upper }: Bracket): number {
  return (upper - lower) / 2;
}

/** The middle of a bracket, without a sum that overflows. */
export function middleOf({ lower, upper }: Bracket): number {
  return lower + (upper - lower) / 2;
}
