import type { Axis } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import { areAligned } from "../program/centring.ts";
import type { Kernel, Memory, Register, Value } from "../ir/kernel.ts";

/** What the host puts where the kernel finds it: a number from memory, or a value that it computes. */
export type Slot = NumberSlot | ValueSlot;

/** A cell of a value that no row changes: the host computes it in double precision. */
export interface ValueSlot {
  readonly form: "value";
  readonly name: string;
  readonly register: Register;
  readonly cell: number;
}

/** A number of a buffer, rounded to f32. */
export interface NumberSlot {
  readonly buffer: Buffer;
  /** The axis along each dimension of the buffer. */
  readonly dims: readonly Axis[];
  /** The index along each dimension; null along long ones. */
  readonly cell: readonly (number | null)[];
  /** The number itself; or its difference from the centre of its group, rounded; or what that rounding lost. */
  readonly form: "plain" | "high" | "low";
  readonly group?: Group;
}

/**
 * Buffers of which a kernel takes differences, entry by entry. Subtracting one centre from all of them, in double
 * precision, leaves the differences as they are and makes the numbers small before they are rounded.
 */
export interface Group {
  readonly buffers: readonly Buffer[];
  /** Which dimensions of each buffer are batches that all members share. */
  readonly batch: Axis | null;
}

/** Why a kernel cannot be printed as WGSL. */
export class Inexpressible extends Error {
  override name = "Inexpressible";
}

/** Its text would be too long; that of a part of it might not. */
export class TooLong extends Inexpressible {
  override name = "TooLong";
}

/** The slots of a kernel by how often they change, in the order of first use. */
export interface Slots {
  readonly common: Slot[];
  readonly rows: Slot[];
  readonly columns: Slot[];
}

/** Where the number of a slot is kept: which list, and its place there. */
export interface Found {
  readonly list: keyof Slots;
  readonly at: number;
}

/** Collects the slots that a kernel uses. */
export function slotCollector(kernel: Kernel): {
  readonly slots: Slots;
  readonly find: (slot: Slot) => Found;
} {
  const slots: Slots = { common: [], rows: [], columns: [] };
  const known = new Map<string, Found>();
  const inner = kernel.rows.at(-1), outer = kernel.rows.slice(0, -1);
  const listOf = (slot: Slot): keyof Slots => {
    if (slot.form === "value") return "common";
    const { dims } = slot;
    const onLane = kernel.lane !== null && dims.includes(kernel.lane);
    const onRow = inner !== undefined && dims.includes(inner);
    if (onLane && onRow) {
      throw new Inexpressible("it reads a number for every pair, so the transfer would cost more");
    }
    if (onLane) return "columns";
    return onRow || outer.some((axis) => dims.includes(axis)) ? "rows" : "common";
  };
  const find = (slot: Slot): Found => {
    const key = slot.form === "value"
      ? `value ${slot.register.id} ${slot.cell}`
      : `${slot.buffer.id} ${slot.dims.map((axis) => axis.key)} ${slot.cell} ${slot.form}`;
    let found = known.get(key);
    if (found === undefined) {
      const list = listOf(slot);
      found = { list, at: slots[list].push(slot) - 1 };
      known.set(key, found);
    }
    return found;
  };
  return { slots, find };
}

type GroupOf = (args: readonly Value[]) => Group | undefined;

const known = new WeakMap<Kernel, GroupOf>();

/** The groups of buffers between which a kernel takes differences, by the instruction's two arguments; one object for each. */
export function differenceGroups(kernel: Kernel): GroupOf {
  let groupOf = known.get(kernel);
  if (groupOf === undefined) known.set(kernel, groupOf = findGroups(kernel));
  return groupOf;
}

function findGroups(kernel: Kernel): GroupOf {
  const groups = new Map<Buffer, Group>();
  const batchOf = ({ dims }: Memory) => dims.find((axis) => axis.set.role === "batch") ?? null;
  for (const instruction of kernel.levels.flat()) {
    if (instruction.kind !== "map" || instruction.op !== "sub") continue;
    if (!isDifference(instruction.args)) continue;
    const [x, y] = instruction.args;
    const batch = batchOf(x) === batchOf(y) ? batchOf(x) : null;
    const a = groups.get(x.buffer), b = groups.get(y.buffer);
    const merged: Group = {
      buffers: [...new Set([...a?.buffers ?? [x.buffer], ...b?.buffers ?? [y.buffer]])],
      batch: [a, b].every((group) => group === undefined || group.batch === batch) ? batch : null,
    };
    merged.buffers.forEach((buffer) => groups.set(buffer, merged));
  }
  return (args) => isDifference(args) ? groups.get(args[0].buffer) : undefined;
}

/** Whether two values are numbers in memory with the same short axes, and at least one of them varies. */
function isDifference(args: readonly Value[]): args is readonly [Memory, Memory] {
  return areAligned(args) && args.some(({ level }) => level > 0);
}
