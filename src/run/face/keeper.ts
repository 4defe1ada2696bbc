import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Sizes } from "../../plan/types.ts";
import type { Native } from "../cpu/native.ts";
import type { Refusal } from "../cpu/refusal.ts";
import type { GpuSide } from "../webgpu/gpu_side.ts";
import { type Executor, planExecutor } from "./plan_executor.ts";

/** Executors that are kept from one run to the next: those of the last plans, sizes, precisions and devices. */
export interface Keeper {
  readonly at: (lowered: Lowered, sizes: Sizes, how: How) => Executor;
  /** Gives the memory of all of them back. */
  readonly dispose: () => void;
}

/** In which precision, and on which GPU, if on one, a plan runs. */
export interface How {
  readonly precision?: "f64" | "f32" | undefined;
  /** Whether sweeps leave out blocks of pairs that provably do not count. */
  readonly skip?: boolean | undefined;
  readonly gpu?: OwnGpu | undefined;
  /** Generated code, or why there is none. */
  readonly native: Native | Refusal;
}

/** A GPU, known by its identity, and what it does of a plan. */
export interface OwnGpu {
  readonly device: object;
  readonly sideOf: (lowered: Lowered, sizes: Sizes) => GpuSide;
}

interface KeptExecutor extends Pick<How, "precision" | "skip">, Pick<Lowered, "plan"> {
  readonly device: object | undefined;
  readonly sizes: Sizes;
  readonly executor: Executor;
}

/** So many executors keep their memory: parts of an evaluation that take turns in a loop. */
const mostKept = 4;

/** A keeper that has none yet. */
export function keeper(): Keeper {
  // the last one that was asked for comes first
  const kept: KeptExecutor[] = [];
  const at: Keeper["at"] = (lowered, sizes, { precision = "f64", skip = true, gpu, native }) => {
    const { plan } = lowered;
    const place = kept.findIndex((one) =>
      one.plan === plan && one.precision === precision && one.skip === skip &&
      one.device === gpu?.device &&
      sameSizes(one.sizes, sizes)
    );
    if (place === 0) return kept[0]!.executor;
    const [known] = place < 0 ? [] : kept.splice(place, 1);
    // memory is given back before more is asked for: sizes that differ are those of another run
    const stale = kept.findIndex((one) => one.plan === plan);
    if (known === undefined && stale >= 0) kept.splice(stale, 1)[0]!.executor.dispose();
    while (kept.length >= mostKept) kept.pop()!.executor.dispose();
    const side = gpu?.sideOf(lowered, sizes);
    const executor = known?.executor ??
      planExecutor(lowered, sizes, { precision, skip, native, gpu: side });
    kept.unshift({ plan, sizes, precision, skip, device: gpu?.device, executor });
    return executor;
  };
  const dispose = () => {
    for (const { executor } of kept.splice(0)) executor.dispose();
  };
  return { at, dispose };
}

function sameSizes(a: Sizes, b: Sizes): boolean {
  return a.size === b.size && [...a].every(([set, extent]) => b.get(set) === extent);
}
