import type { Axis } from "../expr/axes.ts";
import type { Domain, Input, Node, Source } from "../expr/node.ts";

/** Memory for an input array or for a value that is kept between steps. */
export interface Buffer {
  readonly id: number;
  /** The axis of each dimension, in the order of the shape that users see. */
  readonly dims: readonly Axis[];
  /** The order of the dimensions in memory, outermost first: batches, coordinates, then the long axis, contiguous. */
  readonly order: readonly number[];
  /** What it holds: an input array … */
  readonly source?: Source;
  /** … whose numbers satisfy this: nothing, if another plan has computed them, … */
  readonly domain?: Domain;
  /** … or the value of an expression. */
  readonly node?: Node;
}

/** One value that a step computes and stores. */
export interface Task {
  readonly node: Node;
  readonly buffer: Buffer;
}

/**
 * One loop nest: for every cell of `rows`, run along `lane` and compute all tasks. In a sweep the tasks are reductions
 * along the lane axis; in a map they have it, and each of its points gets a value. A scan is a map of its values, which are
 * summed up or put in order when all are there.
 */
export interface Step {
  readonly kind: "sweep" | "map";
  readonly rows: readonly Axis[];
  readonly lane: Axis | null;
  readonly tasks: readonly Task[];
  /** Which rows are needed; all if left out. */
  readonly when?: When | undefined;
}

/** The rows of a step where a stored number, read along `dims`, is not 0, or where it is. */
export interface When {
  readonly buffer: Buffer;
  readonly dims: readonly Axis[];
  readonly isNot0: boolean;
}

/** What is asked for: a buffer, and the axes of the result in order. */
export interface Output {
  readonly buffer: Buffer;
}

/** A plan: which values are stored, and in which steps they are computed. It holds for any extent of the long axes. */
export interface Plan {
  /** Every way in which an input is read: its axes tell the sizes, its domain what new numbers must satisfy. */
  readonly views: readonly Input[];
  readonly inputs: readonly Buffer[];
  readonly stored: readonly Buffer[];
  readonly steps: readonly Step[];
  readonly outputs: readonly Output[];
  /** The name of each pass and the expressions it left, for `explain`. */
  readonly passes: readonly { readonly name: string; readonly text: string }[];
}

/** The extent of an axis, where the sizes of long sets may differ from those they were made with. */
export type Sizes = ReadonlyMap<Axis["set"], number>;

/** The extent along `axis`. */
export function extentOf(axis: Axis, sizes: Sizes): number {
  return sizes.get(axis.set) ?? axis.set.extent;
}

/** How many numbers a buffer holds. */
export function cellCount(axes: readonly Axis[], sizes: Sizes): number {
  return axes.reduce((count, axis) => count * extentOf(axis, sizes), 1);
}
