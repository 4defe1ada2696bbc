import type { Axis } from "../../src/expr/axes.ts";
import type { Kernel } from "../ir/kernel.ts";
import type { Facts } from "./facts.ts";
import type { FunctionName } from "./functions.ts";
import type { Term } from "./reals.ts";
import { type SelfNames, selfNames } from "./self.ts";
import { differenceGroups, type Found, type Slot, slotCollector, type Slots } from "./slots.ts";
import { type Writer, writer } from "./text_writer.ts";

/** How a kernel is cut up: decisions, not deductions. */
export interface Schedule {
  /** How many rows a thread computes, 1 to 4: what is read of a column serves them all. */
  readonly replicas: number;
  /** How many threads a workgroup has. */
  readonly threads: number;
  /** How many lanes a thread takes in a turn of its loop: their numbers are on their way together. */
  readonly lanes: number;
  /** Whether differences of data carry the part that rounding to f32 loses. */
  readonly exactDifferences: boolean;
}

/** The instructions of a kernel as text while they are written, and what is known of them. */
export interface Sheet {
  readonly kernel: Kernel;
  readonly facts: Facts;
  readonly schedule: Schedule;
  /** What runs before the lanes, and once a lane. */
  readonly before: Writer;
  readonly inside: Writer;
  readonly slots: Slots;
  readonly find: (slot: Slot) => Found;
  readonly groupOf: ReturnType<typeof differenceGroups>;
  readonly functions: Set<FunctionName>;
  /** The cells of each register, by its number. */
  readonly registers: Map<number, readonly Term[]>;
  /** The numbers of the rows that were loaded, by their place. */
  readonly rowTerms: Map<number, Term>;
  /** The names of registers that the host computes. */
  readonly hostNames: Map<number, string>;
  /** The names of texts: equal texts are equal values. What is no value has a text that no value has. */
  readonly texts: Map<string, string>;
  readonly self: SelfNames;
  /** The shares exp(a − L) of the current pair: where all are tiny, a weakness does not matter. */
  readonly shares: Term[];
  /** Whether the kernel can find that single precision does not decide a row, or decides it weakly. */
  readonly doubts: { any: boolean; weak: boolean };
  /** The row axis whose index differs between the rows of a thread. */
  readonly inner: Axis | undefined;
  /** Whether what no row changes is written: it comes from the host, which computes it in double precision. */
  isOnHost: boolean;
}

/** An empty sheet. */
export function newSheet(kernel: Kernel, facts: Facts, schedule: Schedule): Sheet {
  return {
    ...{ kernel, facts, schedule },
    ...{ before: writer(1), inside: writer(3) },
    ...slotCollector(kernel),
    groupOf: differenceGroups(kernel),
    functions: new Set(),
    registers: new Map(),
    rowTerms: new Map(),
    hostNames: new Map(),
    texts: new Map(),
    self: selfNames(),
    shares: [],
    doubts: { any: false, weak: false },
    inner: kernel.rows.at(-1),
    isOnHost: true,
  };
}
