import { describe } from "../../../expr/describe.ts";
import { DomainError, unknownName, UnknownNameError } from "../../../expr/errors.ts";
import type { RowCut } from "../../../plan/cut_rows.ts";
import { checkOptions, type EvaluateOptions } from "../options.ts";
import { isBetweenBlocks, lastBlockAt } from "./blocks.ts";

/** Which rows are computed, and how. */
export interface PartialOptions
  extends Pick<EvaluateOptions, "threads" | "signal" | "onProgress" | "onWarning"> {
  /**
   * The rows, from the first to, not including, the second: components of the mixture that all components are compared with, or
   * draws of a Monte Carlo estimate.
   */
  readonly rows: readonly [from: number, to: number];
}

const optionNames = ["rows", "threads", "signal", "onProgress", "onWarning"];

/** Checks the options of a partial evaluation; its rows are looked at once it is known how many there are. */
export function checkedOptions(options: PartialOptions): PartialOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Expected options with rows: [from, to], got ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) {
      throw new UnknownNameError(unknownName("option", name, optionNames));
    }
  }
  const { rows: _, ...others } = options;
  checkOptions(others);
  return options;
}

/** The rows that were asked for, if outputs that are cut like this have them. */
export function checkedRows(
  rows: unknown,
  { count, totals }: RowCut,
  block: number,
): [number, number] {
  if (!Array.isArray(rows) || rows.length !== 2) {
    throw new TypeError(`Expected rows as [from, to], got ${describe(rows)}`);
  }
  const [from, to] = rows as readonly unknown[];
  const isRow = (row: unknown): row is number => Number.isInteger(row);
  if (!isRow(from) || !isRow(to) || from < 0 || from >= to || to > count) {
    const [a, b] = [from, to].map((row) => typeof row === "number" ? String(row) : describe(row));
    throw new DomainError(
      `Expected rows [from, to] of integers with 0 ≤ from < to ≤ ${count}, as there are ${count} rows, got [${a}, ${b}]`,
    );
  }
  const last = lastBlockAt(count, block);
  const isCut = (row: number) => isBetweenBlocks(row, count, block);
  if (totals.some(({ row }) => row === undefined) && !(isCut(from) && isCut(to))) {
    throw new DomainError(
      `Expected rows that begin and end at multiples of ${block} up to ${last}, or at ${count}, as gradients are added up ` +
        `over the draws of a block, got [${from}, ${to}]`,
    );
  }
  return [from, to];
}
