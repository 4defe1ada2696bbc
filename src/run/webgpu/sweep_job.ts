import type { Sweep } from "../../../kernels/wgsl/print.ts";
import type { Buffer } from "../../plan/types.ts";
import type { GpuDevice } from "./gpu_device.ts";
import type { SweepSource } from "./pack.ts";
import type { Planes } from "./planes.ts";
import type { Bounds } from "./row_chunks.ts";

/** The results of a sweep on the device: [cell][row], and a last cell of doubts where the sweep has them. */
export interface Kept {
  readonly buffer: GPUBuffer;
  readonly rows: number;
  readonly cells: number;
}

/** Where the results of an earlier sweep lie: cell `first` + the place of the short cell. */
export interface Resident {
  readonly kept: Kept;
  readonly firstCell: number;
}

/** One sweep to run. */
export interface SweepJob {
  readonly gpu: GpuDevice;
  readonly sweep: Sweep;
  readonly source: SweepSource;
  readonly bounds: Bounds;
  readonly planes: Planes;
  /** Buffers whose numbers are on the device only. */
  readonly residents: ReadonlyMap<Buffer, Resident>;
  /** Called after every submit with the share of the sweep that is done; throws to stop. */
  readonly onPiece: (fraction: number) => void;
  /** Takes the results of some rows, where all together are more than a binding holds. */
  readonly onBand: (kept: Kept, firstRow: number) => Promise<void>;
}
