import type { IndexSet } from "../../expr/axes.ts";
import type { Node } from "../../expr/node.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { cellCount, type Sizes } from "../../plan/types.ts";
import { pointsOf } from "../conduct/few_pairs.ts";
import type { Arrays } from "../conduct/inputs.ts";
import type { Planned } from "./cache.ts";
import { sizesOf } from "./numbers.ts";
import type { TransformChoice } from "./transform_choice.ts";

/** What is to be computed: expressions, and in the caller's terms the arrays and extents that differ from their own. */
export interface ComputeRequest {
  readonly nodes: readonly Node[];
  /** Their plan, where it is at hand. */
  readonly made?: Planned;
  readonly arrays: Arrays;
  readonly sizes: Sizes;
  /** Whether its sums over pairs are to be left to sweeps. */
  readonly isPlain?: boolean;
}

/** A request on the way, and the shares of all work that are done before and after it. */
export interface RequestPart extends ComputeRequest {
  readonly from: number;
  readonly to: number;
}

/** Whether a request has sweeps over so many pairs that it is worth looking for sums of Gaussians in it: the code for that comes later. */
export function hasLargeSums(
  { sizes, isPlain = false }: ComputeRequest,
  made: Planned,
  { leastPairs }: TransformChoice,
): boolean {
  if (isPlain) return false;
  const own = sizesOf(made, sizes);
  return made.plan.steps.some((step) => isOverPairs(step) && pointsOf(step, own) >= leastPairs);
}

/** Numbers for what runs along a set of draws: up to this many are held at once. */
const mostNumbers = 2 ** 22;
/** Windows are multiples of this, so that strata and blocks of lanes are not cut. */
const windowUnit = 2 ** 12;

/** A set of draws too large to be held, and how many of them make a window. */
export interface ManyDraws {
  readonly set: IndexSet;
  readonly draws: number;
  readonly size: number;
}

/** The sets of draws of a request that are too large to be held: it may be cut along one of them. They depend on sizes alone. */
export function manyDraws({ sizes }: ComputeRequest, made: Planned): readonly ManyDraws[] {
  return [...made.sets].flatMap(([own, set]) => {
    const draws = sizes.get(set) ?? set.extent;
    if (set.role !== "row" || draws < 2 * windowUnit) return [];
    const one = new Map(sizesOf(made, sizes)).set(own, 1);
    const each = made.plan.stored.filter(({ dims }) => dims.some((axis) => axis.set === own))
      .reduce((sum, { dims }) => sum + cellCount(dims, one), 0);
    const size = Math.max(1, Math.floor(mostNumbers / each / windowUnit)) * windowUnit;
    return draws < 2 * size ? [] : [{ set, draws, size }];
  });
}
