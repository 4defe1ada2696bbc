/** Streams of the random number generator, so that no number is used twice. */
export const streams = { position: 0, points: 1, order: 2, further: 7 } as const;
