/** Streams of the random number generator, so that no number is used twice. */
const streams = { position: 0, points: 1, order: 2, further: 7 } as const;

/** Streams of one sample. */
export type Streams = { readonly [S in keyof typeof streams]: number };

/** More than there are streams of a sample. */
const stride = 16;

/** The streams of one of several samples of one seed. */
export function streamsOf(which: number): Streams {
  const { position, points, order, further } = streams, first = stride * which;
  return {
    position: first + position,
    points: first + points,
    order: first + order,
    further: first + further,
  };
}
