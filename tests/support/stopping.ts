/** Stops something long in the middle of its work. */

/** What may stop an evaluation, and what it reports. */
interface Stoppable {
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** How something ended that was stopped. */
interface Stopped {
  /** What it rejected with; undefined if it did not. */
  readonly error: unknown;
  /** The last share of its work that it reported: 1 if nobody heeded the signal. */
  readonly done: number;
}

/** Runs something, and aborts its signal in a task of its own as soon as a part of the work is reported as done. */
export async function stopped(
  run: (options: Stoppable) => Promise<unknown>,
  reason: unknown,
): Promise<Stopped> {
  const stop = new AbortController();
  let done = 0;
  const onProgress = (share: number) => {
    if (done === 0 && share > 0) setImmediate(() => stop.abort(reason));
    done = Math.max(done, share);
  };
  const error = await run({ signal: stop.signal, onProgress }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { error, done };
}
