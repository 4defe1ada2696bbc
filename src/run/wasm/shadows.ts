import { centredGroups } from "../../../kernels/centring.ts";
import type { Shadow } from "../../../kernels/wasm/arguments.ts";
import { isLong } from "../../expr/axes.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../../plan/types.ts";
import { nameOf } from "../digits/names.ts";
import type { Bound } from "./bound.ts";
import type { KernelModule } from "./modules.ts";
import type { Place } from "./units.ts";

/** A copy of a buffer, rounded to single precision. */
interface Copy {
  readonly buffer: Buffer;
  readonly shadow: Exclude<Shadow, "f64">;
  /** Where it starts. */
  readonly at: number;
}

/** The copies that a kernel reads. */
export interface ShadowCopies extends KernelModule {
  readonly copies: readonly Copy[];
  readonly addressOf: (buffer: Buffer, shadow: Shadow) => number | undefined;
}

/** Reserves memory for the copies that a kernel reads. */
export function shadowCopies(
  { kernel, compiled }: KernelModule,
  { sizes, place }: { readonly sizes: Sizes; readonly place: Place },
): { readonly settle: (start: number) => ShadowCopies } {
  const offsets = compiled.args.flatMap((argument) => {
    if (argument.kind !== "pointer" || argument.shadow === "f64") return [];
    const { buffer, shadow } = argument;
    return [{ buffer, shadow, at: place(4 * cellCount(buffer.dims, sizes)) }];
  });
  const settle = (start: number): ShadowCopies => {
    const copies = offsets.map((copy): Copy => ({ ...copy, at: start + copy.at }));
    const addressOf = (buffer: Buffer, shadow: Shadow) =>
      copies.find((copy) => copy.buffer === buffer && copy.shadow === shadow)?.at;
    return { kernel, compiled, copies, addressOf };
  };
  return { settle };
}

/** Numbers beyond these, their squares and quotients, leave the range of single precision. */
const range = { least: 2 ** -60, most: 2 ** 60 } as const;

/** Rounds the buffers that kernels read. Says why not all numbers lie in a range that single precision can work with, if so. */
export function fillShadows(
  shadows: readonly ShadowCopies[],
  sizes: Sizes,
  { heap, array }: Pick<Bound, "heap" | "array">,
): string | undefined {
  for (const { kernel, copies } of shadows) {
    const groups = centredGroups(kernel);
    for (const { buffer, shadow, at } of copies) {
      const from = array(buffer), to = new Float32Array(heap.memory.buffer, at, from.length);
      const outside = shadow === "f32" ? round(from, to) : roundCentred(buffer, {
        from,
        to,
        centres: centresOf(groups.get(buffer) ?? [buffer], sizes, array),
      }, sizes);
      if (outside !== undefined) {
        return `there is ${outside.toPrecision(2)} among the numbers of ${
          nameOf(buffer)
        }, and single precision wants them between 1e−18 and 1e18`;
      }
    }
  }
  return undefined;
}

/** Rounds numbers; gives one that lies outside of the range, if there is any. */
function round(from: Float64Array, to: Float32Array): number | undefined {
  let outside: number | undefined;
  for (let t = 0; t < from.length; t++) {
    const x = from[t]!, size = Math.abs(x);
    if (x !== 0 && size !== Infinity && !(size > range.least && size < range.most)) outside = x;
    to[t] = x;
  }
  return outside;
}

/** The same after the centre of their cell was taken off. */
function roundCentred(
  buffer: Buffer,
  { from, to, centres }: {
    readonly from: Float64Array;
    readonly to: Float32Array;
    readonly centres: Float64Array;
  },
  sizes: Sizes,
): number | undefined {
  let outside: number | undefined;
  eachRun(buffer, sizes, (start, end, cell) => {
    const centre = centres[cell]!;
    for (let t = start; t < end; t++) {
      const x = from[t]! - centre, size = Math.abs(x);
      if (!(size < range.most) && size !== Infinity) outside = x;
      to[t] = x;
    }
  });
  return outside;
}

/** For every coordinate the number half-way between the least and the largest in all buffers of a group. */
function centresOf(
  group: readonly Buffer[],
  sizes: Sizes,
  source: (buffer: Buffer) => Float64Array,
): Float64Array {
  const cells = cellCount(group[0]!.dims.filter((axis) => !isLong(axis)), sizes);
  const least = new Float64Array(cells).fill(Infinity);
  const most = new Float64Array(cells).fill(-Infinity);
  for (const buffer of group) {
    const from = source(buffer);
    eachRun(buffer, sizes, (start, end, cell) => {
      for (let t = start; t < end; t++) {
        const x = from[t]!;
        if (x < least[cell]! && x > -Infinity) least[cell] = x;
        if (x > most[cell]! && x < Infinity) most[cell] = x;
      }
    });
  }
  return least.map((low, cell) => low <= most[cell]! ? low / 2 + most[cell]! / 2 : 0);
}

/** Calls `visit` with each stretch of memory that holds numbers of one cell, from `start` up to, not including, `end`. */
function eachRun(
  buffer: Buffer,
  sizes: Sizes,
  visit: (start: number, end: number, cell: number) => void,
): void {
  const short = buffer.dims.filter((axis) => !isLong(axis));
  // how far each dimension, in the order of memory, moves the cell
  const dims = buffer.order.map((t) => {
    const axis = buffer.dims[t]!, place = short.indexOf(axis);
    const step = place < 0 ? 0 : cellCount(short.slice(place + 1), sizes);
    return { extent: extentOf(axis, sizes), step };
  });
  let length = 1;
  while (dims.at(-1)?.step === 0) length *= dims.pop()!.extent;
  let start = 0;
  const nest = (depth: number, cell: number): void => {
    if (depth === dims.length) {
      visit(start, start + length, cell);
      start += length;
      return;
    }
    const { extent, step } = dims[depth]!;
    for (let t = 0; t < extent; t++) nest(depth + 1, cell + t * step);
  };
  nest(0, 0);
}
