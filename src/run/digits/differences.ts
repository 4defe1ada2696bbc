import { areAligned, centredGroups } from "../../../kernels/program/centring.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { usesOf } from "../../../kernels/ir/uses.ts";
import type { Buffer } from "../../plan/types.ts";
import type { Slices } from "../conduct/slices.ts";
import { limits } from "./limits.ts";
import { centring } from "./centres.ts";
import type { ArrayOf } from "./ranges.ts";
import { type PlanNumbers, ratioOf, reachText, widthsOf } from "./reach.ts";

/** Why the differences that a kernel takes lose too many digits in single precision. */
export function* differenceReason(
  kernel: Kernel,
  about: PlanNumbers & { readonly arrayOf: ArrayOf },
): Slices<string | undefined> {
  const { reach: mostReach } = limits.cpu;
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
      const centre = yield* centring({ buffers, batch: null }, sizes, arrayOf);
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
