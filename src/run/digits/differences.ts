import { areAligned, centredGroups } from "../../../kernels/program/centring.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { usesOf } from "../../../kernels/ir/uses.ts";
import type { Buffer } from "../../plan/types.ts";
import { centreOf } from "./ranges.ts";
import { type Known, ratioOf, reachText, widthsOf } from "./reach.ts";

/**
 * X/σ up to which sums over pairs keep five digits of their largest. A difference of two numbers that reach to X is wrong by 2uX, so
 * a term ½(δ/σ)² with δ about one or two σ by 4uX/σ: 1.5e−5 at worst, and on 500 random mixtures 4e−6 of the largest sum. However
 * far the numbers reach, most sums hold: those of components without a neighbour nearby. Trying a few rows would not find the others.
 */
export const mostReach = 64;

/** Why the differences that a kernel takes lose too many digits in single precision. */
export function differenceReason(kernel: Kernel, about: Known): string | undefined {
  const { sizes, arrayOf } = about;
  const centred = centredGroups(kernel);
  let widths: Float64Array | undefined;
  const seen = new Set<Buffer>();
  for (const { args, isDifference } of usesOf(kernel)) {
    if (!isDifference || !areAligned(args)) continue;
    for (const { buffer } of args) {
      if (seen.has(buffer)) continue;
      const buffers = centred.get(buffer) ?? [buffer];
      buffers.forEach((one) => seen.add(one));
      const centre = centreOf({ buffers, batch: null }, sizes, arrayOf);
      const reach = centred.has(buffer)
        ? centre.reach
        : centre.reach.map((x, cell) => x + Math.abs(centre.values[cell]!));
      widths ??= widthsOf(kernel, about);
      const found = ratioOf(buffer, reach, widths, 0);
      if (found.ratio > mostReach) {
        return `${
          reachText(buffers, found)
        }, and gradients in single precision want at most ${mostReach}`;
      }
    }
  }
  return undefined;
}
