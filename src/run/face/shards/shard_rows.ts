import type { Source } from "../../../expr/node.ts";
import type { RowCut, Total } from "../../../plan/cut_rows.ts";
import type { Handover } from "../../../plan/rewriting.ts";
import type { DenseArray } from "../../conduct/dense_array.ts";
import { inTurns } from "../../conduct/slices.ts";
import { computeAll, type ComputeOptions } from "../compute.ts";
import type { Keeper } from "../keeper.ts";
import { type GivenNumbers, programming } from "../program.ts";
import { blockCount, cellsOf, leavesOf, type SumText } from "./partial_state.ts";
import { cellStates } from "./shard_states.ts";
import { treeOf, type TreeState } from "./shard_tree.ts";

/** The rows of a shard, and how all rows fall into blocks. */
export interface Shard {
  readonly count: number;
  readonly block: number;
  readonly rows: readonly [from: number, to: number];
}

/** What some rows add to the totals, and the constants of the formula. */
export interface ShardResult {
  readonly sums: readonly { readonly text: SumText; readonly states: readonly TreeState[] }[];
  readonly constants: readonly DenseArray[];
}

/** Computes the rows of a shard, block by block; whole blocks, as a row's last bits may depend on the rows beside it. */
export async function shardOf(
  cut: RowCut,
  shard: Shard,
  options: ComputeOptions,
  keeper: Keeper,
): Promise<ShardResult> {
  const { onProgress, signal, breath } = options;
  const own = { ...options, onProgress: undefined };
  const arrays = new Map<Source, DenseArray>().set(cut.all, numberOf(cut.count));
  const computed = async (passed: readonly Handover[]): Promise<readonly DenseArray[]> => {
    if (passed.length === 0) return [];
    const program = await inTurns(programming(passed.map(({ node }) => node)), breath);
    return await computeAll(program, { arrays, sizes: new Map() }, own, keeper);
  };
  (await computed(cut.before)).forEach((result, t) => arrays.set(cut.before[t]!.input, result));
  const constants = await computed(cut.constants);
  const values = cut.totals.flatMap((total) => total.values);
  const program = await inTurns(programming(values), breath);
  const sums = cut.totals.map((total) => summing(total, shard));
  const { count, block, rows: [from, to] } = shard, last = blockCount(count, block) - 1;
  for (let first = Math.min(Math.floor(from / block), last) * block; first < to;) {
    const end = first === last * block ? count : first + block;
    const results = await computeAll(program, given(cut, arrays, first, end), own, keeper);
    const part: BlockRows = { first, rows: [Math.max(from, first), Math.min(to, end)] };
    let taken = 0;
    for (const { count, take } of sums) take(results.slice(taken, taken += count), part);
    first = end;
    onProgress?.((Math.min(first, to) - from) / (to - from));
    signal?.throwIfAborted();
    await breath();
  }
  return { sums: sums.map((sum) => sum.result()), constants };
}

/** The arrays and the extent with which a block of rows is computed. */
function given(
  { first: start, block, slices }: RowCut,
  whole: ReadonlyMap<Source, DenseArray>,
  first: number,
  end: number,
): GivenNumbers {
  const arrays = new Map(whole).set(start, numberOf(first));
  for (const { input, of, dims } of slices) {
    arrays.set(
      input,
      dims.reduce((array, dim) => sliced(array, dim, first, end), whole.get(of) ?? of),
    );
  }
  return { arrays, sizes: new Map([[block, end - first]]) };
}

/** A part of an array along a dimension. */
function sliced({ data, shape }: DenseArray, dim: number, first: number, end: number): DenseArray {
  const outer = cellsOf(shape.slice(0, dim)), inner = cellsOf(shape.slice(dim + 1));
  const extent = shape[dim]!, part = (end - first) * inner;
  const own = shape.map((one, t) => t === dim ? end - first : one);
  if (outer === 1) return { data: data.subarray(first * inner, end * inner), shape: own };
  const numbers = new Float64Array(outer * part);
  for (let o = 0; o < outer; o++) {
    const from = (o * extent + first) * inner;
    numbers.set(data.subarray(from, from + part), o * part);
  }
  return { data: numbers, shape: own };
}

/** Some rows of a block that starts with row `first`. */
interface BlockRows {
  readonly first: number;
  readonly rows: readonly [from: number, to: number];
}

/** Takes in what blocks of rows give for a total: `count` results, the terms and their weights. */
function summing({ op, values, row }: Total, shard: Shard) {
  const { axes } = values[0]!, dim = row === undefined ? -1 : axes.indexOf(row);
  const shape = axes.filter((_, t) => t !== dim).map(({ set }) => set.extent);
  const text: SumText = { op, byBlock: row === undefined, shape };
  const states = cellStates(op, cellsOf(shape));
  const tree = treeOf(states, leavesOf(text, shard).count);
  const take = (results: readonly DenseArray[], { first, rows: [from, to] }: BlockRows): void => {
    const [terms, weights] = results.map((result) =>
      row === undefined ? result.data : byRow(result, dim, from - first, to - first)
    );
    const leaf = row === undefined ? Math.floor(first / shard.block) : from;
    tree.push(leaf, states.start(terms!, weights), row === undefined ? 1 : to - from);
  };
  return { count: values.length, take, result: () => ({ text, states: tree.blocks() }) };
}

/** The numbers of some rows of a result, row after row. */
function byRow({ data, shape }: DenseArray, dim: number, first: number, end: number): Float64Array {
  const outer = cellsOf(shape.slice(0, dim)), inner = cellsOf(shape.slice(dim + 1));
  const extent = shape[dim]!, rows = new Float64Array((end - first) * outer * inner);
  for (let r = first, at = 0; r < end; r++) {
    for (let o = 0; o < outer; o++) {
      const from = (o * extent + r) * inner;
      for (let t = 0; t < inner; t++) rows[at++] = data[from + t]!;
    }
  }
  return rows;
}

function numberOf(value: number): DenseArray {
  return { data: Float64Array.of(value), shape: [] };
}
