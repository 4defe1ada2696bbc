import type { Level, Register } from "../../ir/kernel.ts";
import type { Address } from "./addresses.ts";
import {
  type Cell,
  type Cells,
  type Loop,
  parameters,
  replicas,
  type Stored,
  type Tile,
} from "../frame/frame.ts";
import { movingAddress, outermostFirst } from "./loop.ts";
import { cellOf } from "../frame/cells.ts";

/**
 * Scratch memory for `copies` vectors at each point of these extents, row-major. What has the same name shares it: tiles
 * of one frame never run at the same time.
 */
export function placeFor(
  tile: Tile,
  name: string,
  extents: readonly number[],
  copies: number,
): Stored {
  const { places, scratch } = tile.frame, key = `${name} ${extents} ${copies}`;
  const known = places.get(key);
  if (known !== undefined) return known;
  let bytes = 16 * copies;
  const strides = extents.map(() => 0);
  for (let t = extents.length - 1; t >= 0; t--) {
    strides[t] = bytes;
    bytes *= extents[t]!;
  }
  const place = { at: scratch.take(bytes), strides, copies };
  places.set(key, place);
  return place;
}

/** Scratch memory for a register in a tile. */
export function storedFor(tile: Tile, register: Register): Stored {
  const copies = replicas(tile, tile.frame.dependence(register));
  return placeFor(
    tile,
    `register ${register.id}`,
    register.cells.map(({ set }) => set.extent),
    copies,
  );
}

/** The address of the copies of a value in scratch memory. */
export function storedAddress(
  tile: Tile,
  level: Level,
  { at, strides }: Stored,
  indices: readonly Cell[],
): Address {
  let offset = at, local: number = parameters.scratch, name = "scratch";
  const loops = new Map<Loop, number>();
  for (let t = 0; t < indices.length; t++) {
    const cell = indices[t]!, stride = strides[t]!;
    if (typeof cell === "number") offset += stride * cell;
    else {
      offset += stride * cell.plus;
      loops.set(cell.loop, (loops.get(cell.loop) ?? 0) + stride);
    }
  }
  for (const [loop, by] of outermostFirst(loops)) {
    name += ` ${by} loop ${loop.counter}`;
    local = movingAddress(tile, level, loop, { name, from: local, by });
  }
  return { local, offset };
}

/** Loads the copies of a value from scratch memory. */
export function loadFrom(
  tile: Tile,
  level: Level,
  stored: Stored,
  indices: readonly Cell[],
): number[] {
  const { local, offset } = storedAddress(tile, level, stored, indices);
  const { code } = tile.levels[level];
  const held: number[] = [];
  for (let t = 0; t < stored.copies; t++) {
    const vector = tile.frame.locals.fresh("v128");
    code.get(local);
    code.access("v128.load", offset + 16 * t);
    code.set(vector);
    held.push(vector);
  }
  return held;
}

/** Writes the copies of a value to scratch memory. */
export function storeTo(
  tile: Tile,
  level: Level,
  stored: Stored,
  indices: readonly Cell[],
  held: readonly number[],
): void {
  const { local, offset } = storedAddress(tile, level, stored, indices);
  const { code } = tile.levels[level];
  held.forEach((vector, t) => {
    code.get(local, vector);
    code.access("v128.store", offset + 16 * t);
  });
}

/** The locals of a value that a rolled kernel keeps in scratch memory; undefined for any other. */
export function loadStored(
  tile: Tile,
  register: Register,
  cells: Cells,
  level: Level,
): readonly number[] | undefined {
  const stored = tile.levels[register.level].stored.get(register);
  if (stored === undefined) return undefined;
  return loadFrom(tile, level, stored, register.cells.map((axis) => cellOf(cells, axis)));
}
