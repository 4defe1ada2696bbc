/**
 * Workers that end at any moment: before they begin, in the middle of a piece, when they are done, several at once, and
 * threads that go on after their host said that they have ended. No piece is lost and no number is wrong.
 */
import { assert, assertEquals } from "@std/assert";
import { sharedWords, state, stateWord, word } from "../../src/run/threads/shared_words.ts";
import {
  call,
  giveUp,
  stillRunning,
  type WorkerHandle,
  type Workers,
} from "../../src/run/threads/workers.ts";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { Heap } from "../../src/run/memory/heap.ts";
import { rest } from "../../src/run/threads/last_workers.ts";
import { storm } from "./worker_storm.ts";

/** A longer storm: MIXTROPY_KILLS=5000. */
const kills = Number(Deno.env.get("MIXTROPY_KILLS") ?? 80);
const seed = Number(Deno.env.get("MIXTROPY_SEED") ?? 1);

Deno.test(`plans give the bits of undisturbed runs while ${kills} workers are ended, from seed ${seed}`, async () => {
  const { wrong, errors, kills: ended, runs } = await storm({ kills, seed });
  assert(ended >= kills);
  assertEquals({ wrong, errors }, { wrong: 0, errors: [] }, `of ${runs} runs`);
});

/** Workers that are no threads: what they do is written to the shared words by hand. */
function workersOf(count: number): Workers & { readonly members: readonly WorkerHandle[] } {
  const words = sharedWords();
  const members = Array.from({ length: count }, (_, number): WorkerHandle => {
    const at = stateWord(number);
    // it has started
    words[at + 1] = 1;
    return { at, alive: true, terminate: () => {} };
  });
  return { heap: new Heap(), words, members, broken: false, busy: 0 };
}

/** What the worker of a member does when it looks at its state: whether it begins. */
function begins({ words }: Workers, { at }: WorkerHandle): boolean {
  return Atomics.compareExchange(words, at, state.called, state.running) === state.called;
}

Deno.test("a worker that ends before it has begun takes nothing with it, and begins no more", () => {
  const workers = workersOf(1), [member] = workers.members as [WorkerHandle];
  call(workers.words, workers.members);
  giveUp(workers, member, "exit");
  assertEquals(begins(workers, member), false);
  assertEquals({ death: workers.death, broken: workers.broken }, {
    death: undefined,
    broken: true,
  });
  assertEquals(stillRunning(workers.words, workers.members), undefined);
});

Deno.test("a worker that ends while it works is a death, whatever its thread does afterwards", async () => {
  const workers = workersOf(2), [first, second] = workers.members as [WorkerHandle, WorkerHandle];
  call(workers.words, workers.members);
  assert(begins(workers, first) && begins(workers, second));
  giveUp(workers, first, "exit code 1");
  assertEquals(workers.death, "exit code 1");
  // all others stop before their next call
  assertEquals(workers.words[word.cancel], 1);
  // the thread goes on, is done, and may look for another job: there is none for it
  Atomics.compareExchange(workers.words, first.at, state.running, state.idle);
  call(workers.words, [first]);
  assertEquals(begins(workers, first), false);
  // the other one is waited for
  assertEquals(stillRunning(workers.words, workers.members), second);
  setTimeout(() => Atomics.store(workers.words, second.at, state.idle), 5);
  await rest(workers, workers.members, () => {});
});

Deno.test("a worker that is done when it ends has lost nothing", () => {
  const workers = workersOf(1), [member] = workers.members as [WorkerHandle];
  call(workers.words, workers.members);
  assert(begins(workers, member));
  Atomics.compareExchange(workers.words, member.at, state.running, state.idle);
  giveUp(workers, member, "exit");
  giveUp(workers, member, "exit again");
  assertEquals({ death: workers.death, broken: workers.broken }, {
    death: undefined,
    broken: true,
  });
});

Deno.test("a worker whose thread is gone without a word is given up when it has been silent for long", async () => {
  const workers = workersOf(2), [first, second] = workers.members as [WorkerHandle, WorkerHandle];
  call(workers.words, workers.members);
  assert(begins(workers, first) && begins(workers, second));
  let looks = 0;
  const look = () => {
    // a sign of life at each of the first looks; then nothing any more
    if (looks++ < 10) Atomics.add(workers.words, word.calls, 1);
  };
  await rest(workers, workers.members, look, 100);
  assert(looks >= 10);
  assertEquals(workers.death, "silent for 0.1 s");
  assertEquals(workers.members.filter(({ alive }) => alive), []);
});

Deno.test("a retired heap gives no block out again, and the next computation has another heap", () => {
  const heap = defaultHeap(), block = heap.allocate(1000), other = heap.allocate(1000);
  heap.retire();
  heap.free(block);
  assert(heap.allocate(1000) > other);
  heap.free(other);
  assert(defaultHeap() !== heap);
});
