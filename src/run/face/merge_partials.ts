import { describe, reasonOf } from "../../expr/describe.ts";
import { source } from "../../expr/array.ts";
import { DomainError, ShapeError } from "../../expr/errors.ts";
import type { Source } from "../../expr/node.ts";
import { shown } from "../../expr/quote.ts";
import { outputsOf } from "../../plan/formula.ts";
import { evaluate, type Expressions, type Values } from "./evaluate.ts";
import { fromHexadecimal } from "./hexadecimal.ts";
import { checksumOf } from "./partial_hash.ts";
import { partialMonoids } from "./partial_monoids.ts";
import {
  cellsOf,
  checkState,
  type FormulaText,
  leavesOf,
  type PartialState,
  type Places,
  statesIn,
} from "./partial_state.ts";
import { blocksOf, halvesOf, merged, rootOf, type TreeBlock } from "./partial_tree.ts";

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
 * const shards = await Promise.all(
 *   [[512, 1000], [0, 512]].map(([from, to]) => partial(estimate, { rows: [from, to] })),
 * );
 * const { value, standardError } = await mergePartials(shards);
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
  const [first] = all as [PartialState];
  checkAlike(all);
  for (const [t, state] of all.entries()) await checkUndamaged(state, nameOf(t));
  checkComplete(all);
  const text = formulaIn(first);
  const inputs: Source[] = text.sums.map((sum, s) => {
    const total = totalOf(all, text, s), { shape } = sum;
    return source({ data: partialMonoids[sum.op].finish(total, cellsOf(shape)), shape }, "sum");
  });
  for (const { shape, data } of text.constants) {
    inputs.push(source({ data: fromHexadecimal(data) ?? new Float64Array(0), shape }, "constant"));
  }
  // the structure is that of the outputs
  return await evaluate(expressionsOf(text, inputs), { device: "cpu" }) as Values<E>;
}

function nameOf(index: number): string {
  return `partial state ${index}`;
}

async function checkUndamaged(state: PartialState, name: string): Promise<void> {
  if (await checksumOf(state) === state.checksum) return;
  throw new ShapeError(
    `Expected ${name} as partial() gave it, got one whose checksum is another: it was damaged or changed on its way`,
  );
}

/** What states must have in common, with what else may differ between them. */
const alike: readonly (readonly [keyof PartialState, string])[] = [
  ["hash", "was made of the same outputs and data, in the same order"],
  ["arithmetic", "was computed with the same arithmetic: engines differ in the last bits"],
  ["count", "has as many rows"],
  ["block", "has blocks as large"],
  ["formula", "has the same formula"],
];

function checkAlike(states: readonly PartialState[]): void {
  const [first] = states as [PartialState];
  for (const [t, state] of states.entries()) {
    for (const [field, sentence] of alike) {
      if (state[field] === first[field]) continue;
      const values = field === "formula"
        ? "others"
        : `${shown(String(first[field]))} and ${shown(String(state[field]))}`;
      throw new TypeError(
        `Expected partial states of which each ${sentence}, got ${field} ${values} in states 0 and ${t}`,
      );
    }
  }
}

/** How many gaps a message names. */
const mostGaps = 20;

function checkComplete(states: readonly PartialState[]): void {
  const { count } = states[0]!;
  const gaps: string[] = [];
  let end = 0;
  for (const { rows: [from, to] } of [...states].sort((a, b) => a.rows[0] - b.rows[0])) {
    if (from > end) gaps.push(`[${end}, ${from}]`);
    end = Math.max(end, to);
  }
  if (end < count) gaps.push(`[${end}, ${count}]`);
  if (gaps.length === 0) return;
  const named = gaps.slice(0, mostGaps).join(", ");
  const more = gaps.length > mostGaps ? ` and ${gaps.length - mostGaps} more` : "";
  throw new DomainError(
    `Expected partial states of all ${count} rows, rows ${named}${more} are missing`,
  );
}

/** The text was written by `partial`; one that somebody has changed is refused where it is read. */
function formulaIn({ formula }: PartialState): FormulaText {
  try {
    const text: FormulaText = JSON.parse(formula);
    outputsOf(text.formula, [...text.sums, ...text.constants].map(() => emptySource()));
    return text;
  } catch (error) {
    throw notOurs(error);
  }
}

function emptySource(): Source {
  return source({ data: new Float64Array(0), shape: [] }, "sum");
}

function notOurs(error: unknown): ShapeError {
  return new ShapeError(
    `Expected the formula of partial state 0 as partial() wrote it, got one that cannot be read: ${
      reasonOf(error)
    }`,
    { cause: error },
  );
}

/** The state of all rows for a sum: halves put together along the tree, from whichever states have them. */
function totalOf(states: readonly PartialState[], text: FormulaText, index: number): Float64Array {
  const sum = text.sums[index]!, monoid = partialMonoids[sum.op], cells = cellsOf(sum.shape);
  const { count } = leavesOf(sum, states[0]!);
  const given = new Map<string, { readonly state: Float64Array; readonly from: string }>();
  const above = new Set<string>();
  const keyOf = ({ level, index }: TreeBlock) => `${level} ${index}`;
  states.forEach((one, t) => {
    const { from, to } = leavesOf(sum, one);
    const own = statesIn(one, sum, index, nameOf(t));
    blocksOf(from, to, count).forEach((block, b) => {
      const key = keyOf(block), known = given.get(key), name = rowsOf(one, t);
      if (known === undefined) given.set(key, { state: own[b]!, from: name });
      else checkSame(known.state, own[b]!, known.from, name);
      for (let { level, index } = block; level < rootOf(count).level;) {
        [level, index] = [level + 1, Math.floor(index / 2)];
        above.add(keyOf({ level, index }));
      }
    });
  });
  const whole = (block: TreeBlock): Float64Array | undefined => {
    const key = keyOf(block), known = given.get(key);
    let made: Float64Array | undefined;
    if (above.has(key)) {
      const halves = halvesOf(block, count).map(whole);
      const [left, right] = halves;
      if (halves.every((half) => half !== undefined)) {
        made = right === undefined ? left : merged(monoid, left!, right, cells);
      }
    }
    if (known !== undefined && made !== undefined) {
      checkSame(known.state, made, known.from, "what others give for them");
    }
    return known?.state ?? made;
  };
  // all rows are there, and each lies in a block
  return whole(rootOf(count)) as Float64Array;
}

function rowsOf({ rows: [from, to] }: PartialState, index: number): string {
  return `state ${index} of rows [${from}, ${to}]`;
}

/** Bits may not differ where two states have the same rows. */
function checkSame(a: Float64Array, b: Float64Array, first: string, second: string): void {
  if (a.every((x, t) => Object.is(x, b[t]))) return;
  throw new DomainError(
    `Expected rows that came twice to be the same in both, got others in ${first} and in ${second}: one was damaged, or computed ` +
      `by another version`,
  );
}

/** The outputs, in their structure, over arrays that hold the sums and the constants. */
function expressionsOf(
  { formula, structure }: FormulaText,
  inputs: readonly Source[],
): Expressions {
  const outputs = outputsOf(formula, inputs);
  const placed = (places: Places): Expressions => {
    if (typeof places === "number") return outputs[places]!;
    return isList(places)
      ? places.map(placed)
      : Object.fromEntries(Object.entries(places).map(([name, inner]) => [name, placed(inner)]));
  };
  return placed(structure);
}

function isList(places: Places): places is readonly Places[] {
  return Array.isArray(places);
}
