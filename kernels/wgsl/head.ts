import { axisName } from "../../src/expr/axes.ts";
import { show } from "../../src/expr/show.ts";
import type { Buffer } from "../../src/plan/types.ts";
import type { Kernel } from "../ir/kernel.ts";
import type { Slot, Slots } from "./slots.ts";

/** The mathematics, and where the numbers lie. */
export function head(kernel: Kernel, slots: Slots): string {
  const rows = kernel.rows.map(axisName).join(", ") || "·";
  const lane = kernel.lane === null ? "·" : axisName(kernel.lane);
  return [
    `// For every ${rows}, over every ${lane}:`,
    ...kernel.accumulators.map(({ into }) =>
      `//   ${nameOf(into)} = ${into.node === undefined ? "?" : oneLine(show(into.node, 12))}`
    ),
    ...listed("constants", slots.common, (at) => `constants[${at}]`),
    ...listed("of a row", slots.rows, (at) => `r${at}`),
    ...listed("of a column", slots.columns, (at) => `c${at >> 2}.${"xyzw"[at & 3]}`),
  ].join("\n");
}

function listed(what: string, slots: readonly Slot[], placed: (at: number) => string): string[] {
  if (slots.length === 0) return [];
  const full: string[] = [];
  let line = `// ${what}:`;
  slots.forEach((slot, at) => {
    const part = `${placed(at)} ${slotName(slot)}`;
    if (line.length + part.length > 96) {
      full.push(line);
      line = `//   ${part},`;
    } else {
      line += ` ${part},`;
    }
  });
  return [...full, line.replace(/,$/, "")];
}

function slotName(slot: Slot): string {
  if (slot.form === "value") return slot.name;
  const { buffer, dims, cell, form } = slot;
  const at = dims.map((axis, t) => cell[t] ?? axisName(axis)).join(",");
  const name = buffer.source?.name ?? `t${buffer.id}`;
  const whole = dims.length === 0 ? name : `${name}[${at}]`;
  return form === "plain"
    ? whole
    : form === "high"
    ? `${whole} − centre`
    : `${whole} − centre, rest`;
}

function nameOf(buffer: Buffer): string {
  return buffer.dims.length === 0
    ? `t${buffer.id}`
    : `t${buffer.id}[${buffer.dims.map(axisName).join(",")}]`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
