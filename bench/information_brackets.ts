/**
 * Brackets of `mutualInformation` on random mixtures in two to four groups against the difference of true entropies by quadrature:
 *
 *     deno run --allow-env --allow-read bench/information_brackets.ts [count of each kind]
 *
 * It prints a line for each kind of mixture: how many were tried, in how many the truth lies outside (which must be none), and how wide
 * the bracket is in the middle and at most.
 */
import {
  evaluate,
  exactEntropy,
  gaussianMixture,
  mutualInformation,
  uniformMixture,
} from "../mod.ts";
import { numbersOfGroups, randomGrouped } from "../tests/support/random_groups.ts";

const count = Number(globalThis.Deno.args[0] ?? 500);
const kinds = ["line", "near", "plane", "boxes on a line", "boxes in a plane"] as const;

for (const kind of kinds) {
  const widths: number[] = [];
  let outside = 0, unknown = 0;
  for (let seed = 0; seed < count; seed++) {
    const { mixture, groups } = randomGrouped(kind, seed);
    const truth = await informationOf(mixture, groups);
    if (truth === undefined) {
      unknown++;
      continue;
    }
    const p = "centers" in mixture ? uniformMixture(mixture) : gaussianMixture(mixture);
    const { lower, upper } = await evaluate(mutualInformation(p, { groups }));
    if (!(lower <= truth.value + truth.error && truth.value - truth.error <= upper)) {
      outside++;
      console.log(
        `${kind}, seed ${seed}: ${truth.value} ± ${truth.error} outside of [${lower}, ${upper}]`,
      );
    }
    widths.push(upper - lower);
  }
  widths.sort((x, y) => x - y);
  const at = (share: number) => widths[Math.floor(share * (widths.length - 1))]!.toExponential(1);
  console.log(
    `${kind}: ${widths.length} tried, ${outside} outside, ${unknown} without a truth; width ${
      at(0.5)
    } in the middle, ${at(0.95)} for 95 %, ${at(1)} at most`,
  );
}

/** h(X) − Σ q h(X | group), by quadrature, with its error. */
async function informationOf(
  mixture: ReturnType<typeof randomGrouped>["mixture"],
  groups: readonly number[],
): Promise<{ value: number; error: number } | undefined> {
  const entropyOf = (of: typeof mixture) =>
    exactEntropy("centers" in of ? uniformMixture(of) : gaussianMixture(of));
  const whole = await entropyOf(mixture);
  if (whole === undefined) return undefined;
  let { value, error } = whole;
  for (const { share, mixture: part } of numbersOfGroups(mixture, groups)) {
    const one = await entropyOf(part);
    if (one === undefined) return undefined;
    value -= share * one.value;
    error += share * one.error;
  }
  return { value, error: error + 1e-11 };
}
