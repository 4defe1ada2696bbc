import { lower } from "../../kernels/lower/lower.ts";
import type { Kernel } from "../../kernels/ir/kernel.ts";
import { bindKernel } from "../../kernels/script/bind.ts";
import { bufferStrides } from "../../kernels/ir/strides.ts";
import { argumentNumbers } from "../../kernels/wasm/frame/argument_block.ts";
import type { Schedule } from "../../kernels/wasm/frame/frame.ts";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { generate, type Target, type WasmKernel } from "../../kernels/wasm/tiles/generate.ts";
import { flagLanes } from "../../kernels/wasm/tiles/tiles.ts";
import { type Buffer, cellCount, extentOf, type Sizes, type Step } from "../../src/plan/types.ts";
import { finishTask } from "../../src/run/conduct/buffers.ts";
import { plan } from "../../src/plan/plan.ts";
import { flatten } from "../../src/run/face/structure.ts";
import { filled, sizesFor } from "../../src/run/conduct/inputs.ts";

/** The memory that the kernels under test work on. */
const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
let top = 1024;

function allocate(bytes: number): number {
  const at = top;
  top += Math.ceil(bytes / 64) * 64 + 128;
  const missing = top - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  return at;
}

/** Kernels of a plan over memory that holds the inputs. */
export interface Problem {
  readonly steps: readonly Step[];
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly view: (buffer: Buffer) => Float64Array;
  readonly pointer: (buffer: Buffer) => number;
}

/** Plans and lowers expressions, and lays out their memory. What an earlier problem held is lost. */
export function problemOf(expressions: Parameters<typeof flatten>[0]): Problem {
  top = 1024;
  const steps = plan(flatten(expressions).map(({ node }) => node));
  const kernels = lower(steps);
  const sizes = sizesFor(steps.views, new Map());
  const arrays = filled(steps.views, new Map(), sizes);
  const places = new Map<Buffer, number>();
  for (const buffer of [...steps.inputs, ...steps.stored]) {
    places.set(buffer, allocate(cellCount(buffer.dims, sizes) * 8));
  }
  const pointer = (buffer: Buffer) => places.get(buffer) as number;
  const view = (buffer: Buffer) =>
    new Float64Array(memory.buffer, pointer(buffer), cellCount(buffer.dims, sizes));
  for (const buffer of steps.stored) view(buffer).fill(0);
  for (const buffer of steps.inputs) {
    if (buffer.source === undefined) continue;
    const { data } = arrays.get(buffer.source) ?? buffer.source;
    eachCellOf(buffer, sizes, (at, flat) => view(buffer)[at] = (data as Float64Array)[flat]!);
  }
  return { steps: steps.steps, kernels, sizes, view, pointer };
}

/** Where each cell of a buffer lies, its row-major number, and its indices. */
function eachCellOf(
  buffer: Buffer,
  sizes: Sizes,
  visit: (at: number, flat: number, indices: readonly number[]) => void,
): void {
  const extents = buffer.dims.map((axis) => extentOf(axis, sizes));
  const strides = bufferStrides(buffer, sizes);
  const indices = extents.map(() => 0);
  const count = extents.reduce((product, extent) => product * extent, 1);
  for (let flat = 0; flat < count; flat++) {
    visit(indices.reduce((sum, index, t) => sum + index * strides[t]!, 0), flat, indices);
    for (let t = extents.length - 1; t >= 0; t--) {
      if (++indices[t]! < extents[t]!) break;
      indices[t] = 0;
    }
  }
}

/** A kernel bound to the memory of a problem. */
export interface Bound {
  readonly made: WasmKernel;
  /** Runs all rows; gives the flags of rows, or of blocks of lanes in a map. */
  readonly run: () => Uint8Array;
  readonly flagsPerRow: number;
}

