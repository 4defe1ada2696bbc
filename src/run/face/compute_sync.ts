import type { DenseArray } from "../conduct/dense_array.ts";
import { atOnce } from "../conduct/slices.ts";
import { tell } from "../conduct/warnings.ts";
import { gaussSums, planSums } from "../transform/gauss_sums.ts";
import { nativeSteps } from "../cpu/native_steps.ts";
import { planned } from "./cache.ts";
import type { RequestParts } from "./compute.ts";
import { byTransforms, transformsOf } from "./gauss_transforms.ts";
import { choiceFor } from "./transform_choice.ts";
import type { Keeper } from "./keeper.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type GivenNumbers, type PlannedProgram, runsOf } from "./program.ts";
import type { ComputeRequest } from "./large_requests.ts";
import { cutOf, inWindows } from "./windows.ts";

/** The results of a program, computed at once on this thread. */
export function computeAllSync(
  program: PlannedProgram,
  given: GivenNumbers,
  keeper: Keeper,
): readonly DenseArray[] {
  return inTurnSync(runsOf(program, given), keeper);
}

function inTurnSync(parts: RequestParts, keeper: Keeper): readonly DenseArray[] {
  let next = parts.next();
  while (next.done !== true) {
    const part = next.value;
    next = parts.next(
      "work" in part
        ? atOnce(part.work({ planSums, gaussSums }, () => {}))
        : computeSync(part, keeper),
    );
  }
  return next.value;
}

/** The results of a request, computed at once on this thread. */
export function computeSync(request: ComputeRequest, keeper: Keeper): readonly DenseArray[] {
  const made = request.made ?? planned(request.nodes);
  const cut = cutOf(request, made);
  if (cut !== undefined) return inTurnSync(inWindows(request, cut), keeper);
  const choice = choiceFor(), sums = transformsOf(request, made, choice);
  if (sums !== undefined && choice !== undefined) {
    return inTurnSync(byTransforms(request, sums, choice), keeper);
  }
  const executor = keeper.at(made, sizesOf(made, request.sizes), { native: nativeSteps });
  return executor.executeSync(
    arraysOf(made, request.arrays),
    (sentences) => tell(console.warn, sentences),
  );
}
