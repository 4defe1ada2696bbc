import type { Instruction, Kernel, Level, Register } from "../ir/kernel.ts";

/** Registers in the order in which they are computed: reductions over one short axis share a loop. */
export interface Order {
  /** For each level: registers, or those of reductions that share a loop. */
  readonly levels: readonly (readonly (readonly Register[])[])[];
  /** The reductions that share the loop of one of them. */
  readonly groupOf: (fold: Register) => readonly Register[];
}

/** A kernel that is ready to be printed: whatever passes have decided stands in it. */
export interface Program extends Kernel {
  /** The order in which instructions are written that stay loops, and which reductions share one. */
  readonly order: Order;
  /** What is computed wherever it is read, instead of being kept. */
  readonly inline: ReadonlySet<Register>;
}

/** How a program will be printed, as far as passes look at it. */
export interface Layout {
  /** Whether short axes stay loops; else they are written out. */
  readonly rolled: boolean;
  /** Whether it computes in single precision. */
  readonly single: boolean;
}

/** What gives the instruction of a register. */
export type Definition = (register: Register) => Instruction;

/** The instructions of a kernel by their registers. */
export function definitionsOf({ levels }: Kernel): Definition {
  const definitions = new Map(levels.flat().map((instruction) => [instruction.out, instruction]));
  return (register) => {
    const instruction = definitions.get(register);
    if (instruction === undefined) throw new Error(`Register ${register.id} has no definition`);
    return instruction;
  };
}

/** The program with other instructions that compute the same registers. */
export function rewritten(
  program: Program,
  rewrite: (instruction: Instruction, level: Level) => Instruction,
): Program {
  const [once, eachRow, eachLane] = program.levels;
  const rewriteAll = (list: readonly Instruction[], level: Level) =>
    list.map((instruction) => rewrite(instruction, level));
  return {
    ...program,
    levels: [rewriteAll(once, 0), rewriteAll(eachRow, 1), rewriteAll(eachLane, 2)],
  };
}
