import { cutRows, type RowCut } from "../../../plan/cut_rows.ts";
import { formulaOf } from "../../../plan/formula.ts";
import { newBreath } from "../../conduct/slices.ts";
import { finished } from "../results.ts";
import { collect, type Expressions, flatten } from "../structure.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { hexadecimal } from "./hexadecimal.ts";
import { keeper } from "../keeper.ts";
import { checkedOptions, checkedRows, type PartialOptions } from "./partial_options.ts";
import { checksumOf, hashOf } from "./shard_hash.ts";
import { blockOf } from "./blocks.ts";
import { type Shard, shardOf } from "./shard_rows.ts";
import {
  type FormulaText,
  type OutputPlaces,
  partialFormat,
  type PartialState,
  partialVersion,
} from "./partial_state.ts";

/**
 * What some rows add to the values of expressions: a part of the work of `evaluate`, as plain data that JSON keeps exactly.
 * `mergePartials` makes the values of the states of all rows; they have the same bits whatever the number of the shards,
 * where they were cut and in which order they come, and whatever the number of threads.
 *
 * Rows are the components of one mixture, each of which is compared with all others, or the draws of Monte Carlo estimates. They
 * are computed in blocks of 64 or more (`block` of the state): shards that are cut at multiples of it compute no row
 * twice. What is made once for each component is made by every shard. All is done in double precision on the CPU, in
 * about the time of the rows' share of the whole; a sweep that `evaluate` does by unordered pairs takes up to twice as long.
 *
 * Gradients work where a row can do without the others: with respect to what all components share, and those of Monte Carlo values,
 * whose rows have to begin and end with blocks. The gradient of a pairwise estimate with respect to a component's own
 * parameters needs a second round over all pairs, and is refused. Monte Carlo values are not compared with their bounds.
 *
 * Throws `DomainError` for rows that are not there, and for outputs that have no rows or whose rows need each other.
 *
 * @example
 * ```ts
 * import { gaussianMixture, mergePartials, pairwiseEntropy, partial } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [2], [3]], variance: 1 });
 * const upper = pairwiseEntropy(p, { distance: "kl" });
 * const second = await partial({ upper }, { rows: [2, 4] }); // one machine
 * const first = await partial({ upper }, { rows: [0, 2] }); // another
 * console.log((await mergePartials([first, second])).upper);
 * ```
 */
export async function partial<E extends Expressions>(
  outputs: E,
  options: PartialOptions,
): Promise<PartialState<E>> {
  const { rows, ...others } = checkedOptions(options);
  const leaves = flatten(outputs), nodes = leaves.map(({ node }) => node);
  others.signal?.throwIfAborted();
  const cut = cutRows(nodes), { count } = cut, block = blockOf(cut);
  const shard: Shard = { count, block, rows: checkedRows(rows, cut, block) };
  const executors = keeper(), breath = newBreath(others.signal);
  const hash = await hashOf([nodes, ...graphsOf(cut)]);
  try {
    const { sums, constants } = await shardOf(
      cut,
      shard,
      { ...others, device: "cpu", breath },
      executors,
    );
    const inputs = [...cut.totals, ...cut.constants].map(({ input }) => input);
    const formula: FormulaText = {
      sums: sums.map(({ text }) => text),
      constants: constants.map(({ data, shape }) => ({ shape, data: hexadecimal(data) })),
      formula: formulaOf(cut.outputs, inputs),
      structure: placesIn(outputs),
    };
    const state = {
      format: partialFormat,
      version: partialVersion,
      hash,
      arithmetic: arithmeticOf(),
      ...shard,
      formula: JSON.stringify(formula),
      sums: sums.map(({ states }) => states.map(({ state }) => hexadecimal(state))),
    };
    return await finished({ ...state, checksum: await checksumOf(state) }, others);
  } finally {
    executors.dispose();
  }
}

/** The graphs that decide the bits of a shard: how they were cut, too. */
function graphsOf({ before, totals, constants }: RowCut) {
  return [
    before.map(({ node }) => node),
    totals.flatMap(({ values }) => values),
    constants.map(({ node }) => node),
  ];
}

/** The structure of outputs with the number of each in its place. */
function placesIn(outputs: Expressions): OutputPlaces {
  const leaves = flatten(outputs);
  const numbers = leaves.map((_, place) => ({ data: Float64Array.of(place), shape: [] }));
  // as results, scalars are numbers
  return collect(outputs, numbers) as OutputPlaces;
}
