import { axisKeys } from "../../../src/expr/intern.ts";
import {
  argumentsOf,
  type Instruction,
  type Level,
  type Register,
  type Value,
  whole,
} from "../../ir/kernel.ts";
import type { Tile } from "../frame/frame.ts";
import { eachPoint } from "../memory/loop.ts";

import { rolledMatrix } from "../spd/rolled_matrix.ts";
import { storedFor, storeTo } from "../memory/stored.ts";
import { cellOf } from "../frame/cells.ts";
import { need } from "../frame/need.ts";

/** Emits the instructions of a level in order: values with cells by loops into scratch memory, others into locals. */
export function computeLevel(tile: Tile, level: Level): void {
  const { frame, levels } = tile;
  const { stored } = levels[level];
  let run: Register[] = [];
  const close = () => {
    const together = run, [first] = together;
    run = [];
    if (first === undefined) return;
    const axes = first.cells;
    eachPoint(tile, level, axes, (cells) => {
      const indices = axes.map((axis) => cellOf(cells, axis));
      for (const out of together) {
        storeTo(tile, level, storedFor(tile, out), indices, need(tile, out, cells));
      }
    });
    for (const out of together) stored.set(out, storedFor(tile, out));
  };
  for (const item of frame.kernel.order.levels[level]!) {
    const out = item[0]!, instruction = frame.definition(out);
    if (frame.kernel.inline.has(out)) continue;
    if (instruction.kind === "dense" || instruction.kind === "inverse") {
      close();
      rolledMatrix(tile, instruction, level);
      continue;
    }
    if (!item.every((one) => joins(tile, run, frame.definition(one)))) close();
    if (out.cells.length > 0) run.push(...item);
    else for (const one of item) need(tile, one, new Map());
  }
  close();
}

/**
 * Whether an instruction can be written before the loops of some registers are closed: it has no cells and does not read
 * them, or it has their cells and reads them at its own cell only.
 */
function joins({ frame }: Tile, run: readonly Register[], instruction: Instruction): boolean {
  const [first] = run;
  if (first === undefined) return true;
  const inRun = (value: Value): boolean => {
    const register = whole(value);
    if (register.kind === "memory") return false;
    return run.includes(register as Register) ||
      frame.kernel.inline.has(register as Register) &&
        argumentsOf(frame.definition(register as Register)).some(inRun);
  };
  const { cells } = instruction.out;
  if (cells.length === 0) return !argumentsOf(instruction).some(inRun);
  if (axisKeys(first.cells) !== axisKeys(cells)) return false;
  const atOwnCell = (value: Value): boolean =>
    !inRun(value) || (value.kind === "register" &&
      (run.includes(value) || argumentsOf(frame.definition(value)).every(atOwnCell)));
  return argumentsOf(instruction).every(atOwnCell);
}
