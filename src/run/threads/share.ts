import { patience, type Workers } from "./workers.ts";
import { turn } from "../conduct/turn.ts";

/** The main thread's share of a job. Now and then it gives way to other tasks. */
export async function share(
  work: Generator<void, void, void>,
  workers: Workers,
  givingWay: () => void,
): Promise<void> {
  let last = performance.now();
  while (work.next().done !== true) {
    const time = performance.now() - last;
    if (time < patience) continue;
    workers.busy += time;
    givingWay();
    await turn();
    last = performance.now();
  }
  workers.busy += performance.now() - last;
}
