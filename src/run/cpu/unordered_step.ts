import type { Sizes } from "../../plan/types.ts";
import type { Requests } from "../conduct/runners.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import { finishPairs, placesOf, startPairs } from "./pair_sums.ts";
import { redo } from "./redo.ts";
import type { Plain, Unit } from "./units.ts";

/** A sweep by unordered pairs; says whether its results hold. Rows that cannot be trusted are done as ordered pairs. */
export function* unordered(
  { bound, sizes }: { readonly bound: Bound; readonly sizes: Sizes },
  step: BoundStep,
  { plain, pairs }: { readonly plain: Plain; readonly pairs: BoundPairs },
): Requests<Unit, boolean> {
  const { heap } = bound, { kernel, rest, lanes, outer } = pairs;
  const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp");
  const ofRows = (first: number, end: number): Unit => ({
    ...plain,
    pieces: [{ args: plain.args, rowFirst: first, rowEnd: end, laneFirst: 0, laneEnd: lanes }],
    share: 0,
  });
  if (logs.length > 0) { for (let o = 0; o < outer; o++) yield ofRows(o * lanes, o * lanes + 1); }
  yield* startPairs(heap, pairs, (o, l) => {
    const log = logs[l]!;
    return bound.array(log.into)[placesOf(log, kernel, sizes).outer(o)]!;
  });
  heap.u8(plain.flags, step.rows).fill(0);
  if ((yield pairs.symmetric) !== 0) return false;
  const doubtful = yield* finishPairs(bound, pairs, sizes, plain.compiled.shape);
  if (doubtful.size * 3 > step.rows) return false;
  if (rest !== undefined && (yield* whole(bound, rest.plain)) !== 0) {
    yield* redo(bound, { ...step, kernel: rest.kernel }, rest.plain, sizes);
  }
  let status = 0;
  for (const row of doubtful) status |= yield ofRows(row, row + 1);
  if (status !== 0) yield* redo(bound, step, plain, sizes);
  return true;
}

/** All pieces of a kernel, and what they make together. */
export function* whole({ array }: Bound, plain: Plain): Requests<Unit, number> {
  const status = yield plain;
  if (plain.merge !== undefined) yield* plain.merge(array);
  return status;
}
