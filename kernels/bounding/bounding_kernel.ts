import type { Interval } from "../../src/enclosure/interval.ts";
import type { Buffer } from "../../src/plan/types.ts";
import type { Accumulator, Kernel, Value } from "../ir/kernel.ts";
import { readsOf } from "../ir/reads.ts";
import { type Blocks, blocksOf, newBuffer, type Table } from "./blocks.ts";
import { allOver, type Enclosed, enclosedValues, NoBounds, sizeOf } from "./enclosed_values.ts";
import { type KernelAlgebra, kernelAlgebra } from "./kernel_algebra.ts";

/** What an accumulator's terms must stay below in a block of rows, for its block of lanes to be skipped. */
export interface Threshold {
  readonly accumulator: Accumulator;
  /** A number for each block of rows, and for each cell of the accumulator. */
  readonly buffer: Buffer;
  /** For a log-sum-exp whose weights lie in memory along the lanes: these. They must not be below 0. */
  readonly weights: Buffer | undefined;
}

/** A map over blocks of rows and of lanes: 1 where no pair of a block counts in a sweep. */
export interface BoundingKernel extends Pick<Blocks, "tables"> {
  readonly kernel: Kernel;
  readonly rows: Blocks["rows"];
  readonly lanes: Blocks["lanes"];
  readonly tables: readonly Table[];
  readonly thresholds: readonly Threshold[];
  /** The same map with the upper bound of the exponents of the first log-sum-exp; undefined where there is none. */
  readonly exponents: Kernel | undefined;
}

const made = new WeakMap<Kernel, BoundingKernel | string>();

/**
 * The kernel that says of blocks of a sweep that they may be skipped, or why there is none; made once for each kernel. It
 * computes bounds of the terms of each accumulator over all pairs of a block: a log-sum-exp skips where the upper bound of its
 * exponents is below the threshold, a sum where the upper bound of its terms' sizes is not above it. NaN skips nothing.
 */
export function boundingKernel(kernel: Kernel): BoundingKernel | string {
  let known = made.get(kernel);
  if (known === undefined) made.set(kernel, known = attempt(kernel));
  return known;
}

function attempt(kernel: Kernel): BoundingKernel | string {
  const { rows, lane, accumulators, stores, mirrors } = kernel;
  const isSweep = accumulators.length > 0 && stores.length === 0 && mirrors === undefined;
  if (rows.length !== 1 || lane === null || !isSweep) {
    return "it is no sweep over rows of one kind";
  }
  const a = kernelAlgebra(), blocks = blocksOf(kernel);
  try {
    const enclosed = enclosedValues(kernel, blocks, a);
    const tests = accumulators.map((one) => testOf(one, kernel, { a, blocks, enclosed }));
    const skips = tests.map(({ skips }) => skips).reduce((x, y) => a.mul(x, y));
    const into = newBuffer([blocks.rows, blocks.lanes]);
    const bounding: Kernel = {
      rows: [blocks.rows],
      lane: blocks.lanes,
      levels: a.levelsFor([skips]),
      accumulators: [],
      stores: [{ value: skips, into }],
    };
    const read = readsOf(bounding), exponent = exponentOf(kernel);
    const top = exponent && enclosed.boundsOf(exponent).hi;
    return {
      exponents: top && {
        ...bounding,
        levels: a.levelsFor([top]),
        stores: [{ value: top, into }],
      },
      kernel: bounding,
      rows: blocks.rows,
      lanes: blocks.lanes,
      tables: blocks.tables.filter(({ lo, hi }) => read.has(lo) || read.has(hi)),
      thresholds: tests.map(({ threshold }) => threshold),
    };
  } catch (error) {
    if (error instanceof NoBounds) return error.message;
    throw error;
  }
}

/** The bounds of what accumulators take in, over blocks: of exponents, and of the terms of sums. */
export interface TermBounds extends Pick<Blocks, "rows" | "lanes" | "tables"> {
  readonly kernel: Kernel;
  /** Where they go, an entry for each accumulator. */
  readonly ends: readonly { readonly lo: Buffer; readonly hi: Buffer }[];
}

