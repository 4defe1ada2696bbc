/** Streams of the random number generator, so that no number is used twice. */
export interface Streams {
  readonly position: number;
  readonly points: number;
  readonly order: number;
}

/** The streams of one of several samples of one seed. */
export function streamsOf(which: number): Streams {
  const first = 3 * which;
  return { position: first, points: first + 1, order: first + 2 };
}
