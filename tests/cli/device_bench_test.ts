/** `mixtropy device` and `mixtropy bench`. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runOver } from "../support/run_command.ts";

Deno.test("device tells threads, vectors, shared memory and the GPU, or why there is none", async () => {
  const { code, out, err } = await runOver(["device"], () => "");
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^Mixtropy [\d.]+ in Deno [\d.]+\n/);
  for (const name of ["threads", "vectors", "shared memory", "GPU", "--device auto"]) {
    assertMatch(out, new RegExp(`^  ${name} +\\S`, "m"));
  }
  const json = JSON.parse((await runOver(["device", "--json"], () => "")).out);
  assertEquals(json.threads, navigator.hardwareConcurrency);
  assertEquals([json.kind, json.vectors, json.sharedMemory], ["device", true, true]);
  assert(json.gpu.available || json.gpu.reason.length > 0);
});

Deno.test("without a GPU device says so in a line", async () => {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", "cli.ts", "device"],
    cwd: new URL("../../", import.meta.url),
    env: {
      VK_ICD_FILENAMES: "/nonexistent",
      VK_DRIVER_FILES: "/nonexistent",
      DENO_WEBGPU_BACKEND: "vulkan",
    },
  }).output();
  const out = new TextDecoder().decode(stdout);
  assert(success);
  assertMatch(out, /^ {2}GPU +none: There is no WebGPU adapter: [^\n]*$/m);
  assertStringIncludes(out, "--device auto    the CPU\n");
});

Deno.test("bench times every question in every place, by the clock that it is given", async () => {
  let now = 0;
  // it moves by half a second at each look, so that each question runs once
  const world = { now: () => now += 500 };
  const { code, out, err } = await runOver(["bench", "--json", "--threads", "2"], () => "", world);
  assertEquals([code, err], [0, ""]);
  const { kind, d, timings } = JSON.parse(out) as {
    kind: string;
    d: number;
    timings: { question: string; k: number; place: string; pairsPerSecond: number }[];
  };
  assertEquals([kind, d], ["bench", 4]);
  const cpu = timings.filter(({ place }) => !place.startsWith("GPU"));
  assertEquals(
    new Set(cpu.map(({ place }) => place)),
    new Set(["1 thread", "2 threads", "CPU f32"]),
  );
  for (const { question, k, pairsPerSecond } of timings) {
    const pairs = question.startsWith("monte-carlo")
      ? 1000 * k
      : question === "gradient of kl"
      ? k * k
      : 2 * k * k;
    assertEquals(pairsPerSecond, pairs / 0.5, question);
  }
});
