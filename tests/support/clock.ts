/** A clock that goes by how often it is looked at: what depends on the time does the same on every machine. */

/**
 * Runs `work` while every look at `performance.now` of this thread finds it `step` milliseconds later than the last. With 0
 * time stands still: nothing is ever due. With much, everything is due at each look: the event loop gets its turn, progress
 * is reported and workers are started between any two calls of a kernel.
 */
export async function withClock<T>(step: number, work: () => Promise<T>): Promise<T> {
  let time = performance.now();
  // an own property hides that of the prototype
  performance.now = () => time += step;
  try {
    return await work();
  } finally {
    delete (performance as { now?: () => number }).now;
  }
}

/** Milliseconds a look after which everything that waits for some time is due. */
export const always = 1000;
