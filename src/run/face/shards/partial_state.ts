import type { Reduction } from "../../../expr/node.ts";
import type { Formula } from "../../../plan/formula.ts";
import type { Expressions } from "../structure.ts";

/** What the state of some rows calls itself. */
export const partialFormat = "mixtropy-partial";
/** The version that this program reads and writes. */
export const partialVersion = 1;

/**
 * What some rows add to the values of outputs: plain data, which JSON keeps exactly. `mergePartials` makes the values of the
 * states of all rows.
 */
export interface PartialState<E extends Expressions = Expressions> {
  /** "mixtropy-partial". */
  readonly format: string;
  /** 1. */
  readonly version: number;
  /** SHA-256 of the outputs and of all data behind them: states of one hash belong together. */
  readonly hash: string;
  /** What decides the last bits of what an engine computes: "fused", "vectors" or "script". */
  readonly arithmetic: string;
  /** How many rows there are. */
  readonly count: number;
  /** Rows are computed in blocks of so many; shards that are cut between blocks compute none twice. */
  readonly block: number;
  /** The rows that the state is of, from the first to, not including, the second. */
  readonly rows: readonly [from: number, to: number];
  /** What is made of the sums over all rows, as JSON text. */
  readonly formula: string;
  /** For each sum over all rows the states of the blocks of a fixed tree that make up the rows, exact, in hexadecimal. */
  readonly sums: readonly (readonly string[])[];
  /** SHA-256 of all that, so that damage on the way is noticed. */
  readonly checksum: string;
  /** Never there: the type of the outputs, for the type of their values. */
  readonly outputs?: E;
}

/** A sum over all rows, as the formula describes it. */
export interface SumText {
  readonly op: Reduction;
  /** Whether the leaves of its tree are blocks of rows, not rows. */
  readonly byBlock: boolean;
  readonly shape: readonly number[];
}

/** What the text of a formula holds. */
export interface FormulaText {
  readonly sums: readonly SumText[];
  /** Values that no row changes, exact. */
  readonly constants: readonly { readonly shape: readonly number[]; readonly data: string }[];
  /** Outputs over the sums and, after them, the constants. */
  readonly formula: Formula;
  /** The structure of the outputs, with the number of each in its place. */
  readonly structure: OutputPlaces;
}

/** The places of outputs in arrays and records. */
export type OutputPlaces = number | readonly OutputPlaces[] | {
  readonly [name: string]: OutputPlaces;
};

/** How many leaves the tree of a sum has, and which of them some rows are. */
export function leavesOf(
  { byBlock }: Pick<SumText, "byBlock">,
  { count, block, rows: [from, to] }: Pick<PartialState, "count" | "block" | "rows">,
): { readonly count: number; readonly from: number; readonly to: number } {
  if (!byBlock) return { count, from, to };
  const blocks = blockCount(count, block);
  return { count: blocks, from: from / block, to: to === count ? blocks : to / block };
}

/** How many blocks so many rows make; the last has what is left, up to twice the size, so that no stratum of draws is cut. */
export function blockCount(count: number, block: number): number {
  return Math.max(1, Math.floor(count / block));
}

/** The numbers of a shape. */
export function cellsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
