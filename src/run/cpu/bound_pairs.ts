import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { KernelUnit, Plain } from "./units.ts";

/** A sweep over pairs, done by unordered pairs. */
export interface BoundPairs {
  readonly kernel: Kernel;
  readonly symmetric: KernelUnit;
  /** The accumulators that gain nothing by it, and their kernel. */
  readonly rest: { readonly kernel: Kernel; readonly plain: Plain } | undefined;
  /** How many batches there are, and how many components. */
  readonly outer: number;
  readonly lanes: number;
  /** Where the shifts lie: a double for each batch and log-sum-exp. */
  readonly shifts: number;
  readonly logs: number;
  /** Where the sums by columns of each piece start: `cells` times `stride` doubles, and to which batch it belongs. */
  readonly columns: readonly { readonly at: number; readonly outer: number }[];
  readonly cells: number;
  readonly stride: number;
  readonly work: number;
}
