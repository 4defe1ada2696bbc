import type { Kernel, Memory } from "../../../kernels/ir/kernel.ts";
import { mergeCode, mergeOps } from "../../../kernels/wgsl/merge_shader.ts";
import { extentOf } from "../../plan/types.ts";
import { type Chunks, chunksOf } from "./row_chunks.ts";
import { dataUsage, dispatch } from "./dispatch.ts";
import type { Window } from "./pack.ts";
import { type Throttle, throttleOf } from "./throttle.ts";
import type { Kept, SweepJob } from "./sweep_job.ts";
import { loadColumns, loadCommon, loadRows } from "./upload.ts";

/** A job that is under way. */
interface Work extends SweepJob {
  readonly rows: number;
  readonly outers: number;
  readonly lanes: number;
  readonly chunks: Chunks;
  readonly states: number;
  readonly outCells: number;
  readonly banded: boolean;
  readonly pipeline: GPUComputePipeline;
  readonly merge: GPUComputePipeline;
  readonly throttle: Throttle;
  readonly on: { readonly [K in "common" | "rowData" | "columns" | "states" | "ops"]: GPUBuffer };
  readonly results: GPUBuffer;
  /** Counts the pairs that were handed to the device. */
  readonly visited: (pairs: number) => void;
}

/** Runs a sweep, in chunks of rows and windows of lanes. Its results stay on the device; undefined if bands were handed over. */
export async function runSweep(job: SweepJob): Promise<Kept | undefined> {
  const { gpu, sweep, source: { kernel, sizes }, bounds } = job;
  const { pool } = gpu;
  const extent = (axis: Kernel["lane"] | undefined) => axis ? extentOf(axis, sizes) : 1;
  const rows = extent(kernel.rows.at(-1)), lanes = extent(kernel.lane);
  const outers = kernel.rows.length > 1 ? extent(kernel.rows[0]) : 1;
  const doubts = sweep.doubts ? 1 : 0;
  const states = 2 * sweep.cells.length + doubts, outCells = sweep.cells.length + doubts;
  const chunks = chunksOf({
    outers,
    rows,
    lanes,
    rowBytes: 4 * Math.max(1, sweep.slots.rows.length, outCells),
    laneBytes: 16 * sweep.record,
    stateBytes: 4 * states,
    rowsPerGroup: sweep.rowsPerGroup,
  }, bounds);
  const allRows = rows * outers, chunkRows = chunks.rowsPerChunk * chunks.outersPerChunk;
  const banded = 4 * outCells * allRows > bounds.binding;
  const [pipeline, merge] = await Promise.all([
    gpu.pipeline(sweep.code, "sweep"),
    gpu.pipeline(mergeCode, "merge"),
  ]);
  const total = Math.max(1, allRows * lanes);
  let done = 0;
  const throttle = throttleOf(gpu, sweep.code, () => job.onPiece(done / total));
  const parts = chunks.partsPerWindow * chunks.windows;
  const taken: GPUBuffer[] = [];
  const take = (floats: number) => {
    const buffer = pool.take(Math.max(16, 4 * floats), dataUsage);
    taken.push(buffer);
    return buffer;
  };
  let results: GPUBuffer | undefined;
  try {
    const lanesHere = chunks.outersPerChunk * Math.min(lanes, chunks.lanesPerWindow);
    const on = {
      common: take(sweep.slots.common.length),
      rowData: take(sweep.slots.rows.length * chunkRows),
      columns: take(4 * sweep.record * lanesHere),
      states: take(states * parts * chunkRows),
      ops: take(outCells),
    };
    results = pool.take(Math.max(16, 4 * outCells * (banded ? chunkRows : allRows)), dataUsage);
    const visited = (pairs: number) => void (done += pairs);
    const shape = { rows, outers, lanes, chunks, states, outCells, banded };
    await runChunks({ ...job, ...shape, pipeline, merge, throttle, on, results, visited });
  } catch (error) {
    if (results !== undefined) pool.drop(results);
    throw error;
  } finally {
    taken.forEach((buffer) => pool.give(buffer));
  }
  if (!banded) return { buffer: results, rows: allRows, cells: outCells };
  pool.give(results);
  return undefined;
}

