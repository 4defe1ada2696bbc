import { across, type Emitter, lanesOf } from "../bytes/emitter.ts";

/**
 * A function on doubles, called for each lane: `args` has a list of locals for each argument, entry t of each together.
 * Floats become doubles and the results floats again.
 */
export function emitCalls(
  e: Emitter,
  index: number,
  args: readonly (readonly number[])[],
): number[] {
  const { code, shape } = e;
  const callLane = (t: number, lane: number) => {
    for (const arg of args) {
      code.get(arg[t]!);
      code.lane(`${shape}.extract_lane`, lane);
      if (shape === "f32x4") code.op("f64.promote_f32");
    }
    code.call(index);
    if (shape === "f32x4") code.op("f32.demote_f64");
  };
  return across(e, args[0]!.length, (t) => {
    callLane(t, 0);
    code.op(`${shape}.splat`);
    for (let lane = 1; lane < lanesOf[shape]; lane++) {
      callLane(t, lane);
      code.lane(`${shape}.replace_lane`, lane);
    }
  });
}
