import { plainOf, type Register, valuesOf, whole } from "../ir/kernel.ts";
import type { Program } from "./program.ts";

/**
 * What holds after every pass: the same registers are computed, in the same places; an instruction reads what was computed
 * before it; both ways of one that is guarded give its register; the order has every instruction once.
 */
export function checkProgram(before: Program, after: Program, pass: string): void {
  const fail = (what: string) => {
    throw new Error(`After the pass "${pass}": ${what}`);
  };
  const known = new Set<Register>();
  after.levels.forEach((list, level) => {
    const old = before.levels[level]!;
    if (list.length !== old.length) fail(`level ${level} has ${list.length} instructions`);
    list.forEach((instruction, t) => {
      const { out } = instruction;
      if (out !== old[t]!.out) fail(`register ${old[t]!.out.id} became register ${out.id}`);
      if (plainOf(instruction).out !== out) fail(`register ${out.id} has a slow way of another`);
      for (const value of valuesOf(instruction)) {
        const read = whole(value);
        if (read.kind === "register" && !known.has(read)) {
          fail(`register ${out.id} reads register ${read.id} before it is computed`);
        }
      }
      known.add(out);
    });
    const ordered = new Set(after.order.levels[level]!.flat());
    if (ordered.size !== list.length || !list.every(({ out }) => ordered.has(out))) {
      fail(`the order of level ${level} has not every register once`);
    }
  });
  for (const register of after.inline) {
    if (!known.has(register)) fail(`register ${register.id} is inline, and nothing computes it`);
  }
}
