import type { RunningSum } from "./node.ts";

/** What a running sum takes in: the values from which end on, and its own or not. */
interface Terms {
  /** How the indices of its values stand to its own, in formulas. */
  readonly sign: string;
  readonly fromLast: boolean;
  readonly withOwn: boolean;
  /** The sum that takes in at s the value at t where this one takes in at t the value at s: that of its gradient. */
  readonly transposed: RunningSum;
}

/** All running sums. */
export const runningSums: { readonly [S in RunningSum]: Terms } = {
  upTo: { sign: "≤", fromLast: false, withOwn: true, transposed: "from" },
  before: { sign: "<", fromLast: false, withOwn: false, transposed: "after" },
  from: { sign: "≥", fromLast: true, withOwn: true, transposed: "upTo" },
  after: { sign: ">", fromLast: true, withOwn: false, transposed: "before" },
};
