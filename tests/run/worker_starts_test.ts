/** Workers that never come: no evaluation waits for them, and they are tried again, ever more rarely. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { compile, gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { withClock } from "../support/clock.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { type Stand, withWorkers } from "./stand_in_workers.ts";

const silent: Stand = { on() {}, unref() {}, terminate() {} };

/** Ends as soon as somebody listens. */
const short: Stand = {
  ...silent,
  on(event, listener) {
    if (event === "exit") setTimeout(() => listener(1), 0);
  },
};

/** Ways for a worker not to come. */
const ways: { readonly [way: string]: () => Stand } = {
  "cannot be made": () => {
    throw new Error("no threads here");
  },
  "never answers": () => silent,
  "ends at once": () => short,
};

function plan() {
  const random = randomNumbers(3), k = 2500;
  const p = gaussianMixture({ means: times(k, () => [random(), random()]), variance: 0.1 });
  return compile(pairwiseEntropy(p, { distance: "kl" }), { inputs: p });
}

Deno.test("workers that could not start are tried again, ever more rarely", async () => {
  const entropy = plan(), expected = entropy.runSync();
  const tries: number[] = [];
  const failing = () => {
    tries.push(performance.now());
    throw new Error("not yet");
  };
  // a call is a tenth of a millisecond of work; one worker, so that each try is all of them
  await withClock(0.1, () =>
    withWorkers(failing, async () => {
      for (let runs = 0; tries.length < 6 && runs < 40_000; runs++) {
        assertEquals(await entropy.run({}, { threads: 2 }), expected);
      }
    }));
  const pauses = tries.slice(1).map((time, t) => time - tries[t]!);
  // each comes after twice as much work as the last; a run that is under way is finished first
  const growth = (pauses.at(-1)! / pauses[0]!) ** (1 / (pauses.length - 1));
  assertAlmostEquals(growth, 2, 0.3);
  pauses.reduce((before, pause) => {
    assert(pause > before, `a pause of ${pause} ms after one of ${before}`);
    return pause;
  });
});

for (const [way, make] of Object.entries(ways)) {
  Deno.test(`where a worker ${way}, this thread does all the work, with the same bits`, async () => {
    const entropy = plan(), expected = entropy.runSync();
    let started = 0;
    const counted = () => {
      started++;
      return make();
    };
    await withClock(1, () =>
      withWorkers(counted, async () => {
        for (let run = 0; run < 20; run++) {
          assertEquals(await entropy.run({}, { threads: 3 }), expected);
        }
      }));
    assert(started >= 1, "no worker was asked for");
  });
}
