/** What goes wrong with a GPU, and what is left behind: sentences, a device that works again, and no memory. */
import { gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { DeviceError } from "../../src/expr/errors.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { requestGpu } from "../../src/run/webgpu/device.ts";
import type { ExecuteControl } from "../../src/run/face/drive.ts";
import {
  compare,
  gpuExecutor,
  mixtures,
  parameters,
  prepare,
  reference,
  resultsOnGpu,
} from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";
import { withSlopes } from "../support/estimators.ts";

/** A plan that takes a software adapter some hundred milliseconds. */
function long() {
  const p = mixtures(3000, 3).diagonal();
  const value = pairwiseEntropy(p, { distance: "kl" });
  return prepare(withSlopes(value, p));
}

withGpu(
  "a kernel that the compiler rejects is a DeviceError with its words and its line",
  async (gpu) => {
    const code = "@compute @workgroup_size(1)\nfn sweep() {\n  let x = y;\n}\n";
    const error = await assertRejects(() => gpu.pipeline(code, "sweep"), DeviceError);
    assertMatch(
      error.message,
      /^The GPU's compiler rejected a kernel: .*\bline 3: let x = y;\); please report it/s,
    );
    const twice = await assertRejects(() => gpu.pipeline(code, "sweep"), DeviceError);
    assertEquals(twice.message, error.message);
  },
);

withGpu("work that the GPU refuses is a DeviceError, and the next work runs", async (gpu) => {
  const wrong = () => {
    gpu.device.createBuffer({ size: 16, usage: 0 });
    return Promise.resolve();
  };
  await assertRejects(() => gpu.guarded(wrong), DeviceError, "The GPU refused the work: ");
  assertEquals(await gpu.guarded(() => Promise.resolve(7)), 7);
});

withGpu("a signal stops between dispatches, and the executor runs again", async (gpu) => {
  const prepared = long();
  const { arrays } = prepared;
  const executor = gpuExecutor(prepared, gpu);
  const controller = new AbortController();
  const shares: number[] = [];
  const onProgress = (share: number) => {
    shares.push(share);
    if (share > 0.05) controller.abort(new Error("enough"));
  };
  const control: ExecuteControl = { signal: controller.signal, onProgress };
  await assertRejects(() => executor.execute(arrays, control), Error, "enough");
  assert(shares.at(-1)! < 1);
  const already = AbortSignal.abort(new Error("before"));
  await assertRejects(() => executor.execute(arrays, { signal: already }), Error, "before");
  const progress: number[] = [];
  const actual = await executor.execute(arrays, { onProgress: (share) => progress.push(share) });
  const expected = reference(prepared);
  assert(Math.abs(actual[0]!.data[0]! - expected[0]![0]!) < 1e-5);
  assertEquals(progress, [...progress].sort((a, b) => a - b));
  assertEquals(progress[progress.length - 1], 1);
  executor.dispose();
  assertEquals(gpu.pool.bytes, gpu.pool.freeBytes);
});

withGpu("evaluations at the same time do not disturb each other", async (gpu) => {
  const p = mixtures(100, 2).full(), q = mixtures(90, 3).boxes();
  const jobs = [
    { value: pairwiseEntropy(p, { distance: "bhattacharyya" }) },
    { value: pairwiseEntropy(q, { distance: "bhattacharyya" }) },
    { value: pairwiseEntropy(p, { distance: "kl" }) },
  ];
  const results = await Promise.all(jobs.map((outputs) => compare(outputs, gpu)));
  for (const { errors } of results) assert(errors.value! < 2e-6);
});

const loops = 300;

withGpu(`${loops} evaluations, of changing sizes too, leave nothing on the device`, async (gpu) => {
  const sizesSeen = new Set<number>();
  for (let t = 0; t < loops; t++) {
    const k = 20 + (t % 3) * 30;
    const { means } = parameters(k, 2, t);
    const p = gaussianMixture({ means, variance: 1 });
    await resultsOnGpu(prepare([pairwiseEntropy(p, { distance: "kl" })]), gpu);
    assertEquals(gpu.pool.bytes, gpu.pool.freeBytes);
    if (t > 10) sizesSeen.add(gpu.pool.bytes);
  }
  assertEquals(sizesSeen.size, 1);
});

withGpu(
  "a device that is lost in the middle is a DeviceError, and the next evaluation has a new one",
  async (gpu) => {
    const running = resultsOnGpu(long(), gpu);
    // results need a wait for the device, which a timer is ahead of
    setTimeout(() => gpu.device.destroy(), 0);
    const error = await assertRejects(() => running, DeviceError);
    assertMatch(
      error.message,
      /^The GPU was (lost|given back while it was in use).*use device "cpu"$/,
    );
    const fresh = await requestGpu();
    assert(fresh !== gpu);
    const p = mixtures(50, 2).diagonal();
    const { errors } = await compare({ value: pairwiseEntropy(p, { distance: "kl" }) }, fresh);
    assert(errors.value! < 1e-6);
  },
);

/** Runs a fixture in a process of its own. */
async function run(script: string, env: Record<string, string>, shell = ""): Promise<string> {
  const file = decodeURIComponent(new URL(script, import.meta.url).pathname);
  const config = decodeURIComponent(new URL("../../deno.json", import.meta.url).pathname);
  const line = `${shell}exec "$0" run --no-prompt --config "$1" "$2"`;
  const args = ["-c", line, Deno.execPath(), config, file];
  const { stdout, stderr } = await new Deno.Command("sh", { args, env }).output();
  const text = new TextDecoder();
  return text.decode(stdout) || text.decode(stderr);
}

Deno.test("without an adapter device() says so, and asking for one is a DeviceError", async () => {
  const nowhere = { VK_ICD_FILENAMES: "/nonexistent", VK_DRIVER_FILES: "/nonexistent" };
  const output = await run("../fixtures/webgpu_device.ts", {
    ...nowhere,
    DENO_WEBGPU_BACKEND: "vulkan",
  });
  const sentence =
    'There is no WebGPU adapter: no GPU driver was found, or the browser blocks it; use device "cpu"';
  assertEquals(JSON.parse(output), {
    info: { available: false, reason: sentence },
    error: `DeviceError: ${sentence}`,
  });
});

withGpu("a GPU that is out of memory is a DeviceError, and is usable afterwards", async () => {
  const output = await run("../fixtures/webgpu_out_of_memory.ts", {}, "ulimit -v 60000000; ");
  const { error, next } = JSON.parse(output);
  assertMatch(
    error,
    /^DeviceError: The GPU is out of memory: .*; use device "cpu", or fewer results at once$/,
  );
  assertEquals(next, "the next work ran");
});
