import { describe, isPlain } from "../../../expr/describe.ts";
import { ShapeError } from "../../../expr/errors.ts";
import { shown } from "../../../expr/quote.ts";
import { canBeBlock, isBetweenBlocks } from "./blocks.ts";
import { digitsEach, fromHexadecimal } from "./hexadecimal.ts";
import {
  cellsOf,
  type FormulaText,
  leavesOf,
  partialFormat,
  type PartialState,
  partialVersion,
  type SumText,
} from "./partial_state.ts";
import { cellStates } from "./shard_states.ts";
import { blocksOf } from "./shard_tree.ts";

/** Checks that a value is a state of this version, whole and of one make; `name` is for messages. */
export function checkState(value: unknown, name: string): PartialState {
  if (typeof value !== "object" || value === null || !isPlain(value)) {
    throw new TypeError(
      `Expected ${name} to be what partial() gave, as an object, got ${describe(value)}`,
    );
  }
  // every field is looked at below
  const state = value as { readonly [K in keyof PartialState]: unknown };
  if (state.format !== partialFormat) {
    throw new TypeError(
      `Expected ${name} of format "${partialFormat}", got ${describe(state.format)}`,
    );
  }
  if (state.version !== partialVersion) {
    throw new TypeError(
      `Expected ${name} of version ${partialVersion}, got ${
        describe(state.version)
      }: it was written by another version ` +
        `of this library`,
    );
  }
  for (const field of ["hash", "arithmetic", "formula", "checksum"] as const) {
    if (typeof state[field] !== "string") throw notWhole(name, `text as ${field}`, state[field]);
  }
  const { count, block, rows, sums } = state;
  if (!isSize(count)) throw notWhole(name, "a number of rows as count", count);
  if (!isSize(block) || !canBeBlock(block, count)) {
    throw notWhole(name, `the rows that partial() takes together of ${count} as block`, block);
  }
  const isRange = Array.isArray(rows) && rows.length === 2 && Number.isSafeInteger(rows[0]) &&
    isSize(rows[1]) && 0 <= rows[0] && rows[0] < rows[1] && rows[1] <= count;
  if (!isRange) throw notWhole(name, `rows [from, to] with 0 ≤ from < to ≤ ${count}`, rows);
  // unlike every(), from() looks at holes too
  const isList = (list: unknown): list is unknown[] => Array.isArray(list);
  const areTexts = isList(sums) &&
    Array.from(sums).every((list) =>
      isList(list) && Array.from(list).every((text) => typeof text === "string")
    );
  if (!areTexts) throw notWhole(name, "lists of hexadecimal texts as sums", sums);
  // so it is one
  return value as PartialState;
}

/** Checks that a state has the sums of its formula, of rows that may be added up by themselves. */
export function checkSums(state: PartialState, { sums }: FormulaText, name: string): void {
  const { count, block, rows } = state;
  if (state.sums.length !== sums.length) {
    throw notWhole(name, `${sums.length} lists of texts as sums`, state.sums);
  }
  const isCut = rows.every((row) => isBetweenBlocks(row, count, block));
  if (!isCut && sums.some(({ byBlock }) => byBlock)) {
    throw notWhole(name, `rows that begin and end with blocks of ${block}`, rows);
  }
}

/** The states of a sum in a state of rows, block by block of its tree. */
export function statesIn(
  state: PartialState,
  sum: SumText,
  index: number,
  name: string,
): Float64Array[] {
  const { count, from, to } = leavesOf(sum, state);
  const texts = state.sums[index] ?? [], blocks = blocksOf(from, to, count);
  const { size } = cellStates(sum.op, cellsOf(sum.shape));
  if (texts.length !== blocks.length) {
    throw notWhole(name, `${blocks.length} states of sum ${index}`, texts);
  }
  return texts.map((text) => {
    const numbers = text.length === size * digitsEach ? fromHexadecimal(text) : undefined;
    if (numbers === undefined) {
      throw notWhole(name, `${size} numbers of ${digitsEach} hexadecimal digits`, text);
    }
    return numbers;
  });
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function notWhole(name: string, expected: string, got: unknown): ShapeError {
  const text = Array.isArray(got) && got.length <= 2
    ? shown(JSON.stringify(got) ?? "")
    : describe(got);
  return new ShapeError(
    `Expected ${name} with ${expected}, got ${text}; was it cut off or changed?`,
  );
}
