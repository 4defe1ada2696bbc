import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { RowStates } from "../../../kernels/program/row_states.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { layout } from "./bind.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { Compiled } from "./modules.ts";
import { placesOf } from "./pair_sums.ts";
import { writeArguments } from "./write_arguments.ts";

/** A sweep, and the sizes it has. */
export interface OpenSweep {
  readonly bound: Bound;
  readonly step: BoundStep;
  readonly sizes: Sizes;
}

/** The memory of a module that leaves states open. */
export interface OpenMemory {
  readonly args: number;
  readonly scratch: number;
  /** A byte for each row: whether the module is in doubt about it. */
  readonly flags: () => Uint8Array;
  /** The states as they are now. */
  readonly states: () => readonly Float64Array[];
  readonly free: () => void;
}

/** The extent of the inner row axis. */
export function innerRows({ rows }: Kernel, sizes: Sizes): number {
  const inner = rows.at(-1);
  return inner === undefined ? 1 : extentOf(inner, sizes);
}

/** Lays the memory of such a module out, with the states that it goes on from. */
export function openMemory(
  { bound: { heap, array }, step: { kernel, rows }, sizes }: OpenSweep,
  compiled: Compiled,
  states: RowStates,
): OpenMemory {
  const { place, bytes } = layout();
  const args = place(4 * compiled.args.length), flags = place(rows);
  const scratch = place(compiled.scratchBytes);
  const planes = states.map((numbers) => place(8 * numbers.length));
  const at = heap.allocate(bytes());
  const views = () => planes.map((plane, t) => heap.f64(at + plane, states[t]!.length));
  views().forEach((view, t) => view.set(states[t]!));
  heap.u8(at + flags, rows).fill(0);
  const indices = new Map(kernel.accumulators.map(({ into }, t) => [into, t]));
  writeArguments(heap, at + args, compiled, {
    sizes,
    pointer: (buffer: Buffer) => array(buffer).byteOffset,
    flags: at + flags,
    flagsPerRow: 1,
    state: (buffer, number) => {
      const t = indices.get(buffer) as number;
      return at + planes[t]! + 4 * number * states[t]!.length;
    },
  });
  return {
    args: at + args,
    scratch: at + scratch,
    flags: () => heap.u8(at + flags, rows).slice(),
    states: views,
    free: () => heap.free(at),
  };
}

/** Copies the states of a row from others of the same sweep. */
export function copyRow(
  { step: { kernel }, sizes }: OpenSweep,
  row: number,
  from: RowStates,
  to: RowStates,
): void {
  const inner = innerRows(kernel, sizes);
  kernel.accumulators.forEach((accumulator, t) => {
    const { cells, outer, step } = placesOf(accumulator, kernel, sizes);
    const there = from[t]!, here = to[t]!, apart = here.length / 2;
    const first = outer(Math.floor(row / inner)) + (row % inner) * step;
    for (const cell of cells) {
      here[first + cell] = there[first + cell]!;
      here[first + cell + apart] = there[first + cell + apart]!;
    }
  });
}
