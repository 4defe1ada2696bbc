/** When "auto" takes a GPU, and what is done where there is none or where it fails, through the public surface. */
import { DeviceError, evaluate, type EvaluateOptions, gpuInfo } from "../../mod.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { pretending, withAdapter } from "../support/adapters.ts";
import { disagreement } from "../support/webgpu_cases.ts";
import { far, large, outputsOf, small, warned, withGpu } from "../support/webgpu_support.ts";

/** On a machine of two threads, whatever this one has. */
const inSingle = { precision: "f32", threads: 2 } as const;

withGpu('"auto" takes a GPU for single precision and much work, and no software', async () => {
  const cpu = await warned(large, { device: "cpu", ...inSingle });
  let opened = 0;
  const onDevice = () => void opened++;
  await pretending({ isFallbackAdapter: true }, async () => {
    assertEquals(await warned(large, inSingle), cpu);
  });
  await pretending({ isFallbackAdapter: false, onDevice }, async () => {
    assertEquals(await warned(small, inSingle), await warned(small, { device: "cpu" }));
    await warned(large, {});
    await warned(far, inSingle);
    assertEquals(opened, 0);
    // asked first: once it has run, "auto" knows how slow this one is
    const auto = await warned(large, inSingle);
    const gpu = await warned(large, { device: "webgpu" });
    assertEquals(auto, gpu);
    assertEquals(opened, 1);
    gpu.results.forEach((data, t) => assert(disagreement(data, cpu.results[t]!) <= 2e-5));
  });
});

withGpu('where a GPU fails, "auto" finishes on the CPU and warns why', async () => {
  const cpu = await warned(large, { device: "cpu", ...inSingle });
  let lose = () => {};
  const losing = (device: GPUDevice) => lose = () => device.destroy();
  await pretending({ isFallbackAdapter: false, onDevice: losing }, async () => {
    const { results, warnings } = await warned(large, {
      ...inSingle,
      onProgress: () => lose(),
    });
    assertEquals(results, cpu.results);
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0]!, /^The GPU was (lost|given back).*\. The CPU does the work instead$/);
  });
  const rejecting = (device: GPUDevice) => {
    const make = device.createShaderModule;
    device.createShaderModule = () => make.call(device, { code: "no WGSL" });
  };
  await pretending({ isFallbackAdapter: false, onDevice: rejecting }, async () => {
    const { results, warnings } = await warned(large, inSingle);
    assertEquals(results, cpu.results);
    assertMatch(
      warnings.join(),
      /^The GPU's compiler rejected a kernel: .* does the work instead$/s,
    );
    const only = () => evaluate(outputsOf(large), { device: "webgpu" });
    await assertRejects(only, DeviceError, "rejected a kernel");
  });
});

withGpu("a signal stops the work on a GPU, and the CPU does not take it over", async () => {
  await pretending({ isFallbackAdapter: false }, async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    const options: EvaluateOptions = { ...inSingle, signal: controller.signal, onProgress };
    await assertRejects(() => warned(large, options), Error, "enough");
  });
});

Deno.test('without an adapter "webgpu" is a DeviceError and "auto" the CPU, silently', async () => {
  const cpu = await warned(large, { device: "cpu", ...inSingle });
  const nowhere = [
    [() => Promise.resolve(null), /^There is no WebGPU adapter: .*; use device "cpu"$/],
    [() => Promise.reject(new Error("no")), /^Asking for a WebGPU adapter failed: no; use dev/],
    [undefined, /^This browser or runtime has no WebGPU \(navigator.gpu is not there\); use dev/],
  ] as const;
  for (const [requestAdapter, sentence] of nowhere) {
    await withAdapter(requestAdapter, async () => {
      const error = await assertRejects(() => warned(small, { device: "webgpu" }), DeviceError);
      assertMatch(error.message, sentence);
      assertEquals(await gpuInfo(), { available: false, reason: error.message });
      assertEquals(await warned(large, inSingle), cpu);
    });
  }
});
