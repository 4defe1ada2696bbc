/** How long one call of generated code keeps a thread from everything else. */
import { setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import { gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { laneTime } from "../../kernels/program/cost.ts";
import { planned } from "../../src/run/face/cache.ts";
import { Heap } from "../../src/run/memory/heap.ts";
import { runUnit } from "../../src/run/cpu/unit_runs.ts";
import type { Unit } from "../../src/run/cpu/units.ts";
import { slowSquares } from "./pool_kernels.ts";
import { times } from "../support/random_numbers.ts";
import { withSlopes } from "../support/estimators.ts";
import { nodeList } from "../support/nodes.ts";

/** Nanoseconds of a tile of two rows or two vectors that are too long, as they are estimated. */
const tooLong = 48e6;

Deno.test("a tile is one row and one vector where more would take a call too long", () => {
  const shortened: number[] = [];
  for (const d of [40, 200, 320]) {
    const unit = times(d, (a) => times(d, (b) => a === b ? 1 : 0));
    const p = gaussianMixture({
      means: [times(d, () => 0), times(d, () => 1)],
      covariances: [unit, unit],
    });
    const value = pairwiseEntropy(p, { distance: "kl" });
    const { kernels } = planned(nodeList(withSlopes(value, p)));
    for (const kernel of kernels) {
      const { rows, vectors } = scheduleOf(kernel, "f64x2");
      const time = 2 * laneTime(kernel);
      assert(
        rows * vectors === 1 || time * rows * vectors <= tooLong,
        `d = ${d}: ${rows} × ${vectors}`,
      );
      if (rows * vectors === 1 && time * 2 > tooLong) shortened.push(d);
    }
  }
  // S⁻¹MS⁻¹ by two solves with d² right sides
  assertEquals([...new Set(shortened)], [200, 320]);
});

Deno.test("what waits goes before calls that are cut along their lanes, and not before others", async () => {
  const heap = new Heap({ shared: false });
  const compiled = slowSquares(heap);
  for (const lanesAtOnce of [16, undefined]) {
    // no pieces: the unit is over as soon as it has begun
    const unit = { compiled, pieces: [], scratch: 0, rowsAtOnce: 1, lanesAtOnce };
    let turns = 0;
    setImmediate(() => turns++);
    // a kernel of the pool lacks what a unit without pieces does not read
    await runUnit(unit as unknown as Unit, heap, 1, {
      threads: 1,
      signal: undefined,
      breath: () => undefined,
      onProgress: undefined,
    });
    assertEquals(turns, lanesAtOnce === undefined ? 0 : 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
});
