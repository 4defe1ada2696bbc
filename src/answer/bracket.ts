import { entropyBounds } from "../bound/entropy_bounds.ts";
import type { Effort } from "../bound/named_bounds.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { EvaluateOptions } from "../run/face/options.ts";

/** Numbers that an entropy surely lies between. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

/** The brackets of a mixture, or of each mixture of a batch. */
export async function bracketsOf(
  p: MixtureWith<object, number | undefined>,
  effort: Effort,
  options: EvaluateOptions,
): Promise<Bracket[]> {
  const { lower, upper } = entropyBounds(p, { effort });
  const [low, high] = (await evaluate([lower, upper], options)).map((value) =>
    typeof value === "number" ? [value] : [...value.data]
  );
  return low!.map((one, b) => ({ lower: one, upper: high![b]! }));
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
