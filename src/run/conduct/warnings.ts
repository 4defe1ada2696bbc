/** Takes sentences on what did not run as it should. */
type Listener = (message: string) => void;

const told = new WeakMap<Listener, Set<string>>();
/** So many sentences are remembered for a listener: those with numbers in them are new in every step of a loop. */
const mostTold = 1000;

/** Tells a listener what it was not told before, in this evaluation or an earlier one. */
export function tell(listener: Listener, messages: readonly string[]): void {
  if (messages.length === 0) return;
  let known = told.get(listener);
  if (known === undefined) told.set(listener, known = new Set());
  for (const message of messages) {
    if (known.has(message)) continue;
    if (known.size === mostTold) known.clear();
    known.add(message);
    listener(message);
  }
}