/** The map that computes both bounds of all terms of a sweep, or why there is none: what tests are made of, to be looked at. */
export function boundsOfTerms(kernel: Kernel): TermBounds | string {
  const a = kernelAlgebra(), blocks = blocksOf(kernel);
  try {
    const enclosed = enclosedValues(kernel, blocks, a);
    const bounds = kernel.accumulators.map((one) => termBounds(one, enclosed));
    const ends = kernel.accumulators.map(({ cells }) => {
      const into = () => newBuffer([...cells, blocks.rows, blocks.lanes]);
      return { lo: into(), hi: into() };
    });
    const levels = a.levelsFor(bounds.flatMap(({ lo, hi }) => [lo, hi]));
    const stores = bounds.flatMap(({ lo, hi }, t) => [
      { value: lo, into: ends[t]!.lo },
      { value: hi, into: ends[t]!.hi },
    ]);
    return {
      kernel: { rows: [blocks.rows], lane: blocks.lanes, levels, accumulators: [], stores },
      rows: blocks.rows,
      lanes: blocks.lanes,
      tables: blocks.tables,
      ends,
    };
  } catch (error) {
    if (error instanceof NoBounds) return error.message;
    throw error;
  }
}

/** The bounds of what an accumulator takes in: an exponent, or a term. */
function termBounds(
  { op, args: [x, y], weighs }: Accumulator,
  { b, boundsOf }: Enclosed,
): Interval<Value> {
  if (op !== "dot") return boundsOf(x!);
  if (x === y) return b.square(boundsOf(x!));
  return (weighs ? b.weigh : b.mul)(boundsOf(x!), boundsOf(y!));
}

/** The exponent of the first log-sum-exp that has one a pair. */
function exponentOf({ accumulators }: Kernel): Value | undefined {
  return accumulators.find(({ op, cells }) => op === "logSumExp" && cells.length === 0)?.args[0];
}

/** Whether a block may be skipped as far as one accumulator goes: 1 or 0. */
function testOf(
  accumulator: Accumulator,
  { lane }: Kernel,
  { a, blocks, enclosed }: {
    readonly a: KernelAlgebra;
    readonly blocks: Blocks;
    readonly enclosed: Enclosed;
  },
): { readonly threshold: Threshold; readonly skips: Value } {
  const { op, args: [x, y], cells } = accumulator, { b, boundsOf } = enclosed;
  const limit = blocks.alongRows(cells), { buffer } = limit;
  const overCells = (skips: Value) => allOver(cells, skips, a);
  switch (op) {
    case "logSumExp": {
      const { hi } = boundsOf(x!);
      if (y === undefined) {
        const threshold = { accumulator, buffer, weights: undefined };
        return { threshold, skips: overCells(a.less(hi, limit)) };
      }
      const isAlongLanes = y.kind === "memory" && y.dims.length === 1 && y.dims[0] === lane;
      if (isAlongLanes) {
        const threshold = { accumulator, buffer, weights: y.buffer };
        return { threshold, skips: overCells(a.less(hi, limit)) };
      }
      const weight = boundsOf(y), { hi: log } = b.log({ lo: weight.hi, hi: weight.hi });
      const isWeight = a.lessEqual(a.constant(0), weight.lo);
      return {
        threshold: { accumulator, buffer, weights: undefined },
        skips: overCells(a.mul(isWeight, a.less(a.add(hi, log), limit))),
      };
    }
    case "max":
      return {
        threshold: { accumulator, buffer, weights: undefined },
        skips: overCells(a.less(boundsOf(x!).hi, limit)),
      };
    case "sum":
    case "dot": {
      const terms = termBounds(accumulator, enclosed);
      return {
        threshold: { accumulator, buffer, weights: undefined },
        skips: overCells(a.lessEqual(sizeOf(terms, a), limit)),
      };
    }
    default:
      return op satisfies never;
  }
}
