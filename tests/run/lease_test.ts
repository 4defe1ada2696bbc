/** The memory of a compiled plan: given back once, when nobody runs it. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { compile, gaussianMixture, jointEntropy } from "../../mod.ts";
import type { Keeper } from "../../src/run/face/keeper.ts";
import { leaseOf } from "../../src/run/face/lease.ts";

function countingKeeper(): { readonly kept: Keeper; readonly disposals: () => number } {
  let count = 0;
  const kept: Keeper = {
    at: () => {
      throw new Error("No executor is asked for");
    },
    dispose: () => count++,
  };
  return { kept, disposals: () => count };
}

Deno.test("memory is given back at once where nothing runs", () => {
  const { kept, disposals } = countingKeeper(), lease = leaseOf(kept);
  lease.check();
  lease.dispose();
  assertEquals(disposals(), 1);
  assertThrows(lease.check, TypeError, "disposed of");
});

Deno.test("what runs ends first, then memory is given back", async () => {
  const { kept, disposals } = countingKeeper(), lease = leaseOf(kept);
  const ends: (() => void)[] = [];
  const runs = [0, 1].map(() => lease.within(() => new Promise<void>((end) => ends.push(end))));
  lease.dispose();
  ends[0]!();
  await runs[0];
  assertEquals(disposals(), 0);
  ends[1]!();
  await runs[1];
  assertEquals(disposals(), 1);
  await assertRejects(() => lease.within(() => Promise.resolve()), TypeError, "disposed of");
});

Deno.test("a plan that was disposed of ends its run and runs no more", async () => {
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  const plan = compile(jointEntropy(p), { inputs: p });
  const running = plan.run();
  plan[Symbol.dispose]();
  // ½ ln 2πe
  assertEquals(Math.abs(await running - 1.4189385332046727) < 1e-15, true);
  await assertRejects(() => plan.run(), TypeError, "disposed of");
  assertThrows(() => plan.runSync(), TypeError, "disposed of");
  plan[Symbol.dispose]();
});