/** Generates a kernel and instantiates it. */
export function bindWasm(
  { sizes, pointer }: Problem,
  kernel: Kernel,
  target: Omit<Target, "shared">,
  schedule?: Schedule,
): Bound {
  const chosen = schedule ?? scheduleOf(kernel, target.shape);
  const made = generate(kernel, { ...target, shared: true }, chosen);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(made.bytes), {
    env: { memory },
    math: Math as unknown as WebAssembly.ModuleImports,
  });
  const rows = cellCount(kernel.rows, sizes);
  const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
  const isMap = kernel.accumulators.length === 0;
  const flagsPerRow = isMap ? Math.ceil(lanes / flagLanes) : 1;
  const free = top;
  const flags = allocate(rows * flagsPerRow), args = allocate(made.args.length * 4 + 4);
  const scratch = allocate(made.scratchBytes + 16);
  top = free;
  const numbers = argumentNumbers(made.args, { sizes, pointer, flags, flagsPerRow });
  const run = instance.exports.run as (...args: number[]) => number;
  return {
    made,
    flagsPerRow,
    run: () => {
      new Int32Array(memory.buffer, args, numbers.length).set(numbers);
      const view = new Uint8Array(memory.buffer, flags, rows * flagsPerRow);
      view.fill(0);
      run(args, scratch, 0, rows, 0, lanes);
      return view.slice();
    },
  };
}

/** How a kernel under WASM compares with the script executor. */
export interface Difference {
  readonly step: number;
  /** The largest difference among rows without a flag, relative to the largest entry of their buffer. */
  readonly worst: number;
  readonly where: string;
  readonly flagged: number;
  readonly flags: number;
}

/** What is left of terms that cancel, beside the largest result of their kernel. */
const cancelled = 2 ** -46;

/** The largest finite number, without its sign. */
function largestOf(numbers: Float64Array): number {
  return numbers.reduce((most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most, 0);
}

/** Runs each kernel of a problem by WASM with some schedules and by the script executor. */
export function differences(
  problem: Problem,
  target: Omit<Target, "shared">,
  schedules: readonly (Schedule | undefined)[],
): Difference[] {
  const { steps, kernels, sizes, view } = problem;
  return kernels.flatMap((kernel, step) => {
    const outputs = [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
    const runs = schedules.map((schedule) => {
      for (const buffer of outputs) view(buffer).fill(0);
      const bound = bindWasm(problem, kernel, target, schedule);
      const flags = bound.run();
      return { schedule, bound, flags, results: outputs.map((buffer) => view(buffer).slice()) };
    });
    bindKernel(kernel, sizes, view).run(0, cellCount(kernel.rows, sizes));
    // a sum whose terms cancel is rounding and nothing else: it has digits only as far as its terms reach
    const noise = cancelled * Math.max(...outputs.map((buffer) => largestOf(view(buffer))));
    const found = runs.map(({ schedule, bound, flags, results }) => {
      let worst = 0, where = "";
      outputs.forEach((buffer, o) => {
        const want = view(buffer), got = results[o]!;
        const scale = largestOf(want) || 1;
        eachCellOf(buffer, sizes, (at, _flat, indices) => {
          if (
            flags[flagOf(kernel, sizes, bound, buffer, indices)] || Object.is(got[at], want[at])
          ) return;
          const apart = got[at] === want[at] ? 0 : Math.abs(got[at]! - want[at]!);
          const error = apart <= noise ? 0 : apart / scale;
          if (error <= worst) return;
          worst = Number.isNaN(error) ? Infinity : error;
          where = `${
            JSON.stringify(schedule ?? bound.made.schedule)
          }: output ${o} at ${indices} is ${got[at]}, expected ${want[at]}`;
        });
      });
      const flagged = flags.reduce((sum, flag) => sum + flag, 0);
      return { step, worst, where, flagged, flags: flags.length };
    });
    for (const task of steps[step]!.tasks) finishTask(task, sizes, view(task.buffer));
    return found;
  });
}

/** Which flag tells about a cell of an output. */
function flagOf(
  { rows, lane, accumulators }: Kernel,
  sizes: Sizes,
  { flagsPerRow }: Bound,
  { dims }: Buffer,
  indices: readonly number[],
): number {
  const along = (axis: Kernel["rows"][number]) => indices[dims.indexOf(axis)] ?? 0;
  const row = rows.reduce((flat, axis) => flat * extentOf(axis, sizes) + along(axis), 0);
  const block = accumulators.length > 0 || lane === null ? 0 : Math.floor(along(lane) / flagLanes);
  return row * flagsPerRow + block;
}
