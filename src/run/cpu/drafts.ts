import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import type { Slices } from "../conduct/slices.ts";
import { moduleOf } from "./modules.ts";
import { draftPairs } from "./draft_pairs.ts";
import { draftPlain } from "./plain.ts";
import { isRefusal } from "./refusal.ts";
import { reserveRoundedCopies } from "./rounded_copies.ts";
import type { StepDraft } from "./settled.ts";
import type { DraftOptions, Extent } from "./units.ts";

/** How generated code for a step is made: for which vectors, where its memory is reserved, and whether by unordered pairs too. */
export interface StepOptions extends DraftOptions {
  readonly least: number;
  readonly own: Target;
  readonly paired: boolean;
}

/** A step by generated code: its modules, their memory, and the rounded copies that they read; or why it is interpreted. */
export function* draftStep(
  kernel: Kernel,
  extent: Extent,
  { least, own, paired, ...options }: StepOptions,
): Slices<StepDraft> {
  const compiled = yield* moduleOf(kernel, own, options.heap);
  if (isRefusal(compiled)) {
    if (own.shape === "f64x2") return { kernel, extent, refusal: compiled };
    const wide: Target = { ...own, shape: "f64x2" };
    return yield* draftStep(kernel, extent, { ...options, least, own: wide, paired });
  }
  const plain = draftPlain(kernel, compiled, extent, options);
  const pairs = kernel.pairs === undefined || !paired
    ? undefined
    : yield* draftPairs(kernel.pairs, extent, {
      ...options,
      target: own,
      always: least === 0,
    });
  if (own.shape === "f64x2") return { kernel, extent, plain, pairs };
  const roundedCopies = [{ kernel, compiled }, ...pairs?.parts ?? []]
    .map((part) => reserveRoundedCopies(part, options));
  return { kernel, extent, plain, pairs, roundedCopies };
}
