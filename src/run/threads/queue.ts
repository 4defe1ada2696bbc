let last: Promise<unknown> = Promise.resolve();

/** Runs `work` after all that came before it has settled. A signal takes it out of the queue as long as it has not begun. */
export function inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let begun = false;
  const own = last.then(() => {
    signal?.throwIfAborted();
    begun = true;
    return work();
  });
  last = own.catch(() => undefined);
  if (signal === undefined) return own;
  return new Promise((resolve, reject) => {
    const leave = () => {
      if (!begun) reject(signal.reason);
    };
    signal.addEventListener("abort", leave);
    own.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
