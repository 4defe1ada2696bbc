import type { GpuDevice } from "./gpu_device.ts";

/** The sizes of a sweep, in rows, lanes and the bytes that each takes on the device. */
export interface Extents {
  readonly outers: number;
  /** Of an outer index. */
  readonly rows: number;
  readonly lanes: number;
  readonly rowBytes: number;
  readonly laneBytes: number;
  /** What a row leaves behind for each part of the lanes. */
  readonly stateBytes: number;
  readonly rowsPerGroup: number;
}

/** What a device can hold and likes to have. */
export interface Bounds {
  /** The most bytes of a binding. */
  readonly binding: number;
  /** The most bytes for states of parts. */
  readonly states: number;
  /** This many workgroups keep the device busy. */
  readonly groups: number;
}

/** What a device says of itself, within reason. */
export function boundsOf({ device, info }: GpuDevice): Bounds {
  const { maxStorageBufferBindingSize: binding } = device.limits;
  return {
    binding: Math.min(binding, 2 ** 28),
    states: Math.min(binding, 2 ** 26),
    groups: info.isFallback ? 4 : 2048,
  };
}

/** How a sweep is cut up: chunks of rows, each over all windows of the lanes, which come in parts. */
export interface Chunks {
  readonly outersPerChunk: number;
  readonly rowsPerChunk: number;
  readonly lanesPerWindow: number;
  /** Parts of a window, computed by different workgroups and merged afterwards. */
  readonly partsPerWindow: number;
  readonly windows: number;
}

/** A part of fewer lanes is not worth its state. */
const fewestLanes = 256;
/** The most workgroups along one dimension of a dispatch. */
const mostGroups = 65535;

/** Cuts a sweep so that no binding is larger than the device allows, and all of the device has work. */
export function chunksOf(extents: Extents, bounds: Bounds): Chunks {
  const { outers, rows, lanes, rowBytes, laneBytes, stateBytes, rowsPerGroup } = extents;
  const fitting = (bytes: number, room: number) => Math.max(1, Math.floor(room / bytes));
  const lanesPerWindow = Math.max(1, Math.min(lanes, fitting(laneBytes, bounds.binding)));
  const windows = Math.max(1, Math.ceil(lanes / lanesPerWindow));
  const most = Math.min(
    fitting(rowBytes, bounds.binding),
    fitting(stateBytes * windows, bounds.states),
    mostGroups * 64,
  );
  // whole outer indices, or a part of one
  const rowsPerChunk = Math.min(rows, most);
  const outersPerChunk = rowsPerChunk < rows || windows > 1 ? 1 : Math.min(
    outers,
    Math.max(1, Math.floor(most / rows)),
    fitting(laneBytes * lanes, bounds.binding),
    mostGroups,
  );
  const groups = Math.ceil(rowsPerChunk / rowsPerGroup) * outersPerChunk;
  const wanted = Math.ceil(bounds.groups / groups);
  const room = fitting(stateBytes * windows * rowsPerChunk * outersPerChunk, bounds.states);
  const partsPerWindow = Math.max(
    1,
    Math.min(wanted, room, Math.ceil(lanesPerWindow / fewestLanes), mostGroups),
  );
  return { outersPerChunk, rowsPerChunk, lanesPerWindow, partsPerWindow, windows };
}
