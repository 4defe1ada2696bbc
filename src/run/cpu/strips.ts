import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { together } from "../../../kernels/program/number_states.ts";
import { type Buffer, cellCount, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Piece } from "../threads/pool.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import type { Compiled } from "./modules.ts";
import { callWork, type Extent, type Flags, type Place, type StepValues } from "./units.ts";
import { writeArguments } from "./write_arguments.ts";

/** A sweep of few rows along many lanes, in strips of lanes: threads share them out, and between them it can be stopped. */
export interface Strips {
  readonly pieces: readonly Piece[];
  /** Puts the results of the strips together, in order. */
  readonly merge: (array: (buffer: Buffer) => Float64Array) => Slices;
}

/** Strips start at multiples of this: no block of lanes is cut. */
const stripLanes = 512;
/** The most strips, and the most memory that their results may take. */
const mostStrips = 64, mostBytes = 2 ** 25;

/**
 * Lays out strips: the results of each have memory of their own. Undefined where rows are enough to share out. The strips
 * depend on the sizes alone.
 */
export function draftStrips(
  kernel: Kernel,
  compiled: Compiled,
  { rows, lanes, work }: Extent,
  { heap, place, sizes }: { readonly heap: Heap; readonly place: Place; readonly sizes: Sizes },
): ((start: number, values: StepValues & Flags) => Strips) | undefined {
  const { accumulators } = kernel;
  const parts = Math.ceil(work / callWork);
  if (accumulators.length === 0 || rows >= parts) return undefined;
  const counts = accumulators.map(({ into }) => cellCount(into.dims, sizes));
  const bytes = 8 * counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(parts / rows, mostStrips, lanes / stripLanes, mostBytes / bytes);
  const size = Math.ceil(lanes / Math.max(1, Math.floor(wanted)) / stripLanes) * stripLanes;
  const count = Math.ceil(lanes / size);
  if (count < 2) return undefined;
  const strips = Array.from({ length: count }, () => ({
    args: place(4 * compiled.args.length),
    results: counts.map((one) => place(8 * one)),
  }));
  return (start, values) => {
    const pieces = strips.map(({ args, results }, s): Piece => {
      const own = new Map(accumulators.map(({ into }, t) => [into, start + results[t]!]));
      writeArguments(heap, start + args, compiled, {
        ...values,
        pointer: (buffer, rounding, module) =>
          own.get(buffer) ?? values.pointer(buffer, rounding, module),
      });
      const laneFirst = s * size;
      return {
        args: start + args,
        rowFirst: 0,
        rowEnd: rows,
        laneFirst,
        laneEnd: Math.min(lanes, laneFirst + size),
      };
    });
    function* merge(array: (buffer: Buffer) => Float64Array): Slices {
      const each = new Float64Array(count), atOnce = Math.ceil(numbersAtOnce / (4 * count));
      for (const [t, { op, into }] of accumulators.entries()) {
        for (let first = 0; first < counts[t]!; first += atOnce) {
          const end = Math.min(counts[t]!, first + atOnce), to = array(into);
          const parts = strips.map(({ results }) => heap.f64(start + results[t]!, counts[t]!));
          for (let at = first; at < end; at++) {
            for (let s = 0; s < count; s++) each[s] = parts[s]![at]!;
            to[at] = together(op, each);
          }
          yield undefined;
        }
      }
    }
    return { pieces, merge };
  };
}
