import { type Crew, patience } from "./crew.ts";
import { turn } from "./turn.ts";

/** The main thread's share of a job. Now and then it gives way to other tasks. */
export async function share(
  work: Generator<void, void, void>,
  crew: Crew,
  givingWay: () => void,
): Promise<void> {
  let last = performance.now();
  while (work.next().done !== true) {
    const time = performance.now() - last;
    if (time < patience) continue;
    crew.busy += time;
    givingWay();
    await turn();
    last = performance.now();
  }
  crew.busy += performance.now() - last;
}
