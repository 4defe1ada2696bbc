import { type Program, rewritten } from "./program.ts";

/**
 * The fast ways that lowering knows (a trace and a quadratic form by products) are taken along the lanes only: there they
 * are worth their check.
 */
export function withGuardsAlongLanes(program: Program): Program {
  return rewritten(
    program,
    (instruction, level) =>
      level < 2 && instruction.kind === "guarded" ? instruction.slow : instruction,
  );
}
