import { cellCount, type Sizes } from "../../src/plan/types.ts";
import {
  argumentsOf,
  type Instruction,
  type Kernel,
  type Register,
  type Value,
} from "../ir/kernel.ts";
import { workOf } from "../program/cost.ts";
import { type Place, registerPlace } from "./spans.ts";

/** Scratch numbers that the lane registers of a kernel may take together: what a second-level cache holds with room to spare. */
const scratchNumbers = 16384;
/** Fewer lanes than this cost more in calls than they save in cache, so wide values may take more scratch … */
const fewLanes = 16;
/** … up to this many numbers. */
const mostScratchNumbers = 1 << 20;
/** The most lanes that an instruction handles at a time. */
const mostLanes = 256;
/** The most work, in additions, of a block of lanes: some milliseconds, after which a script can be stopped. */
const mostWork = 1e6;

/** Where the registers of a kernel lie, and how many lanes they hold. */
export interface Registers {
  readonly width: number;
  readonly placeOf: (register: Register) => Place;
}

/** Registers in one array: those of the lanes share places that are no longer read. */
export function allocate(kernel: Kernel, lanes: number, sizes: Sizes): Registers {
  const isLast = lastUses(kernel);
  const cells = (value: Value) => cellCount(value.cells, sizes);
  // first in units of lanes, so that the width can follow from what is needed
  const laneAt = new Map<number, number>();
  const free = new Map<number, number[]>();
  let laneCells = 0, fixedCells = 0;
  const fixedAt = new Map<number, number>();
  kernel.levels.forEach((list, level) =>
    list.forEach((instruction) => {
      const { out } = instruction, count = cells(out);
      if (level < 2) {
        fixedAt.set(out.id, fixedCells);
        fixedCells += count;
        return;
      }
      const reused = free.get(count)?.pop();
      laneAt.set(out.id, reused ?? laneCells);
      if (reused === undefined) laneCells += count;
      for (const gone of isLast.get(instruction) ?? []) {
        const at = laneAt.get(gone.id);
        if (at === undefined) continue;
        const list = free.get(cells(gone)) ?? [];
        free.set(cells(gone), [...list, at]);
      }
    })
  );
  const fitting = (numbers: number) => Math.floor(numbers / Math.max(1, laneCells));
  const wanted = Math.max(
    fitting(scratchNumbers),
    Math.min(fewLanes, fitting(mostScratchNumbers)),
    1,
  );
  const short = Math.max(1, Math.floor(mostWork / Math.max(1, workOf(kernel, 2))));
  const width = Math.min(lanes, mostLanes, wanted, short);
  const array = new Float64Array(laneCells * width + fixedCells);
  const placeOf = (register: Register) => {
    const lane = laneAt.get(register.id);
    return lane === undefined
      ? registerPlace(
        register,
        1,
        array,
        laneCells * width + (fixedAt.get(register.id) ?? 0),
        sizes,
      )
      : registerPlace(register, width, array, lane * width, sizes);
  };
  return { width, placeOf };
}

/** For each instruction of the lanes, the lane registers that nothing reads after it. */
function lastUses(kernel: Kernel): Map<Instruction, Register[]> {
  const kept = new Set<Value>([
    ...kernel.accumulators.flatMap((a) => a.args.map(whole)),
    ...kernel.stores.map((s) => whole(s.value)),
  ]);
  const last = new Map<Value, Instruction>();
  for (const instruction of kernel.levels[2]) {
    last.set(instruction.out, instruction);
    for (const arg of argumentsOf(instruction)) last.set(whole(arg), instruction);
  }
  const result = new Map<Instruction, Register[]>();
  for (const [value, instruction] of last) {
    if (value.kind !== "register" || value.level !== 2 || kept.has(value)) continue;
    result.set(instruction, [...(result.get(instruction) ?? []), value]);
  }
  return result;
}

/** The register behind a view. */
function whole(value: Value): Value {
  return value.kind === "view" ? value.of : value;
}
