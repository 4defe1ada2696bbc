import type { Buffer } from "../../plan/types.ts";
import type { RowRange } from "./needed.ts";
import type { Slices } from "./slices.ts";

/**
 * What a runner asks for while it works: a call `C` that the driver makes, on one thread or on several, and whose status is
 * the answer; nothing but a moment's time; or, of a device, an answer to be waited for.
 */
export type Requests<C, T = void> = Generator<C | undefined, T, number>;

/** Waits for a device. A driver that cannot wait never meets one. */
export type Waiting = () => Promise<void>;

/** Runs steps in double precision over memory of this machine, where all numbers of a plan have their place. */
export interface HostRunner<C> {
  /** Makes memory for a run ready. */
  readonly open: () => Slices;
  /** The numbers of a buffer; another view where memory has grown or was left. */
  readonly array: (buffer: Buffer) => Float64Array;
  /** About how many additions each step costs. */
  readonly works: () => readonly number[];
  /** Runs those rows of a step that are needed. */
  readonly step: (step: number) => Requests<C>;
  /** Runs some rows of a step that another runner was in doubt about. */
  readonly rows: (step: number, ranges: readonly RowRange[]) => Requests<C>;
  /**
   * Makes good for an error in a step, which is then to begin again: a step reads what earlier steps have stored, and nothing
   * else. Throws the error if it cannot.
   */
  readonly recover: (error: unknown) => Slices;
  /** Says what the run has to say at its end. */
  readonly close: () => void;
}

/** What became of a sweep on a device: its results stay there, or are in the host's memory with some rows in doubt. */
export type Swept =
  | { readonly kind: "kept" }
  | { readonly kind: "home"; readonly doubtful: readonly number[] }
  | { readonly kind: "refused"; readonly reason: string };

/** Results that came home from a device, and the rows that it was in doubt about, in order. */
export interface Fetched {
  readonly step: number;
  readonly doubtful: readonly number[];
}

/** Runs sweeps over pairs on a device, whose results stay there until they are fetched. */
export interface DeviceRunner {
  /** Whether a step is for the device. */
  readonly takes: (step: number) => boolean;
  /** Whether a step can read a buffer where an earlier sweep has left it on the device. */
  readonly reads: (step: number, buffer: Buffer) => boolean;
  /** Runs all rows of a step. `isHome` says which buffers the host has. */
  readonly sweep: (step: number, isHome: (buffer: Buffer) => boolean) => Promise<Swept>;
  /** How many sweeps have left their results on the device. */
  readonly kept: () => number;
  /** Brings all results home, by the order of the steps. */
  readonly fetch: () => Promise<readonly Fetched[]>;
  /** Lets go of what is on the device. */
  readonly drop: () => void;
}