async function runChunks(work: Work): Promise<void> {
  const { gpu: { device }, sweep, on, chunks, rows, outers, lanes, outCells } = work;
  loadCommon(work, on.common);
  const ops = Uint32Array.from([...sweep.cells.map(({ op }) => mergeOps[op]), mergeOps.doubt]);
  device.queue.writeBuffer(on.ops, 0, ops, 0, outCells);
  let loaded = "";
  for (let firstOuter = 0; firstOuter < outers; firstOuter += chunks.outersPerChunk) {
    const outer = { firstOuter, outers: Math.min(chunks.outersPerChunk, outers - firstOuter) };
    for (let first = 0; first < rows; first += chunks.rowsPerChunk) {
      const here = { ...outer, first, count: Math.min(chunks.rowsPerChunk, rows - first) };
      loadRows(work, on.rowData, here);
      for (let window = 0; window < chunks.windows; window++) {
        const lane = window * chunks.lanesPerWindow;
        const count = Math.min(chunks.lanesPerWindow, lanes - lane);
        const there = { ...outer, first: lane, count };
        const key = `${firstOuter} ${window}`;
        if (loaded !== key) await loadColumns(work, on.columns, there);
        loaded = key;
        await runWindow(work, window, here, there);
      }
      mergeChunk(work, here);
      if (!work.banded) continue;
      await work.throttle.drained();
      const band = { buffer: work.results, rows: here.outers * here.count, cells: outCells };
      await work.onBand(band, firstOuter * rows + first);
    }
  }
}

/** Dispatches one window of lanes for one chunk of rows, in pieces that the device finishes in time. */
async function runWindow(work: Work, window: number, here: Window, there: Window): Promise<void> {
  const { gpu, sweep, chunks, pipeline, throttle, on } = work;
  const lanesPerPart = Math.ceil(there.count / chunks.partsPerWindow);
  const groups = Math.ceil(here.count / sweep.rowsPerGroup);
  const cost = (groupCount: number, partCount: number) =>
    groupCount * sweep.rowsPerGroup * Math.min(partCount * lanesPerPart, there.count) *
    here.outers * (sweep.statements + 4);
  const { slots } = sweep;
  for (let part = 0, parts = 0; part < chunks.partsPerWindow; part += parts) {
    parts = within(Math.floor(throttle.room() / cost(groups, 1)), chunks.partsPerWindow - part);
    for (let group = 0, count = 0; group < groups; group += count) {
      count = within(Math.floor(throttle.room() / cost(1, parts)), Math.min(groups - group, 65535));
      const numbers = Uint32Array.of(
        here.count,
        there.count,
        here.count * here.outers,
        lanesPerPart,
        group,
        part,
        window * chunks.partsPerWindow,
        here.first,
        there.first,
        here.firstOuter,
      );
      const buffers = [
        slots.common.length > 0 ? on.common : null,
        slots.rows.length > 0 ? on.rowData : null,
        slots.columns.length > 0 ? on.columns : null,
        on.states,
      ];
      dispatch(gpu, { pipeline, numbers, buffers, groups: [count, parts, here.outers] });
      const rows = Math.min(count * sweep.rowsPerGroup, here.count - group * sweep.rowsPerGroup);
      const lanes = Math.max(0, Math.min(parts * lanesPerPart, there.count - part * lanesPerPart));
      work.visited(rows * here.outers * lanes);
      await throttle.submitted(cost(count, parts));
    }
  }
}

function within(wanted: number, most: number): number {
  return Math.max(1, Math.min(wanted, most));
}

/** Merges the states of a chunk into the results. */
function mergeChunk(work: Work, here: Window): void {
  const { gpu, chunks, states, outCells, banded, merge, on, results } = work;
  const count = here.count * here.outers;
  const numbers = Uint32Array.of(
    count,
    chunks.partsPerWindow * chunks.windows,
    states,
    banded ? 0 : here.firstOuter * work.rows + here.first,
    banded ? count : work.rows * work.outers,
  );
  const buffers = [on.ops, on.states, results];
  dispatch(gpu, { pipeline: merge, numbers, buffers, groups: [Math.ceil(count / 64), outCells] });
}

/** Whether a kernel can read the results of an earlier sweep where they lie: along its rows or lanes, straight. */
export function readsStraight(kernel: Kernel, memory: Memory): boolean {
  const outer = kernel.rows.length > 1 ? [kernel.rows[0]] : [];
  const long = memory.dims.filter((axis) => axis.set.role !== "coordinate");
  const inner = long.filter((axis) => !outer.includes(axis));
  return inner.length === 1 && long.length === outer.length + 1 &&
    new Set(long).size === long.length &&
    (inner[0] === kernel.rows.at(-1) || inner[0] === kernel.lane);
}
