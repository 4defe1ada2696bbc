import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Rounding } from "../../../kernels/wasm/frame/argument_block.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import type { BoundStep } from "./bound.ts";
import type { PairsDraft } from "./draft_pairs.ts";
import type { Compiled } from "./modules.ts";
import type { Refusal } from "./refusal.ts";
import type { reserveRoundedCopies } from "./rounded_copies.ts";
import type { Extent, Plain, StepValues, UnitDraft } from "./units.ts";

/** A step before its memory has an address; without `plain` it is left to the script, and `refusal` says why. */
export interface StepDraft {
  readonly kernel: Kernel;
  readonly extent: Extent;
  readonly plain?: UnitDraft<Plain>;
  readonly pairs?: PairsDraft | undefined;
  readonly roundedCopies?: readonly ReturnType<typeof reserveRoundedCopies>[];
  readonly refusal?: Refusal;
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
