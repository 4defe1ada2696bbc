import type { Node } from "../../expr/node.ts";
import {
  type FormPlaces,
  type GaussSums,
  gaussSumsOf,
  withSums,
} from "../../plan/cut_gauss_sums.ts";
import type { GaussForm } from "../../plan/gauss_form.ts";
import { remember } from "../../plan/remember.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { pointsOf } from "../conduct/few_pairs.ts";
import type { Slices } from "../conduct/slices.ts";
import type { GaussSumPlan } from "../transform/gauss_sums.ts";
import type { Planned } from "./cache.ts";
import type { HostPart, RequestParts } from "./compute.ts";
import { sizesOf } from "./numbers.ts";
import type { ComputeRequest } from "./windows.ts";

/** The code of the transforms, which is loaded when sums are large enough for one. */
export type TransformCode = Pick<
  typeof import("../transform/gauss_sums.ts"),
  "planSums" | "gaussSums"
>;

/** Which sums over pairs may be made by Gauss transforms. */
export interface TransformChoice {
  /** The relative error of each sum that is allowed. */
  readonly accuracy: number;
  /** Sums over fewer pairs are left to sweeps. */
  readonly leastPairs: number;
  /** Nanoseconds for a pair that a transform is to save; with ∞ it is made wherever it can be. */
  readonly perPair: number;
}

/** Sums over fewer pairs take less time than to look at their points. */
const leastPairs = 2 ** 28;
/** What a sweep takes for a pair on two threads, less what estimates may be wrong by. The choice must not depend on threads. */
const perPair = 0.4;

/** The choice that an accuracy stands for; undefined where all is to be exact. */
export function choiceFor(accuracy: number | "exact" = 1e-13): TransformChoice | undefined {
  return accuracy === "exact" ? undefined : { accuracy, leastPairs, perPair };
}

const sumsOf = remember(gaussSumsOf);

/** The sums of Gaussians of a request that are large enough for a look at their points. */
export function transformsOf(
  { nodes, sizes, isPlain = false }: ComputeRequest,
  made: Planned,
  choice: TransformChoice | undefined,
): GaussSums | undefined {
  if (choice === undefined || isPlain) return undefined;
  const own = sizesOf(made, sizes);
  const isLarge = made.plan.steps.some((step) =>
    isOverPairs(step) && pointsOf(step, own) >= choice.leastPairs
  );
  if (!isLarge) return undefined;
  const found = sumsOf(nodes);
  if (found === undefined) return undefined;
  return found.forms.some((form) => pairsOf(form, sizes) >= choice.leastPairs) ? found : undefined;
}

function pairsOf({ row, column }: GaussForm, sizes: Sizes): number {
  return [row, column].reduce((n, { set }) => n * (sizes.get(set) ?? set.extent), 1);
}

/** Shares of a request's work that are done when the points are there, and when the sums are. */
const pointsDone = 0.02, sumsDone = 0.7;

/**
 * The parts of a request whose sums are made by transforms: first what the sums are made of, then these, then all else over
 * them. Sums that a sweep makes faster, or only a sweep makes to that accuracy, stay in what comes last.
 */
export function* byTransforms(
  request: ComputeRequest,
  found: GaussSums,
  choice: TransformChoice,
): RequestParts {
  const { arrays, sizes } = request;
  const operands = yield {
    nodes: found.operands,
    arrays,
    sizes,
    isPlain: true,
    from: 0,
    to: pointsDone,
  };
  const chosen: GaussForm[] = [];
  const work: HostPart["work"] = function* (code) {
    const sums: DenseArray[] = [], made = new Map<string, Float64Array | undefined>();
    for (const [t, form] of found.forms.entries()) {
      if (pairsOf(form, sizes) < choice.leastPairs) continue;
      const places = found.places[t]!, key = keyOf(form, places);
      if (!made.has(key)) {
        const plan = yield* transformFor(form, { places, operands, choice }, code);
        made.set(key, typeof plan === "string" ? undefined : yield* code.gaussSums(plan));
      }
      const logs = made.get(key);
      if (logs === undefined) continue;
      chosen.push(form);
      sums.push(withRowTerm(logs, operands[places.rowTerm]!));
    }
    return sums;
  };
  const sums = yield { work, from: pointsDone, to: sumsDone };
  if (chosen.length === 0) return yield { ...request, isPlain: true, from: pointsDone, to: 1 };
  const { outputs, sums: leaves } = withSums(found, chosen);
  const given = new Map(arrays);
  leaves.forEach(({ input }, t) => given.set(input, sums[t]!));
  return yield { nodes: outputs, arrays: given, sizes, from: sumsDone, to: 1 };
}

/** Sums over the same points with the same weights differ by a term of the rows only. */
function keyOf({ withoutOwn }: GaussForm, places: FormPlaces): string {
  const { x, y, precision, columnTerm, weight } = places;
  return [x, y, precision, columnTerm, weight, withoutOwn].join();
}

/** How a sum is made by a transform, or why a sweep makes it. */
export function* transformFor(
  form: GaussForm,
  { places, operands, choice }: {
    readonly places: FormPlaces;
    readonly operands: readonly DenseArray[];
    readonly choice: TransformChoice;
  },
  code: Pick<TransformCode, "planSums">,
): Slices<GaussSumPlan | string> {
  const { demand } = places, at = (place: number) => operands[place]!;
  if (demand !== undefined && (at(demand.place).data[0] !== 0) !== demand.isNot0) {
    return "it is not needed";
  }
  const pointsAt = (place: number) => {
    const { data, shape } = at(place);
    return { data, count: shape[0]!, dimension: shape[1]! };
  };
  const columns = pointsAt(places.y);
  const rows = places.x === places.y ? columns : pointsAt(places.x);
  const plan = yield* code.planSums({
    columns,
    rows,
    width: 1 / Math.sqrt(at(places.precision).data[0]!),
    logWeights: logWeights(at(places.weight), at(places.columnTerm), columns.count),
    withoutOwn: form.withoutOwn,
    accuracy: choice.accuracy,
  });
  if (typeof plan === "string") return plan;
  const most = choice.perPair * rows.count * columns.count;
  return plan.cost < most ? plan : "a sweep over all pairs takes less time";
}

/** ln wⱼ + cⱼ; each may be one number for all. */
function logWeights(weight: DenseArray, term: DenseArray, count: number): Float64Array {
  const logs = new Float64Array(count);
  const ofOne = Math.log(weight.data[0]!);
  for (let t = 0; t < count; t++) {
    const log = weight.shape.length === 0 ? ofOne : Math.log(weight.data[t]!);
    // a weight of 0 drops its term, whatever that is
    logs[t] = log === -Infinity ? log : log + term.data[term.shape.length === 0 ? 0 : t]!;
  }
  return logs;
}

function withRowTerm(logs: Float64Array, { data, shape }: DenseArray): DenseArray {
  const isOne = shape.length === 0;
  return { data: logs.map((log, t) => log + data[isOne ? 0 : t]!), shape: [logs.length] };
}
