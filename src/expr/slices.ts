/**
 * Work in slices of a few milliseconds: it yields after each, so that whoever drives it can let other tasks in between.
 * Views of memory that may have grown meanwhile are made anew after a yield.
 */
export type Slices<T = void> = Generator<undefined, T, unknown>;

/** How many nodes of a graph are looked at in one slice: about a millisecond. */
export const nodesAtOnce = 1024;

/** Does all slices at once. */
export function atOnce<T>(slices: Slices<T>): T {
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}
