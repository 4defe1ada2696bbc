import type { Instruction, Kernel } from "../../ir/kernel.ts";
import { count, laneTime, workOf } from "../../program/cost.ts";
import { lanesOf, type Shape } from "../bytes/emitter.ts";
import type { Schedule } from "./frame.ts";

/** Rows and vectors of a tile. */
type Tile = Pick<Schedule, "rows" | "vectors">;

/** Tiles that are written out if their code has at most so many bytes; the first that fits is taken. */
type Choices = readonly (readonly [Tile, number])[];

const kilobyte = 1024;
const one = { rows: 1, vectors: 1 }, wide = { rows: 1, vectors: 2 };
const pair = { rows: 2, vectors: 1 }, tall = { rows: 4, vectors: 1 };
const square = { rows: 2, vectors: 2 };

/**
 * How a kernel is laid out, by what was measured (V8 14, x86 with fused multiply-adds; Gaussians with d from 2 to 784).
 * Loops over short axes run at 0.7 to 1.1 times the speed of code that is written out, for they share loads between the
 * rows of a tile; they stay small, whereas code of more than 200 kB is compiled badly or too late to be of use.
 */
export function scheduleOf(kernel: Kernel, shape: Shape): Schedule {
  const { choices, rolled } = (shape === "f32x4" ? singleOptions(kernel) : undefined) ??
    optionsOf(kernel);
  for (const [tile, most] of choices) {
    const fitted = fit(kernel, shape, tile);
    if (writtenBytes(kernel, fitted) <= most) return { ...fitted, rolled: false };
  }
  return { ...shortened(kernel, shape, fit(kernel, shape, rolled)), rolled: true };
}

/**
 * Whether all lanes are done by masked tiles, which may be cut off at the end, and none has code of its own for whole ones:
 * operations on matrices in loops are so much code that to write it twice costs a first run more than masks cost all others.
 * Where matrices are large, what is cut off of the last tile would count instead.
 */
export function hasMaskedTilesOnly(kernel: Kernel, { rolled }: Schedule): boolean {
  return rolled && kernel.accumulators.length === 0 && kernel.levels[2].some(isMatrix) &&
    laneTime(kernel) < longestCutOff;
}

/** Nanoseconds, as they are estimated, that a lane may take of which a tile is cut off. */
const longestCutOff = 10_000;

/**
 * Nanoseconds, as they are estimated, that a tile may take if it can be smaller: a call has one at least. Sums in memory gain
 * from wide tiles, maps do not.
 */
const longestTile = { ofMaps: 24e6, ofSums: 48e6 };

/** A tile of one vector, and of one row, where more would keep a thread from everything else for too long. */
function shortened(kernel: Kernel, shape: Shape, { rows, vectors }: Tile): Tile {
  const longest = kernel.accumulators.length === 0 ? longestTile.ofMaps : longestTile.ofSums;
  const time = laneTime(kernel) * lanesOf[shape];
  if (time * rows * vectors <= longest) return { rows, vectors };
  return { rows: time * rows <= longest ? rows : 1, vectors: 1 };
}

function optionsOf(kernel: Kernel): { readonly choices: Choices; readonly rolled: Tile } {
  const matrices = kernel.levels[2].filter(isMatrix);
  const cells = accumulatorCells(kernel);
  if (kernel.accumulators.length === 0 || kernel.rows.length === 0) {
    // it runs once along the lanes, so that its compilation counts as much as its speed
    const rolled = { rows: 1, vectors: cells > 8 ? 8 : 2 };
    return { choices: [[wide, (cells > 8 ? 24 : 12) * kilobyte]], rolled };
  }
  if (matrices.length === 0) {
    const choices: Choices = cells > 8
      ? [[square, 80 * kilobyte], [{ rows: 1, vectors: 4 }, 48 * kilobyte]]
      : [[square, (hasLogs(kernel) ? 96 : 24) * kilobyte]];
    return { choices, rolled: square };
  }
  const d = Math.max(...matrices.map(({ row }) => row.set.extent));
  const isComputed = matrices.some((matrix) => matrix.kind === "dense" && matrix.op === "factor");
  if (cells > 8) {
    // sums in memory cost a loop more than sums in locals
    const choices: Choices = [
      [square, 60 * kilobyte],
      [wide, 110 * kilobyte],
      [one, 180 * kilobyte],
    ];
    return { choices, rolled: isComputed ? one : d < 16 ? square : wide };
  }
  if (isComputed) {
    const choices: Choices = [[square, 60 * kilobyte], [wide, 54 * kilobyte]];
    return { choices, rolled: d < 32 ? pair : one };
  }
  // matrices that are only read: rows that share a load gain more than code that is written out
  const isCubic = matrices.some((matrix) => matrix.kind !== "dense" || matrix.op === "trace");
  if (!isCubic) return { choices: [[square, 20 * kilobyte]], rolled: tall };
  const hasProducts = kernel.levels[2].some((one) =>
    one.kind === "guarded" && one.fast.form === "products"
  );
  const choices: Choices = [[square, (hasProducts ? 160 : 45) * kilobyte], [wide, 60 * kilobyte]];
  return { choices, rolled: pair };
}

/**
 * What is otherwise for floats: their sums in memory take two vectors of doubles for each of floats, which more rows share,
 * and an exponential less time, so that six sums in registers beat four.
 */
function singleOptions(
  kernel: Kernel,
): { readonly choices: Choices; readonly rolled: Tile } | undefined {
  if (accumulatorCells(kernel) > 8) return { choices: [[square, 60 * kilobyte]], rolled: square };
  const sums = kernel.levels[2].filter(({ kind }) => kind === "fold" || kind === "dot").length;
  if (kernel.mirrors !== undefined || kernel.levels[2].some(isMatrix) || sums !== 1) {
    return undefined;
  }
  return { choices: [[{ rows: 3, vectors: 2 }, 24 * kilobyte]], rolled: square };
}

/** A tile that the kernel can have: over unordered pairs all rows of a tile lie in one block of lanes. */
function fit({ rows, mirrors, lane }: Kernel, shape: Shape, tile: Tile): Tile {
  const vectors = lane === null ? 1 : tile.vectors;
  const most = mirrors === undefined ? tile.rows : vectors * lanesOf[shape];
  return { rows: rows.length === 0 ? 1 : Math.min(tile.rows, most), vectors };
}

/** About how many bytes of code a kernel has when it is written out. */
function writtenBytes(kernel: Kernel, { rows, vectors }: Tile): number {
  const base = 3000, operation = 15, accumulated = 300;
  const alone = rows > 1 ? 1 : 0;
  // tiles of several rows and of one, each whole and at the end of the lanes
  const copies = [1, rows + alone, rows * (vectors + 1) + alone * (vectors + 1)];
  const work = copies.reduce((sum, times, level) => sum + times * workOf(kernel, level as 0), 0);
  return base + operation * work + accumulated * accumulatorCells(kernel) * (rows + alone);
}

/** Whether logarithms are added up over a short axis: written out, they are one logarithm of a product. */
function hasLogs(kernel: Kernel): boolean {
  return kernel.levels[2].some((one) =>
    one.kind === "map" && one.op === "log" && one.out.cells.length > 0
  );
}

/** How many numbers the accumulators of a kernel hold for each row. */
function accumulatorCells({ accumulators }: Kernel): number {
  return accumulators.reduce((sum, { cells }) => sum + count(cells), 0);
}

function isMatrix(
  instruction: Instruction,
): instruction is Extract<Instruction, { kind: "dense" | "inverse" }> {
  return instruction.kind === "dense" || instruction.kind === "inverse";
}
