import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Rounding } from "../../../kernels/wasm/frame/argument_block.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import type { Slices } from "../conduct/slices.ts";
import type { BoundStep } from "./bound.ts";
import { type Compiled, moduleOf } from "./modules.ts";
import { draftPairs, type PairsDraft } from "./draft_pairs.ts";
import { draftPlain } from "./plain.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { reserveRoundedCopies } from "./rounded_copies.ts";
import type { DraftOptions, Extent, Plain, StepValues, UnitDraft } from "./units.ts";

/** A step before its memory has an address; without `plain` it is left to the script, and `refusal` says why. */
export interface StepDraft {
  readonly kernel: Kernel;
  readonly extent: Extent;
  readonly plain?: UnitDraft<Plain>;
  readonly pairs?: PairsDraft | undefined;
  readonly roundedCopies?: readonly ReturnType<typeof reserveRoundedCopies>[];
  readonly refusal?: Refusal;
}

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

/** A step whose memory starts at `from`. */
export function settled(
  { kernel, extent, plain, pairs, roundedCopies, refusal }: StepDraft,
  from: number,
  sizes: Sizes,
  address: (buffer: Buffer) => number,
): BoundStep {
  const placed = roundedCopies?.map((one) => one.settle(from));
  const pointer = (buffer: Buffer, rounding: Rounding, compiled: Compiled) =>
    placed?.find((one) => one.compiled === compiled)?.addressOf(buffer, rounding) ??
      address(buffer);
  const values: StepValues = { sizes, pointer };
  const bound = pairs?.settle(from, values);
  return {
    kernel,
    ...extent,
    work: bound?.work ?? extent.work,
    plain: plain?.settle(from, values),
    pairs: bound,
    roundedCopies: placed,
    refusal,
  };
}
