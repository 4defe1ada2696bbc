import { type Buffer, cellCount, type Sizes } from "../../src/plan/types.ts";
import type { Kernel } from "../ir/kernel.ts";
import { type Monoid, monoids } from "./monoids.ts";
import { numbers, stateIn } from "./number_states.ts";

/**
 * The states of all rows of a sweep, an array for each of its accumulators: the first numbers of all states, laid out as the
 * results are, then the second ones. Plain numbers, which may be kept, sent and merged.
 */
export type RowStates = readonly Float64Array<ArrayBuffer>[];

/** The states of rows that have seen no lane. */
export function emptyStates({ accumulators }: Kernel, sizes: Sizes): RowStates {
  return accumulators.map(({ op, into }) => {
    const count = cellCount(into.dims, sizes), [first, second] = monoids[op].identity;
    return new Float64Array(2 * count).fill(first, 0, count).fill(second, count);
  });
}

/** Takes the states of the same rows over other lanes into `states`. */
export function mergeStates(kernel: Kernel, states: RowStates, others: RowStates): void {
  eachState(kernel, states, (monoid, state, t) => {
    const other = stateIn(others[t]!, state.apart);
    for (; state.at < state.apart; state.at++, other.at++) monoid.merge(numbers, state, other);
  });
}

/** Writes what the states of rows stand for to the buffers of the results. */
export function finishStates(
  kernel: Kernel,
  states: RowStates,
  arrayOf: (buffer: Buffer) => Float64Array,
): void {
  eachState(kernel, states, (monoid, state, t) => {
    const results = arrayOf(kernel.accumulators[t]!.into);
    for (; state.at < state.apart; state.at++) results[state.at] = monoid.finish(numbers, state);
  });
}

/** Calls `visit` with the first state of each accumulator, which it may move along. */
function eachState(
  { accumulators }: Kernel,
  states: RowStates,
  visit: (monoid: Monoid, state: ReturnType<typeof stateIn>, t: number) => void,
): void {
  accumulators.forEach(({ op }, t) => {
    const array = states[t]!;
    visit(monoids[op], stateIn(array, array.length / 2), t);
  });
}
