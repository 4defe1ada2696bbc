import { rowBlocks } from "../../../../kernels/wasm/tiles/skipping_driver.ts";
import type { Requests } from "../../conduct/runners.ts";
import type { Piece } from "../../threads/pool.ts";
import type { Compiled } from "../modules.ts";
import type { Unit } from "../units.ts";
import { type Ordered, seedRows } from "./orders.ts";
import { countedBlocks, type SkipMemory, type SkippedSweep } from "./skip_memory.ts";
import type { CompiledSkipping } from "./skipping_modules.ts";

/** Rows along the lanes that lie next to them. */
export function seedUnit(
  { seedArgs, seedScratch }: SkipMemory,
  seeds: Ordered["seeds"],
  compiled: Compiled,
): Unit {
  const pieces = seeds.map((seed): Piece => ({ args: seedArgs, ...seed }));
  return {
    compiled,
    pieces,
    scratch: seedScratch,
    rowsAtOnce: seedRows,
    lanesAtOnce: undefined,
    share: 0,
  };
}

/** Counts the pairs that a few blocks of rows leave; gives their part of all. */
export function* survivingShare(
  { bound: { heap }, rows, lanes }: SkippedSweep,
  { counters, scratch, scratchBytes }: SkipMemory,
  compiled: CompiledSkipping,
): Requests<Unit, number> {
  const blocks = Math.ceil(rows / rowBlocks[0]);
  const looked = new Set(
    counters.map((_, t) => Math.floor((t + 0.5) * blocks / countedBlocks)),
  );
  let all = 0;
  const pieces = [...looked].map((block, t): Piece => {
    all += (Math.min(rows, (block + 1) * rowBlocks[0]) - block * rowBlocks[0]) * lanes;
    heap.f64(counters[t]!.count, 1)[0] = 0;
    return {
      args: counters[t]!.args,
      rowFirst: block,
      rowEnd: block + 1,
      laneFirst: 0,
      laneEnd: 0,
    };
  });
  yield unitOf(compiled, { pieces, scratch, scratchBytes, share: 0 });
  const counted = pieces.reduce((sum, _, t) => sum + heap.f64(counters[t]!.count, 1)[0]!, 0);
  return counted / all;
}

/** Blocks of rows, a few together. */
function blockPieces({ driver, levels }: SkipMemory): Piece[] {
  const { blocks } = levels[0]!, size = Math.ceil(blocks / 1024), pieces: Piece[] = [];
  for (let rowFirst = 0; rowFirst < blocks; rowFirst += size) {
    const rowEnd = Math.min(blocks, rowFirst + size);
    pieces.push({ args: driver, rowFirst, rowEnd, laneFirst: 0, laneEnd: 0 });
  }
  return pieces;
}

/** All blocks of rows. */
export function driverUnit(compiled: CompiledSkipping, memory: SkipMemory): Unit {
  const { scratch, scratchBytes } = memory;
  return unitOf(compiled, { pieces: blockPieces(memory), scratch, scratchBytes });
}

function unitOf(
  kernel: CompiledSkipping,
  { pieces, scratch, scratchBytes, share }: {
    readonly pieces: readonly Piece[];
    readonly scratch: number;
    readonly scratchBytes: number;
    readonly share?: number;
  },
): Unit {
  return {
    compiled: kernel,
    pieces,
    scratch,
    scratchBytes,
    rowsAtOnce: 1,
    lanesAtOnce: undefined,
    ...share === undefined ? {} : { share },
  };
}
