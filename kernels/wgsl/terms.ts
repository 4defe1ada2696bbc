import { isLong } from "../../src/expr/axes.ts";
import type { Memory, Register, Value } from "../ir/kernel.ts";
import { placeOf, type Point } from "./points.ts";
import type { Term } from "./reals.ts";
import type { Sheet } from "./sheet.ts";
import type { NumberSlot, Slot } from "./slots.ts";

/** So many constants a thread keeps in registers. */
const mostKept = 64;

/** A value at some cells. */
export function termOf(sheet: Sheet, value: Value, point: Point): Term {
  switch (value.kind) {
    case "memory":
      return read(sheet, slotAt(value, point));
    case "register":
      return cellAt(sheet, value, placeOf(point, value.cells));
    case "view": {
      const inner: Point = new Map(
        value.of.cells.map((axis, t) => [axis, point.get(value.dims[t]!) ?? 0]),
      );
      return cellAt(sheet, value.of, placeOf(inner, value.of.cells));
    }
    default:
      return value satisfies never;
  }
}

/** Where the number of a buffer at some cells is found. */
export function slotAt({ buffer, dims }: Memory, point: Point): NumberSlot {
  return {
    buffer,
    dims,
    cell: dims.map((axis) => isLong(axis) ? null : point.get(axis) ?? 0),
    form: "plain",
  };
}

/** The number of a slot. */
export function read(sheet: Sheet, slot: Slot): Term {
  const { isOnHost, find, rowTerms, before } = sheet, fact = factsOf(sheet, slot);
  if (isOnHost) return { text: "of the host", wide: false, ...fact };
  const { list, at } = find(slot);
  if (list === "columns") {
    return { text: `c${at >> 2}.${"xyzw"[at & 3]}`, wide: false, ...fact };
  }
  if (list === "common") return { text: constantAt(sheet, at), wide: false, ...fact };
  let known = rowTerms.get(at);
  if (known === undefined) {
    before.line(`let r${at} = load(${at}u, at);`);
    rowTerms.set(at, known = { text: `r${at}`, wide: true, ...fact });
  }
  return known;
}

function factsOf(sheet: Sheet, slot: Slot): Omit<Term, "text" | "wide"> {
  if (slot.form === "value") return { given: true };
  const self = selfOfSlot(sheet, slot), { buffer } = slot, { facts } = sheet;
  return slot.form === "plain"
    ? { self, given: true, exact: facts.whole(buffer), nonNegative: facts.nonNegative(buffer) }
    : { self };
}

/** A constant, loaded before the lanes unless there are too many to keep. */
function constantAt({ before, texts }: Sheet, at: number): string {
  if (at >= mostKept) return `constants[${at}]`;
  if (!texts.has(`constant ${at}`)) before.line(`let k${at} = constants[${at}];`);
  texts.set(`constant ${at}`, "");
  return `k${at}`;
}

/** The name of a number in memory, the lane's axis called as the row's. */
function selfOfSlot({ kernel, inner }: Sheet, { buffer, dims, cell, form }: NumberSlot): string {
  const names = dims.map((axis, t) => cell[t] ?? (axis === kernel.lane ? inner : axis)?.key);
  return `${buffer.id} ${form} ${names}`;
}

function cellAt(sheet: Sheet, register: Register, cell: number): Term {
  const { isOnHost, registers, hostNames } = sheet;
  const own = registers.get(register.id)?.[cell];
  if (own === undefined) throw new Error(`Register ${register.id} is read before it is set`);
  if (isOnHost || register.level > 0 || own.known !== undefined) return own;
  const whole = hostNames.get(register.id) ?? "value";
  const name = register.cells.length === 0 ? whole : `${whole}_${cell}`;
  const { exact, nonNegative, self = `value ${register.id} ${cell}` } = own;
  return { ...read(sheet, { form: "value", name, register, cell }), exact, nonNegative, self };
}
