import { source } from "../../../expr/array.ts";
import { describe } from "../../../expr/describe.ts";
import type { Source } from "../../../expr/node.ts";
import { evaluate } from "../evaluate.ts";
import type { Expressions, Values } from "../structure.ts";
import { checkBelonging, nameOf } from "./belonging.ts";
import { expressionsOf, readFormula } from "./formula_text.ts";
import { fromHexadecimal } from "./hexadecimal.ts";
import { cellsOf, type PartialState } from "./partial_state.ts";
import { cellStates } from "./shard_states.ts";
import { totalOf } from "./shard_totals.ts";
import { checkState, checkSums } from "./state_checks.ts";

/**
 * The values of the outputs that `partial` was asked for, from the states of all rows: the same bits whatever the number and the order
 * of the states. Rows may come more than once, as they do where a shard was computed again, if they say the same.
 *
 * Throws `DomainError` where rows are missing, which it names, where rows that came twice differ, and for values that are no
 * numbers; `TypeError` and `ShapeError` for what is no state, or states of other outputs, other data or another
 * engine's arithmetic.
 *
 * @example
 * ```ts
 * import { gaussianMixture, mergePartials, monteCarloEntropy, partial } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [3]], variance: 1 });
 * const estimate = monteCarloEntropy(p, { samples: 1000, seed: 1 });
 * const rest = await partial(estimate, { rows: [512, 1000] });
 * const first = await partial(estimate, { rows: [0, 512] });
 * const { value, standardError } = await mergePartials([rest, first]);
 * console.log(value, "±", standardError);
 * ```
 */
export async function mergePartials<E extends Expressions>(
  states: readonly PartialState<E>[],
): Promise<Values<E>> {
  if (!Array.isArray(states) || states.length === 0) {
    throw new TypeError(`Expected an array of partial states, got ${describe(states)}`);
  }
  // unlike map(), from() looks at holes too
  const all = Array.from(states, (state, t) => checkState(state, nameOf(t)));
  await checkBelonging(all);
  const text = readFormula(all[0]!.formula);
  all.forEach((state, t) => checkSums(state, text, nameOf(t)));
  const inputs = text.sums.map((sum, s): Source => {
    const total = totalOf(all, sum, s), { op, shape } = sum;
    return source({ data: cellStates(op, cellsOf(shape)).finish(total), shape }, "sum");
  });
  for (const { shape, data } of text.constants) {
    inputs.push(source({ data: fromHexadecimal(data) ?? new Float64Array(0), shape }, "constant"));
  }
  // the structure is that of the outputs
  return await evaluate(expressionsOf(text, inputs), { device: "cpu" }) as Values<E>;
}
