/** Where memory of WebAssembly cannot be had, or little of it: the same numbers, by other means, and a sentence where none is left. */
import { DeviceError, evaluate, gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { Heap } from "../../src/run/memory/heap.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { succeeds } from "../support/hosts.ts";

/** H ≤ Σ cᵢ(hᵢ − ln Σⱼ cⱼ exp(−KL(i, j))) for unit variance in one dimension, from its definition. */
function bound(means: readonly number[]): number {
  const k = means.length;
  const total = means.reduce((sum, x) => {
    const overlap = means.reduce((inner, y) => inner + Math.exp(-0.5 * (x - y) ** 2) / k, 0);
    return sum - Math.log(overlap) / k;
  }, 0);
  return total + 0.5 * Math.log(2 * Math.PI * Math.E);
}

/** Runs `body` while the engine refuses memory of some kinds, with a heap of its own. */
async function refusing(
  isRefused: (descriptor: WebAssembly.MemoryDescriptor) => boolean,
  body: () => Promise<void>,
): Promise<void> {
  const { Memory } = WebAssembly;
  class Refusing extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (isRefused(descriptor)) {
        throw new RangeError("WebAssembly.Memory(): could not allocate memory");
      }
      super(descriptor);
    }
  }
  defaultHeap().retire();
  WebAssembly.Memory = Refusing;
  try {
    await body();
  } finally {
    WebAssembly.Memory = Memory;
    defaultHeap().retire();
  }
}

const refusals = {
  "shared memory that may grow to 4 GiB": {
    isRefused: ({ shared, maximum }: WebAssembly.MemoryDescriptor) =>
      shared === true && maximum! > 20_000,
    expected: { native: true, shared: true },
    says: [],
  },
  "shared memory": {
    isRefused: ({ shared }: WebAssembly.MemoryDescriptor) => shared === true,
    expected: { native: true, shared: false },
    says: [],
  },
  "all memory of WebAssembly": {
    isRefused: () => true,
    expected: { native: false, shared: false },
    says: ["There is no memory for WebAssembly"],
  },
} as const;

for (const [what, { isRefused, expected, says }] of Object.entries(refusals)) {
  Deno.test(`an engine that refuses ${what} computes all the same, also many things at once`, async () => {
    const random = randomNumbers(1);
    const lists = [1300, 700, 30, 2].map((k) => times(k, () => 9 * random()));
    await refusing(isRefused, async () => {
      const { native, shared } = defaultHeap();
      assertEquals({ native: native !== undefined, shared }, expected);
      const heard: string[] = [], onWarning = (message: string) => void heard.push(message);
      const results = await Promise.all(lists.map((means) => {
        const p = gaussianMixture({ means: means.map((x) => [x]), variance: 1 });
        const value = pairwiseEntropy(p, { distance: "kl" });
        return evaluate([value, gradient(value, p).means], { threads: 3, onWarning });
      }));
      // once, however many plans do without
      assertEquals(heard.map((message) => message.slice(0, 34)), [...says]);
      results.forEach(([value], t) => {
        const right = bound(lists[t]!);
        assert(typeof value === "number");
        assert(Math.abs(value - right) < 1e-12 * Math.abs(right), `${value}, not ${right}`);
      });
    });
  });
}

Deno.test("memory without WebAssembly keeps its numbers when it grows, and says what it cannot hold", async () => {
  await refusing(() => true, () => {
    const heap = new Heap(), first = heap.allocate(80);
    heap.f64(first, 10).set(times(10, (t) => t + 0.5));
    const second = heap.allocate(2 ** 20);
    heap.u8(second, 2 ** 20).fill(255);
    assertEquals([...heap.f64(first, 10)], times(10, (t) => t + 0.5));
    assertThrows(() => heap.allocate(2 ** 40), DeviceError, "evaluate fewer of them");
    return Promise.resolve();
  });
});

/** Kilobytes of addresses: V8 in Node takes about 0.7 GiB to start, 10.3 for memory of WebAssembly and 0.9 for each thread. */
const limits = {
  2_500_000: { native: false, shared: false },
  // the memory can be had, a thread more would end the process
  11_750_000: { native: true, shared: true },
  16_000_000: { native: true, shared: true },
} as const;

const isLinux = Deno.build.os === "linux";
const hasNode = isLinux &&
  await succeeds("node", ["-e", "process.exit(process.arch === 'x64' ? 0 : 1)"]);

Deno.test({
  name: "Node with few addresses computes the same bits, with fewer threads or by scripts",
  ignore: !hasNode,
  fn: async () => {
    const script = new URL("../fixtures/few_addresses.ts", import.meta.url).href;
    const args = ["bundle", "--quiet", "--no-lock", "--platform", "browser", script];
    const bundle = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
    assert(bundle.success, new TextDecoder().decode(bundle.stderr));
    const small = bound([0, 2]);
    for (const [limit, expected] of Object.entries(limits)) {
      const { code, text } = await inNode(`ulimit -v ${limit}; `, bundle.stdout);
      assertEquals(code, 0, text);
      const report = JSON.parse(text);
      assertEquals({ native: report.native, shared: report.shared }, expected, limit);
      assertEquals(report.several, report.one);
      assert(Math.abs(report.small - small) < 1e-14);
    }
  },
});

async function inNode(shell: string, program: Uint8Array) {
  const child = new Deno.Command("sh", {
    args: ["-c", `${shell}exec node --input-type=module -`],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(program);
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) || decoder.decode(stderr) };
}
