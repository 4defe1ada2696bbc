import type { Plan, Sizes } from "../../plan/types.ts";
import type { Planned } from "./cache.ts";
import { type Executor, executorFor } from "../cpu/cpu_executor.ts";

/** Executors that are kept from one run to the next: those of the last plans, sizes and precisions. */
export interface Keeper {
  readonly at: (made: Planned, sizes: Sizes, precision?: "f64" | "f32") => Executor;
  /** Gives the memory of all of them back. */
  readonly dispose: () => void;
}

interface Kept {
  readonly plan: Plan;
  readonly sizes: Sizes;
  readonly precision: string;
  readonly executor: Executor;
}

/** So many executors keep their memory: parts of an evaluation that take turns in a loop. */
const mostKept = 4;

/** A keeper that has none yet. */
export function keeper(): Keeper {
  // the last one that was asked for comes first
  const kept: Kept[] = [];
  const at: Keeper["at"] = (made, sizes, precision = "f64") => {
    const { plan } = made;
    const place = kept.findIndex((one) =>
      one.plan === plan && one.precision === precision && sameSizes(one.sizes, sizes)
    );
    if (place === 0) return kept[0]!.executor;
    const [known] = place < 0 ? [] : kept.splice(place, 1);
    // memory is given back before more is asked for: sizes that differ are those of another run
    const stale = kept.findIndex((one) => one.plan === plan);
    if (known === undefined && stale >= 0) kept.splice(stale, 1)[0]!.executor.dispose();
    while (kept.length >= mostKept) kept.pop()!.executor.dispose();
    const executor = known?.executor ?? executorFor(made, sizes, { precision });
    kept.unshift({ plan, sizes, precision, executor });
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
