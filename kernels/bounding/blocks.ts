import { type Axis, axisOf, indexSet, isLong } from "../../src/expr/axes.ts";
import type { Interval } from "../../src/enclosure/interval.ts";
import type { Buffer } from "../../src/plan/types.ts";
import type { Kernel, Memory, Value } from "../ir/kernel.ts";
import { isNonNegative } from "./signs.ts";

/** The least and the largest number of each block of a buffer along its long axis. */
export interface Table {
  readonly source: Buffer;
  readonly side: "rows" | "lanes";
  readonly lo: Buffer;
  readonly hi: Buffer;
}

/** Blocks of rows and of lanes, and the tables of what a kernel reads along them. */
export interface Blocks {
  readonly rows: Axis;
  readonly lanes: Axis;
  readonly tables: readonly Table[];
  /** The bounds of a value in memory; undefined for what runs along both. */
  readonly boundsOf: (value: Memory) => Interval<Value> | undefined;
  /** A new buffer along blocks of rows, and along some cells. */
  readonly alongRows: (cells: readonly Axis[]) => Memory;
}

/** Buffers of plans have numbers of their own, from 0; those of blocks come after all of them. */
let created = 2 ** 24;

/** A buffer that no plan has. */
export function newBuffer(dims: readonly Axis[], order = dims.map((_, t) => t)): Buffer {
  return { id: created++, dims, order };
}

/** Blocks of a kernel with one row axis and a lane axis. */
export function blocksOf({ rows: [row], lane }: Kernel): Blocks {
  const rows = axisOf(indexSet("row", "R", 0)), lanes = axisOf(indexSet("row", "C", 0));
  const tables: Table[] = [], known = new Map<Memory, Interval<Value>>();
  const tableOf = (source: Buffer, side: Table["side"]): Table => {
    let table = tables.find((one) => one.source === source && one.side === side);
    if (table === undefined) {
      const along = side === "rows" ? rows : lanes;
      const dims = source.dims.map((axis) => isLong(axis) ? along : axis);
      const made = () => newBuffer(dims, [...source.order]);
      tables.push(table = { source, side, lo: made(), hi: made() });
    }
    return table;
  };
  const boundsOf = (value: Memory): Interval<Value> | undefined => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const long = value.dims.filter(isLong);
    if (long.length > 1 || long.some((axis) => axis !== row && axis !== lane)) return undefined;
    const sign = isNonNegative(value.buffer) ? 1 : undefined;
    let made: Interval<Value> = { lo: value, hi: value, sign };
    if (long.length === 1) {
      const side = long[0] === row ? "rows" : "lanes", along = side === "rows" ? rows : lanes;
      const { lo, hi } = tableOf(value.buffer, side);
      const dims = value.dims.map((axis) => isLong(axis) ? along : axis);
      const end = (buffer: Buffer): Memory => ({ ...value, buffer, dims });
      made = { lo: end(lo), hi: end(hi), sign };
    }
    known.set(value, made);
    return made;
  };
  const alongRows = (cells: readonly Axis[]): Memory => {
    // cells outermost, as in every buffer
    const dims = [...cells, rows];
    return { kind: "memory", level: 1, cells, buffer: newBuffer(dims), dims };
  };
  return { rows, lanes, tables, boundsOf, alongRows };
}
