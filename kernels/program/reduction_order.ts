import { axisKeys } from "../../src/expr/intern.ts";
import type { Order, Program } from "./program.ts";
import { argumentsOf, type Instruction, type Kernel, type Register, whole } from "../ir/kernel.ts";

/** A reduction over a short axis. */
export type Fold = Extract<Instruction, { kind: "fold" } | { kind: "dot" }>;

/**
 * Sorts the instructions of each level into waves: whatever is ready and is no reduction first, then all reductions that are
 * ready, those over one axis together. A value that several of them read is then computed once a step of the loop and
 * needs no memory.
 */
export function withReductionOrder(program: Program): Program {
  return { ...program, order: orderOf(program) };
}

function orderOf(kernel: Kernel): Order {
  const groups = new Map<Register, readonly Register[]>();
  const levels = kernel.levels.map((list) => {
    const items: (readonly Register[])[] = [];
    const waiting = new Set(list);
    const waitingRegisters = new Set<Register>(list.map(({ out }) => out));
    const isReady = (instruction: Instruction) =>
      argumentsOf(instruction).every((arg) => !waitingRegisters.has(whole(arg) as Register));
    const done = (item: readonly Instruction[]) => {
      items.push(item.map(({ out }) => out));
      for (const instruction of item) {
        waiting.delete(instruction);
        waitingRegisters.delete(instruction.out);
      }
    };
    while (waiting.size > 0) {
      let progress = false;
      for (const instruction of [...waiting]) {
        if (isFold(instruction) || !isReady(instruction)) continue;
        done([instruction]);
        progress = true;
      }
      if (progress) continue;
      const ready = [...waiting].filter(isFold).filter(isReady);
      if (ready.length === 0) throw new Error("The instructions of a kernel wait for each other");
      const byLoop = new Map<string, Fold[]>();
      for (const fold of ready) {
        const key = `${fold.over.set.id} ${axisKeys(fold.out.cells)}`;
        byLoop.set(key, [...(byLoop.get(key) ?? []), fold]);
      }
      for (const group of byLoop.values()) {
        for (const { out } of group) groups.set(out, group.map(({ out }) => out));
        done(group);
      }
    }
    return items;
  });
  return { levels, groupOf: (fold) => groups.get(fold) ?? [fold] };
}

/** Whether an instruction reduces over a short axis. */
export function isFold(instruction: Instruction): instruction is Fold {
  return instruction.kind === "fold" || instruction.kind === "dot";
}
