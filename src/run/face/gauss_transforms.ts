import {
  type GaussSums,
  gaussSumsOf,
  type PlacedForm,
  withSums,
} from "../../plan/cut_gauss_sums.ts";
import type { GaussForm } from "../../plan/gauss_form.ts";
import { remember } from "../../plan/remember.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Planned } from "./cache.ts";
import { type ComputeRequest, hasLargeSums, type RequestPart } from "./large_requests.ts";
import type { HostPart, TransformChoice } from "./transform_choice.ts";
import { transformsOver } from "./transforms_over.ts";

const sumsOf = remember(gaussSumsOf);

/** The sums of Gaussians of a request that are large enough for a look at their points. */
export function transformsOf(
  request: ComputeRequest,
  made: Planned,
  choice: TransformChoice | undefined,
): GaussSums | undefined {
  if (choice === undefined || !hasLargeSums(request, made, choice)) return undefined;
  const { nodes, sizes } = request, found = sumsOf(nodes);
  return found?.forms.some((form) => pairsOf(form, sizes) >= choice.leastPairs) ? found : undefined;
}

function pairsOf({ row, column }: GaussForm, sizes: Sizes): number {
  return [row, column].reduce((n, { set }) => n * (sizes.get(set) ?? set.extent), 1);
}

/** Shares of a request's work that are done when the points are there, and when the sums are. */
const pointsDone = 0.02, sumsDone = 0.7;

/**
 * The parts of a request whose sums are made by transforms: first what the sums are made of, then these, then all else over
 * them. Sums that a sweep makes faster, or only a sweep makes to that accuracy, stay in what comes last, and so do those that
 * read other sums: they are looked at again when these are there.
 */
export function* byTransforms(
  request: ComputeRequest,
  found: GaussSums,
  choice: TransformChoice,
): Generator<RequestPart | HostPart, readonly DenseArray[], readonly DenseArray[]> {
  const { arrays, sizes } = request;
  const operands = yield {
    nodes: found.operands,
    arrays,
    sizes,
    isPlain: true,
    from: 0,
    to: pointsDone,
  };
  const large = found.forms.filter((form) => pairsOf(form, sizes) >= choice.leastPairs);
  const chosen: PlacedForm[] = [];
  const work: HostPart["work"] = function* (code, report) {
    const transforms = transformsOver(large, { operands, choice }, code), sums: DenseArray[] = [];
    for (const [t, form] of large.entries()) {
      if (typeof (yield* transforms.planned(form)) === "string") continue;
      const part = (share: number) => report((t + share) / large.length);
      const values = yield* transforms.sums(form, part);
      if (values === undefined) continue;
      chosen.push(form);
      sums.push(...values);
    }
    return sums;
  };
  const sums = yield { work, from: pointsDone, to: sumsDone };
  if (chosen.length === 0) return yield { ...request, isPlain: true, from: pointsDone, to: 1 };
  const { outputs, inputs } = withSums(found, chosen);
  const given = new Map(arrays);
  inputs.forEach((input, t) => given.set(input, sums[t]!));
  return yield { nodes: outputs, arrays: given, sizes, from: sumsDone, to: 1 };
}
