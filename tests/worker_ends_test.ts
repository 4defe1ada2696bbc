/**
 * Workers that end at any moment: before they begin, in the middle of a piece, when they are done, several at once, and
 * threads that go on after their host said that they have ended. No piece is lost and no number is wrong.
 */
import { assert, assertEquals } from "@std/assert";
import { sharedBoard, state, stateWord, word } from "../src/run/pool/board.ts";
import { call, type Crew, giveUp, type Member, stillRunning } from "../src/run/pool/crew.ts";
import { defaultHeap } from "../src/run/pool/default_heap.ts";
import { Heap } from "../src/run/pool/heap.ts";
import { rest } from "../src/run/pool/rest.ts";
import { storm } from "./worker_storm.ts";

/** A longer storm: MIXTROPY_KILLS=5000. */
const kills = Number(Deno.env.get("MIXTROPY_KILLS") ?? 300);
const seed = Number(Deno.env.get("MIXTROPY_SEED") ?? 1);

Deno.test(`plans give the bits of undisturbed runs while ${kills} workers are ended, from seed ${seed}`, async () => {
  const { wrong, errors, kills: ended, runs } = await storm({ kills, seed });
  assert(ended >= kills);
  assertEquals({ wrong, errors }, { wrong: 0, errors: [] }, `of ${runs} runs`);
});

/** A crew of workers that are no threads: what they do is written to the board by hand. */
function crewOf(count: number): Crew & { readonly members: readonly Member[] } {
  const board = sharedBoard();
  const members = Array.from({ length: count }, (_, number): Member => {
    const at = stateWord(number);
    // it has started
    board[at + 1] = 1;
    return { at, alive: true, terminate: () => {} };
  });
  return { heap: new Heap(), board, members, broken: false, busy: 0 };
}

/** What the worker of a member does when it looks at its state: whether it begins. */
function begins({ board }: Crew, { at }: Member): boolean {
  return Atomics.compareExchange(board, at, state.called, state.running) === state.called;
}

Deno.test("a worker that ends before it has begun takes nothing with it, and begins no more", () => {
  const crew = crewOf(1), [member] = crew.members as [Member];
  call(crew.board, crew.members);
  giveUp(crew, member, "exit");
  assertEquals(begins(crew, member), false);
  assertEquals({ death: crew.death, broken: crew.broken }, { death: undefined, broken: true });
  assertEquals(stillRunning(crew.board, crew.members), undefined);
});

Deno.test("a worker that ends while it works is a death, whatever its thread does afterwards", async () => {
  const crew = crewOf(2), [first, second] = crew.members as [Member, Member];
  call(crew.board, crew.members);
  assert(begins(crew, first) && begins(crew, second));
  giveUp(crew, first, "exit code 1");
  assertEquals(crew.death, "exit code 1");
  // all others stop before their next call
  assertEquals(crew.board[word.cancel], 1);
  // the thread goes on, is done, and may look for another job: there is none for it
  Atomics.compareExchange(crew.board, first.at, state.running, state.idle);
  call(crew.board, [first]);
  assertEquals(begins(crew, first), false);
  // the other one is waited for
  assertEquals(stillRunning(crew.board, crew.members), second);
  setTimeout(() => Atomics.store(crew.board, second.at, state.idle), 5);
  await rest(crew, crew.members, () => {});
});

Deno.test("a worker that is done when it ends has lost nothing", () => {
  const crew = crewOf(1), [member] = crew.members as [Member];
  call(crew.board, crew.members);
  assert(begins(crew, member));
  Atomics.compareExchange(crew.board, member.at, state.running, state.idle);
  giveUp(crew, member, "exit");
  giveUp(crew, member, "exit again");
  assertEquals({ death: crew.death, broken: crew.broken }, { death: undefined, broken: true });
});

Deno.test("a worker whose thread is gone without a word is given up when it has been silent for long", async () => {
  const crew = crewOf(2), [first, second] = crew.members as [Member, Member];
  call(crew.board, crew.members);
  assert(begins(crew, first) && begins(crew, second));
  let looks = 0;
  const look = () => {
    // a sign of life at each of the first looks; then nothing any more
    if (looks++ < 10) Atomics.add(crew.board, word.calls, 1);
  };
  await rest(crew, crew.members, look, 100);
  assert(looks >= 10);
  assertEquals(crew.death, "silent for 0.1 s");
  assertEquals(crew.members.filter(({ alive }) => alive), []);
});

Deno.test("a retired heap gives no block out again, and the next computation has another heap", () => {
  const heap = defaultHeap(), block = heap.allocate(1000), other = heap.allocate(1000);
  heap.retire();
  heap.free(block);
  assert(heap.allocate(1000) > other);
  heap.free(other);
  assert(defaultHeap() !== heap);
});
