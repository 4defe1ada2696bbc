/** Garbage is collected when a test asks for it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
/** Collects all garbage at once. */
export const collectNow: () => void = runInNewContext("gc");

/** Collects all garbage, and lets what waits for that do its work. */
export async function collect(): Promise<void> {
  for (let t = 0; t < 5; t++) {
    // what a weak reference has shown stays alive until the next turn
    await new Promise((resolve) => setTimeout(resolve, 1));
    collectNow();
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
