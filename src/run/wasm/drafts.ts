import type { Kernel } from "../../../kernels/ir.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import type { Slices } from "../slices.ts";
import { moduleOf } from "./modules.ts";
import { type BoundPairs, draftPairs } from "./pairs.ts";
import { shadowCopies } from "./shadows.ts";
import { type Draft, type DraftOptions, draftPlain, type Extent, type Plain } from "./units.ts";

/** A step before its memory has an address; without `plain` it is left to the script. */
export interface StepDraft {
  readonly kernel: Kernel;
  readonly extent: Extent;
  readonly plain?: Draft<Plain>;
  readonly pairs?: Draft<BoundPairs> | undefined;
  readonly shadows?: readonly ReturnType<typeof shadowCopies>[];
}

/** How generated code for a step is made: for which vectors, where its memory is reserved, and whether by unordered pairs too. */
export interface StepOptions extends DraftOptions {
  readonly least: number;
  readonly own: Target;
  readonly paired: boolean;
}

/** A step by generated code: its modules, their memory, and the rounded copies that they read. */
export function* draftStep(
  kernel: Kernel,
  extent: Extent,
  { least, own, paired, ...options }: StepOptions,
): Slices<StepDraft> {
  const compiled = yield* moduleOf(kernel, own);
  const plain = draftPlain(kernel, compiled, extent, options);
  const pairs = kernel.pairs === undefined || !paired
    ? undefined
    : yield* draftPairs(kernel.pairs, extent, {
      ...options,
      target: own,
      always: least === 0,
    });
  if (own.shape === "f64x2") return { kernel, extent, plain, pairs };
  const shadows = [shadowCopies(kernel, compiled, options)];
  for (const part of pairs === undefined ? [] : partsOf(kernel.pairs)) {
    shadows.push(shadowCopies(part, yield* moduleOf(part, own), options));
  }
  return { kernel, extent, plain, pairs, shadows };
}

/** The kernels of a sweep by unordered pairs. */
function partsOf(pairs: Kernel["pairs"]): Kernel[] {
  if (pairs === undefined) return [];
  return pairs.rest === undefined ? [pairs.symmetric] : [pairs.symmetric, pairs.rest];
}
