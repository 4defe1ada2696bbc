import { centredGroups } from "../../../kernels/program/centring.ts";
import type { Rounding } from "../../../kernels/wasm/frame/argument_block.ts";
import { isLong } from "../../expr/axes.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../../plan/types.ts";
import { limits } from "../digits/limits.ts";
import { nameOf } from "../digits/names.ts";
import { centring } from "../digits/centres.ts";
import type { Heap } from "../memory/heap.ts";
import type { KernelModule } from "./modules.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import type { Place } from "./units.ts";

/** A copy of a buffer, rounded to single precision. */
interface Copy {
  readonly buffer: Buffer;
  readonly rounding: Exclude<Rounding, "f64">;
  /** Where it starts. */
  readonly at: number;
}

/** The copies that a kernel reads. */
export interface RoundedCopies extends KernelModule {
  readonly copies: readonly Copy[];
  readonly addressOf: (buffer: Buffer, rounding: Rounding) => number | undefined;
}

/** A heap, and the numbers that lie in it. */
interface HeldNumbers {
  readonly heap: Heap;
  readonly array: (buffer: Buffer) => Float64Array;
}

/** Reserves memory for the copies that a kernel reads. */
export function reserveRoundedCopies(
  { kernel, compiled }: KernelModule,
  { sizes, place }: { readonly sizes: Sizes; readonly place: Place },
): { readonly settle: (start: number) => RoundedCopies } {
  const offsets = compiled.args.flatMap((argument) => {
    if (argument.kind !== "pointer" || argument.rounding === "f64") return [];
    const { buffer, rounding } = argument;
    return [{ buffer, rounding, at: place(4 * cellCount(buffer.dims, sizes)) }];
  });
  const settle = (start: number): RoundedCopies => {
    const copies = offsets.map((copy): Copy => ({ ...copy, at: start + copy.at }));
    const addressOf = (buffer: Buffer, rounding: Rounding) =>
      copies.find((copy) => copy.buffer === buffer && copy.rounding === rounding)?.at;
    return { kernel, compiled, copies, addressOf };
  };
  return { settle };
}

/** Rounds the buffers that kernels read. Says why their numbers are not in a range that single precision can work with. */
export function* fillRoundedCopies(
  roundedCopies: readonly RoundedCopies[],
  sizes: Sizes,
  held: HeldNumbers,
): Slices<string | undefined> {
  for (const { kernel, copies } of roundedCopies) {
    const groups = centredGroups(kernel);
    for (const copy of copies) {
      const { buffer } = copy;
      const outside = copy.rounding === "f32"
        ? yield* round(copy, held)
        : yield* roundCentred(copy, groups.get(buffer) ?? [buffer], sizes, held);
      if (outside === undefined) continue;
      return `there is ${outside.toPrecision(2)} among the numbers of ${
        nameOf(buffer)
      }, and single precision wants them between 1e−18 and 1e18`;
    }
  }
  return undefined;
}

/** Rounds numbers; gives one that lies outside of the range, if there is any. */
function* round(
  { buffer, at }: Copy,
  { heap, array }: HeldNumbers,
): Slices<number | undefined> {
  const { least, largest } = limits.cpu;
  let outside: number | undefined;
  const { length } = array(buffer);
  for (let first = 0; first < length; first += numbersAtOnce) {
    const from = array(buffer), to = new Float32Array(heap.memory.buffer, at, length);
    const end = Math.min(length, first + numbersAtOnce);
    for (let t = first; t < end; t++) {
      const x = from[t]!, size = Math.abs(x);
      if (x !== 0 && size !== Infinity && !(size > least && size < largest)) outside = x;
      to[t] = x;
    }
    yield undefined;
  }
  return outside;
}

/** The same after the centre of their cell was taken off. */
function* roundCentred(
  { buffer, at }: Copy,
  group: readonly Buffer[],
  sizes: Sizes,
  { heap, array }: HeldNumbers,
): Slices<number | undefined> {
  let outside: number | undefined;
  const { values: centres } = yield* centring({ buffers: group, batch: null }, sizes, array);
  for (const { start, end, cell } of runsOf(buffer, sizes)) {
    const from = array(buffer), to = new Float32Array(heap.memory.buffer, at, from.length);
    const centre = centres[cell]!;
    for (let t = start; t < end; t++) {
      const x = from[t]! - centre, size = Math.abs(x);
      if (!(size < limits.cpu.largest) && size !== Infinity) outside = x;
      to[t] = x;
    }
    yield undefined;
  }
  return outside;
}

/** A stretch of memory that holds numbers of one cell, from `start` up to, not including, `end`. */
interface CellRun {
  readonly start: number;
  readonly end: number;
  readonly cell: number;
}

/** The stretches of a buffer, in order; long ones in parts that are a slice of work. */
function* runsOf(buffer: Buffer, sizes: Sizes): Generator<CellRun, void, unknown> {
  const short = buffer.dims.filter((axis) => !isLong(axis));
  // how far each dimension, in the order of memory, moves the cell
  const dims = buffer.order.map((t) => {
    const axis = buffer.dims[t]!, place = short.indexOf(axis);
    const step = place < 0 ? 0 : cellCount(short.slice(place + 1), sizes);
    return { extent: extentOf(axis, sizes), step };
  });
  let length = 1;
  while (dims.at(-1)?.step === 0) length *= dims.pop()!.extent;
  const total = dims.reduce((product, { extent }) => product * extent, 1);
  for (let run = 0; run < total; run++) {
    let cell = 0;
    for (let d = dims.length - 1, rest = run; d >= 0; d--) {
      const { extent, step } = dims[d]!;
      cell += rest % extent * step;
      rest = Math.floor(rest / extent);
    }
    for (let start = run * length, end = start + length; start < end; start += numbersAtOnce) {
      yield { start, end: Math.min(end, start + numbersAtOnce), cell };
    }
  }
}
