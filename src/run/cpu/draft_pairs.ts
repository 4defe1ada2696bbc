import type { Kernel, Pairs } from "../../../kernels/ir/kernel.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import { blockOf } from "../../../kernels/wasm/tiles/pair_tiles.ts";
import { count, laneTime, workOf } from "../../../kernels/program/cost.ts";
import type { Piece } from "../threads/pool.ts";
import type { Slices } from "../conduct/slices.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import { callSize } from "./call_size.ts";
import { type Compiled, type KernelModule, moduleOf } from "./modules.ts";
import { mergeOf } from "./pair_sums.ts";
import { draftPlain } from "./plain.ts";
import { isRefusal } from "./refusal.ts";
import type { DraftOptions, Extent, StepValues, UnitDraft } from "./units.ts";
import { writeArguments } from "./write_arguments.ts";

/** Fewer components than this are not worth the sums by columns. */
const leastLanes = 48;
/** The most memory that sums by columns may take. */
const mostColumnBytes = 2 ** 26;
/** The share of the work that putting the columns together may cost, and what one addition of it costs. */
const mergeShare = 0.06, mergeCost = 8;

/** A sweep by unordered pairs before its memory has an address, and the modules that it runs. */
export interface PairsDraft extends UnitDraft<BoundPairs> {
  readonly parts: readonly KernelModule[];
}

/** What a sweep by unordered pairs is made with. */
export interface PairsOptions extends DraftOptions {
  readonly target: Target;
  /** Whether it is done however few pairs there are. */
  readonly always: boolean;
}

/** A sweep by unordered pairs in strips of rows: what is the same for each strip. */
interface Striped {
  readonly kernel: Kernel;
  readonly compiled: Compiled;
  readonly lanes: number;
  readonly outer: number;
  /** Where strips of rows start and end. */
  readonly bounds: readonly number[];
  readonly logs: number;
  readonly cells: number;
  /** From one cell of the sums by columns to the next, in doubles. */
  readonly stride: number;
}

/**
 * Lays out a sweep by unordered pairs; undefined where there are too few of them, too much memory would be needed, or there
 * is no module for it.
 */
export function* draftPairs(
  { symmetric: kernel, rest }: Pairs,
  { rows, lanes }: Extent,
  options: PairsOptions,
): Slices<PairsDraft | undefined> {
  const { heap, longest, target, always } = options;
  if (lanes < leastLanes && !always) return undefined;
  const outer = rows / lanes;
  const cells = kernel.accumulators.reduce((sum, one) => sum + count(one.cells), 0);
  const each = workOf(kernel, 1) + lanes / 2 * workOf(kernel, 2), work = rows * each;
  const stride = Math.ceil(lanes / 8) * 8 + 8;
  const strips = stripCount({ lanes, outer, cells, stride }, each, always);
  if (strips < 1) return undefined;
  const compiled = yield* moduleOf(kernel, target, heap);
  const restModule = rest && (yield* moduleOf(rest, target, heap));
  if (isRefusal(compiled) || (restModule && isRefusal(restModule))) return undefined;
  if (isRefusal(mergeOf(heap))) return undefined;
  const block = blockOf({ shape: target.shape, schedule: compiled.schedule });
  const bounds = stripBounds(lanes, strips, block);
  const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp").length;
  const striped: Striped = { kernel, compiled, lanes, outer, bounds, logs, cells, stride };
  const scratch = options.place(compiled.scratchBytes);
  const draft = draftStripes(striped, options);
  const restWork = rest === undefined ? 0 : rows * lanes * workOf(rest, 2);
  const restPart = rest === undefined || restModule === undefined ? undefined : {
    kernel: rest,
    compiled: restModule,
    draft: draftPlain(rest, restModule, { rows, lanes, work: restWork }, options),
  };
  return {
    parts: [{ kernel, compiled }, ...restPart === undefined ? [] : [restPart]],
    settle: (start, values) => ({
      kernel,
      symmetric: {
        compiled,
        pieces: draft.pieces(start, values),
        ...callSize({ rows, lanes, work }, compiled, {
          lane: laneTime(kernel),
          longest,
          inner: lanes,
        }),
        scratch: start + scratch,
      },
      rest: restPart && { kernel: restPart.kernel, plain: restPart.draft.settle(start, values) },
      outer,
      lanes,
      shifts: start + draft.shifts,
      logs,
      columns: draft.columns(start),
      cells,
      stride,
      work: work + restWork,
    }),
  };
}

/** Into how many strips the rows of each batch are cut: below 1 where none is worth it. */
function stripCount(
  { lanes, outer, cells, stride }: Pick<Striped, "lanes" | "outer" | "cells" | "stride">,
  each: number,
  always: boolean,
): number {
  const wanted = mergeShare * lanes * each / (cells * lanes * mergeCost);
  const fitting = mostColumnBytes / (8 * cells * stride * outer);
  const affordable = Math.floor(Math.min(32, wanted, fitting, lanes / 32));
  return always ? Math.max(1, affordable) : affordable;
}

/** Reserves memory for the arguments and the sums by columns of each strip, and for the shifts. */
function draftStripes(
  { compiled, lanes, outer, bounds, logs, cells, stride }: Striped,
  { heap, place }: PairsOptions,
) {
  const shifts = place(8 * outer * logs);
  const count = outer * (bounds.length - 1);
  const args = Array.from({ length: count }, () => place(4 * compiled.args.length));
  const sums = Array.from({ length: count }, () => place(8 * cells * stride));
  const strips = sums.map((at, p) => {
    const batch = Math.floor(p / (bounds.length - 1)), s = p % (bounds.length - 1);
    return {
      at,
      args: args[p]!,
      batch,
      rowFirst: batch * lanes + bounds[s]!,
      rowEnd: batch * lanes + bounds[s + 1]!,
    };
  });
  const pieces = (start: number, values: StepValues): Piece[] =>
    strips.map(({ at, args, batch, rowFirst, rowEnd }) => {
      writeArguments(heap, start + args, compiled, {
        ...values,
        flags: 0,
        flagsPerRow: 0,
        columns: start + at,
        columnStride: 8 * stride,
        shifts: start + shifts + 8 * batch * logs,
      });
      return { args: start + args, rowFirst, rowEnd, laneFirst: 0, laneEnd: lanes };
    });
  const columns = (start: number): BoundPairs["columns"] =>
    strips.map(({ at, batch }) => ({ at: start + at, outer: batch }));
  return { shifts, pieces, columns };
}

/** Where strips of rows of equal numbers of pairs i ≤ i′ start and end, at blocks of the diagonal. */
function stripBounds(lanes: number, strips: number, block: number): number[] {
  const bounds = [0];
  for (let s = 1; s < strips; s++) {
    const at = Math.round(lanes * (1 - Math.sqrt(1 - s / strips)) / block) * block;
    if (at > bounds[bounds.length - 1]! && at < lanes) bounds.push(at);
  }
  return [...bounds, lanes];
}
