import type { AnyMixture } from "../../mixture/component_types.ts";
import { checkNames } from "../../mixture/parameters.ts";
import { checkEffort, type Effort, littleWork } from "../../bound/named_bounds.ts";
import { type Pair, pairOf } from "./sides.ts";

/** How much work bounds between two mixtures may be. */
export interface BetweenOptions {
  /**
   * "linear": passes over the components; "pairs", the default: some sweeps over pairs of components; "tight": whatever makes the
   * bounds tighter.
   */
  readonly effort?: Effort | undefined;
}

/** Two mixtures that are compared, and what may be done for it. */
export interface Compared extends Pair {
  readonly mixtures: readonly [AnyMixture, AnyMixture];
  readonly effort: Effort;
  /** Whether so many steps for each pair of components of both together are little work, or tight bounds were asked for. */
  readonly affords: (stepsPerPair: number) => boolean;
}

/** Reads two mixtures and the options. */
export function comparedOf(p: AnyMixture, q: AnyMixture, options: BetweenOptions): Compared {
  const { effort = "pairs" } = checkNames(options, ["effort"], "bound");
  return comparedBy(p, q, effort);
}

/** Reads two mixtures; the effort is checked. */
export function comparedBy(p: AnyMixture, q: AnyMixture, effort: Effort): Compared {
  const pair = pairOf(p, q);
  checkEffort(effort);
  const pairs = (pair.batch ?? 1) * (p.components + q.components) ** 2;
  return {
    ...pair,
    mixtures: [p, q],
    effort,
    affords: (steps) => effort === "tight" || pairs * steps <= littleWork,
  };
}

/** The same with the two the other way round. */
export function swapped(compared: Compared): Compared {
  const { p, q, mixtures: [first, second] } = compared;
  return { ...compared, p: q, q: p, mixtures: [second, first] };
}

/** Into how many pieces each coordinate of a component is cut, the finest that is little work; undefined where cells are not for. */
export function finenessOf({ dimension, effort, affords }: Compared): number | undefined {
  if (effort === "linear") return undefined;
  const choices = [[], [512, 256, 128, 64, 32], [64, 48, 32, 24, 16], [16, 12, 8]][dimension] ?? [];
  return choices.find((n) => affords(n ** dimension));
}

/** Into how many pieces a direction is cut. */
export function piecesOf({ mixtures: [p, q], dimension, batch, effort }: Compared): number {
  const fine = 1024, directions = dimension > 8 ? 1 : dimension + 1;
  const work = (batch ?? 1) * (p.components + q.components) * directions * fine;
  return effort === "tight" || work <= fewFunctions ? fine : 256;
}

/** More than this many distribution functions take 10 ms or so. */
const fewFunctions = 2 ** 20;
