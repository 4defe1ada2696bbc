/**
 * Tables in the format FlatBuffers, read without trust: whatever a count or an offset says, nothing beyond the bytes is looked
 * at, and no more tables than there is room for. What does not hold throws a `RangeError`, as a `DataView` does.
 *
 * @module
 */

/** A table of FlatBuffers: what is behind its fields, by their numbers. Numbers and texts need no check. */
export type Layout = readonly (readonly [field: number, part: Part])[];

/** A table, a list of tables, or a list of entries of so many bytes each. */
export type Part =
  | { readonly kind: "table" | "tables"; readonly layout: () => Layout }
  | { readonly kind: "list"; readonly bytes: number };

/** A table behind a field. */
export const table = (layout: () => Layout): Part => ({ kind: "table", layout });
/** A list of tables. */
export const tables = (layout: () => Layout): Part => ({ kind: "tables", layout });
/** A list of entries of so many bytes each. */
export const list = (bytes: number): Part => ({ kind: "list", bytes });

/** Deeper than this no table is nested. */
const mostDepth = 64;

/** A table of FlatBuffers within some bytes. */
export interface Table {
  check(layout: Layout): void;
  byte(field: number): number;
  long(field: number): number;
  table(field: number): Table | undefined;
  /** Where the entries of a list are. */
  entries(field: number, bytes: number): Iterable<number>;
}

/** The root table of a buffer of FlatBuffers. */
export function rootOf(view: DataView, start: number, length: number): Table {
  if (!(length > 4 && start + length <= view.byteLength)) throw beyond();
  const part = new DataView(view.buffer, view.byteOffset + start, length);
  // as many tables as have room side by side: a table may be pointed at more than once
  const budget = { left: length / 4 };
  return tableAt(part, part.getUint32(0, true), { start, budget, depth: 0 });
}

interface Within {
  /** Where the buffer begins in the file. */
  readonly start: number;
  readonly budget: { left: number };
  readonly depth: number;
}

function tableAt(view: DataView, at: number, within: Within): Table {
  const { start, budget, depth } = within;
  if (--budget.left < 0 || depth > mostDepth) throw beyond();
  const fields = at - view.getInt32(at, true), size = view.getUint16(fields, true);
  /** Where a field is; undefined if the table lacks it. */
  const place = (field: number): number | undefined => {
    const entry = 4 + 2 * field;
    const offset = entry + 2 <= size ? view.getUint16(fields + entry, true) : 0;
    return offset === 0 ? undefined : at + offset;
  };
  const target = (field: number): number | undefined => {
    const from = place(field);
    return from === undefined ? undefined : from + view.getUint32(from, true);
  };
  const listAt = (field: number, bytes: number): { first: number; count: number } => {
    const from = target(field);
    if (from === undefined) return { first: 0, count: 0 };
    const count = view.getUint32(from, true);
    if (from + 4 + count * bytes > view.byteLength) throw beyond();
    return { first: from + 4, count };
  };
  const inner = (from: number) => tableAt(view, from, { start, budget, depth: depth + 1 });
  return {
    byte: (field) => view.getUint8(place(field) ?? at),
    long: (field) => {
      const from = place(field);
      return from === undefined ? 0 : longAt(view, from);
    },
    table: (field) => {
      const from = target(field);
      return from === undefined ? undefined : inner(from);
    },
    *entries(field, bytes) {
      const { first, count } = listAt(field, bytes);
      for (let t = 0; t < count; t++) yield start + first + t * bytes;
    },
    check(layout) {
      for (const [field, part] of layout) {
        switch (part.kind) {
          case "list":
            listAt(field, part.bytes);
            break;
          case "tables": {
            const { first, count } = listAt(field, 4);
            for (let t = 0; t < count; t++) {
              const from = first + 4 * t;
              inner(from + view.getUint32(from, true)).check(part.layout());
            }
            break;
          }
          case "table": {
            const from = target(field);
            if (from !== undefined) inner(from).check(part.layout());
            break;
          }
          default:
            part satisfies never;
        }
      }
    },
  };
}

/** A whole number of 64 bits; beyond 2⁵³ it is larger than any file. */
export function longAt(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true));
}

function beyond(): RangeError {
  return new RangeError("What is counted lies beyond the bytes");
}
