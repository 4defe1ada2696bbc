import { source } from "../../../expr/array.ts";
import { describe, reasonOf } from "../../../expr/describe.ts";
import { ShapeError } from "../../../expr/errors.ts";
import type { Node, Source } from "../../../expr/node.ts";
import { outputsOf } from "../../../plan/formula.ts";
import { evaluate } from "../evaluate.ts";
import type { Expressions, Values } from "../structure.ts";
import { checkBelonging, nameOf } from "./belonging.ts";
import { fromHexadecimal } from "./hexadecimal.ts";
import {
  cellsOf,
  type FormulaText,
  type OutputPlaces,
  type PartialState,
} from "./partial_state.ts";
import { cellStates } from "./shard_states.ts";
import { totalOf } from "./shard_totals.ts";
import { checkState } from "./state_checks.ts";

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
  const all = states.map((state, t) => checkState(state, nameOf(t)));
  await checkBelonging(all);
  const text = formulaIn(all[0]!);
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

/** What the text of a formula says; it is the same in all states. */
function formulaIn({ formula }: PartialState): FormulaText {
  try {
    // written by `partial`; a text that somebody has put together himself is refused here, as its nodes are made, if not before
    const text: FormulaText = JSON.parse(formula);
    const stand = () => source({ data: new Float64Array(0), shape: [] }, "any");
    expressionsOf(text, [...text.sums, ...text.constants].map(stand));
    return text;
  } catch (error) {
    throw new ShapeError(
      `Expected the formula of partial state 0 as partial() wrote it, got one that cannot be read: ${
        reasonOf(error)
      }`,
      { cause: error },
    );
  }
}

/** The outputs, in their structure, over arrays that hold the sums and, after them, the constants. */
function expressionsOf(
  { formula, structure }: FormulaText,
  inputs: readonly Source[],
): Expressions {
  const outputs = outputsOf(formula, inputs);
  const placed = (places: OutputPlaces): Expressions => {
    if (typeof places === "number") return outputs[places] as Node;
    return isList(places)
      ? places.map(placed)
      : Object.fromEntries(Object.entries(places).map(([name, inner]) => [name, placed(inner)]));
  };
  return placed(structure);
}

function isList(places: OutputPlaces): places is readonly OutputPlaces[] {
  return Array.isArray(places);
}
