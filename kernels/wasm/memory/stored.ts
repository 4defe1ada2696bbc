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
import { movingAddress } from "./loop.ts";
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
  indices.forEach((cell, t) => {
    if (typeof cell === "number") {
      offset += strides[t]! * cell;
      return;
    }
    offset += strides[t]! * cell.plus;
    loops.set(cell.loop, (loops.get(cell.loop) ?? 0) + strides[t]!);
  });
  for (const [loop, by] of [...loops].sort(([x], [y]) => x.depth - y.depth)) {
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
  return Array.from({ length: stored.copies }, (_, t) => {
    const vector = tile.frame.locals.fresh("v128");
    code.get(local);
    code.access("v128.load", offset + 16 * t);
    code.set(vector);
    return vector;
  });
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
