/** The name of a marker. */
export type Marker = "stop" | "sealed" | "frozen" | "surrogate" | "sloped";

/**
 * Every marker and how many arguments it takes. A marker is no arithmetic: its value is that of its first argument, and
 * only gradients look at it (`src/gradient/marker_rules.ts`). The planner's first pass removes them.
 */
export const markerArity = {
  /** gradient 0 */
  stop: 1,
  /** gradient 0; in a gradient it turns into `frozen`: for values that are right in first derivatives only */
  sealed: 1,
  /** a value whose gradient nobody knows: differentiating it throws */
  frozen: 1,
  /** gradients flow through the second argument only, whose value is not computed */
  surrogate: 2,
  /** gradients flow to the second argument too, as if the third were the slope in it: for slopes that have no path */
  sloped: 3,
} as const satisfies { readonly [M in Marker]: number };
