import { DeviceError } from "../../expr/errors.ts";

/**
 * A worker ended while it worked. What its job was to write is not to be read, and the heap is retired: do the work again in
 * another one.
 */
export class WorkerEnded extends DeviceError {}
