import type { Kernel, Pairs } from "../../../kernels/ir/kernel.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import { blockOf } from "../../../kernels/wasm/tiles/pair_tiles.ts";
import { count, laneTime, workOf } from "../../../kernels/program/cost.ts";
import type { Piece } from "../threads/pool.ts";
import type { Slices } from "../conduct/slices.ts";
import { type KernelModule, moduleOf } from "./modules.ts";
import { mergeOf } from "./pair_sums.ts";
import { isRefusal } from "./refusal.ts";
import {
  callSize,
  type DraftOptions,
  draftPlain,
  type Extent,
  type Plain,
  type Unit,
  type UnitDraft,
  writeArguments,
} from "./units.ts";

/** A sweep over pairs, done by unordered pairs. */
export interface BoundPairs {
  readonly kernel: Kernel;
  readonly symmetric: Unit;
  /** The accumulators that gain nothing by it, and their kernel. */
  readonly rest: { readonly kernel: Kernel; readonly plain: Plain } | undefined;
  /** How many batches there are, and how many components. */
  readonly outer: number;
  readonly lanes: number;
  /** Where the shifts lie: a double for each batch and log-sum-exp. */
  readonly shifts: number;
  readonly logs: number;
  /** Where the sums by columns of each piece start: `cells` times `stride` doubles, and to which batch it belongs. */
  readonly columns: readonly { readonly at: number; readonly outer: number }[];
  readonly cells: number;
  readonly stride: number;
  readonly work: number;
}

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

/**
 * Lays out a sweep by unordered pairs; undefined where there are too few of them, too much memory would be needed, or there
 * is no module for it.
 */
export function* draftPairs(
  { symmetric: kernel, rest }: Pairs,
  { rows, lanes }: Extent,
  { heap, place, sizes, longest, target, always }: DraftOptions & {
    readonly target: Target;
    /** Whether it is done however few pairs there are. */
    readonly always: boolean;
  },
): Slices<PairsDraft | undefined> {
  if (lanes < leastLanes && !always) return undefined;
  const outer = rows / lanes;
  const cells = kernel.accumulators.reduce((sum, one) => sum + count(one.cells), 0);
  const each = workOf(kernel, 1) + lanes / 2 * workOf(kernel, 2);
  const work = rows * each;
  const stride = Math.ceil(lanes / 8) * 8 + 8;
  const wanted = mergeShare * lanes * each / (cells * lanes * mergeCost);
  const fitting = mostColumnBytes / (8 * cells * stride * outer);
  const affordable = Math.floor(Math.min(32, wanted, fitting, lanes / 32));
  const strips = always ? Math.max(1, affordable) : affordable;
  if (strips < 1) return undefined;
  const compiled = yield* moduleOf(kernel, target, heap);
  const restModule = rest && (yield* moduleOf(rest, target, heap));
  if (isRefusal(compiled) || (restModule && isRefusal(restModule))) return undefined;
  if (isRefusal(mergeOf(heap))) return undefined;
  const bounds = stripBounds(
    lanes,
    strips,
    blockOf({ shape: target.shape, schedule: compiled.schedule }),
  );
  const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp").length;
  const offsets = {
    scratch: place(compiled.scratchBytes),
    shifts: place(8 * outer * logs),
    args: Array.from(
      { length: outer * (bounds.length - 1) },
      () => place(4 * compiled.args.length),
    ),
    columns: Array.from(
      { length: outer * (bounds.length - 1) },
      () => place(8 * cells * stride),
    ),
  };
  const restExtent = { rows, lanes, work: rest === undefined ? 0 : rows * lanes * workOf(rest, 2) };
  const restDraft = rest === undefined || restModule === undefined
    ? undefined
    : draftPlain(rest, restModule, restExtent, { heap, place, sizes, longest });
  const parts = [
    { kernel, compiled },
    ...(rest === undefined || restModule === undefined
      ? []
      : [{ kernel: rest, compiled: restModule }]),
  ];
  return {
    parts,
    settle: (start, values) => {
      const pieces: Piece[] = [];
      const columns: { at: number; outer: number }[] = [];
      for (let o = 0, p = 0; o < outer; o++) {
        for (let s = 0; s + 1 < bounds.length; s++, p++) {
          const at = start + offsets.columns[p]!;
          const args = start + offsets.args[p]!;
          writeArguments(heap, args, compiled, {
            ...values,
            flags: 0,
            flagsPerRow: 0,
            columns: at,
            columnStride: 8 * stride,
            shifts: start + offsets.shifts + 8 * o * logs,
          });
          columns.push({ at, outer: o });
          pieces.push({
            args,
            rowFirst: o * lanes + bounds[s]!,
            rowEnd: o * lanes + bounds[s + 1]!,
            laneFirst: 0,
            laneEnd: lanes,
          });
        }
      }
      return {
        kernel,
        symmetric: {
          compiled,
          pieces,
          ...callSize({ rows, lanes, work }, compiled, {
            lane: laneTime(kernel),
            longest,
            inner: lanes,
          }),
          scratch: start + offsets.scratch,
        },
        rest: rest === undefined || restDraft === undefined
          ? undefined
          : { kernel: rest, plain: restDraft.settle(start, values) },
        outer,
        lanes,
        shifts: start + offsets.shifts,
        logs,
        columns,
        cells,
        stride,
        work: work + restExtent.work,
      };
    },
  };
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
