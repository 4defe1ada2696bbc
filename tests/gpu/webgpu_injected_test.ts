/** A device whose every call may fail, at once, later, or by a report to a scope: sentences, and nothing is left behind. */
import { DeviceError, evaluate, gpuInfo } from "../../mod.ts";
import { requestGpu } from "../../src/run/webgpu/device.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { pretending, withAdapter } from "../support/adapters.ts";
import { disagreement } from "../support/webgpu_cases.ts";
import { large, numbersOf, outputsOf, small, warned, withGpu } from "../support/webgpu_support.ts";

/** An object some of whose methods are replaced. */
type Faked = Record<string, (...args: unknown[]) => unknown>;

/** Makes the n-th call of a method fail, and the calls after it until `mend` is called. */
interface Fault {
  readonly on: "device" | "queue" | "buffer" | "module" | "encoder" | "pass" | "pipeline";
  readonly method: string;
  readonly manner: "throws" | "rejects";
  readonly call?: number;
}

const faults: readonly Fault[] = [
  ...["createBuffer", "createShaderModule", "createCommandEncoder", "createBindGroup"].flatMap(
    (method) => [1, 3].map((call) => ({ on: "device", method, manner: "throws", call } as const)),
  ),
  { on: "device", method: "pushErrorScope", manner: "throws" },
  { on: "device", method: "pushErrorScope", manner: "throws", call: 2 },
  { on: "device", method: "popErrorScope", manner: "throws" },
  { on: "device", method: "popErrorScope", manner: "rejects" },
  { on: "device", method: "createComputePipelineAsync", manner: "throws" },
  { on: "device", method: "createComputePipelineAsync", manner: "rejects" },
  { on: "module", method: "getCompilationInfo", manner: "throws" },
  { on: "module", method: "getCompilationInfo", manner: "rejects" },
  { on: "pipeline", method: "getBindGroupLayout", manner: "throws" },
  { on: "encoder", method: "beginComputePass", manner: "throws" },
  { on: "encoder", method: "copyBufferToBuffer", manner: "throws" },
  { on: "encoder", method: "finish", manner: "throws", call: 4 },
  { on: "pass", method: "dispatchWorkgroups", manner: "throws" },
  { on: "queue", method: "writeBuffer", manner: "throws" },
  { on: "queue", method: "writeBuffer", manner: "throws", call: 5 },
  { on: "queue", method: "submit", manner: "throws" },
  { on: "queue", method: "submit", manner: "throws", call: 3 },
  { on: "queue", method: "onSubmittedWorkDone", manner: "throws" },
  { on: "buffer", method: "mapAsync", manner: "throws" },
  { on: "buffer", method: "mapAsync", manner: "rejects" },
  { on: "buffer", method: "getMappedRange", manner: "throws" },
  { on: "buffer", method: "unmap", manner: "throws" },
];

/** Which method of which object makes the objects that a fault is in. */
const makers: { readonly [K in Fault["on"]]?: readonly [Fault["on"], string] } = {
  buffer: ["device", "createBuffer"],
  module: ["device", "createShaderModule"],
  encoder: ["device", "createCommandEncoder"],
  pass: ["encoder", "beginComputePass"],
  pipeline: ["device", "createComputePipelineAsync"],
};

/** Whether faults are on, and how often one was met. */
interface Switch {
  on: boolean;
  met: number;
}

/** Puts a fault into a device. */
function inject(device: GPUDevice, fault: Fault, state: Switch): void {
  let calls = 0;
  const fail = (target: Faked) => {
    const original = target[fault.method]!.bind(target);
    target[fault.method] = (...args) => {
      if (!state.on || ++calls < (fault.call ?? 1)) return original(...args);
      state.met++;
      const error = new TypeError(`${fault.method} of a test`);
      if (fault.manner === "throws") throw error;
      return Promise.reject(error);
    };
  };
  /** Calls `change` with every object of a kind, as it is made. */
  const each = (kind: Fault["on"], change: (target: Faked) => void): void => {
    // the objects of WebGPU have no index signature; their methods are looked up by name
    if (kind === "device") return change(device as unknown as Faked);
    if (kind === "queue") return change(device.queue as unknown as Faked);
    const [of, method] = makers[kind]!;
    each(of, (maker) => {
      const make = maker[method]!.bind(maker);
      maker[method] = (...args) => {
        const made = make(...args);
        if (made instanceof Promise) {
          return made.then((one) => {
            change(one);
            return one;
          });
        }
        change(made as Faked);
        return made;
      };
    });
  };
  each(fault.on, fail);
}

function nameOf({ method, manner, call }: Fault): string {
  return `${method} ${manner}${call === undefined ? "" : ` from call ${call} on`}`;
}

/** Puts a fault into a device, which a switch turns off. */
type Inject = (device: GPUDevice, state: Switch) => void;

/** Makes the scopes of a kind report something. */
function reporting(kind: GPUErrorFilter): Inject {
  return (device, state) => {
    const open: GPUErrorFilter[] = [];
    const push = device.pushErrorScope.bind(device), pop = device.popErrorScope.bind(device);
    device.pushErrorScope = (filter) => {
      open.push(filter);
      push(filter);
    };
    device.popErrorScope = async () => {
      const filter = open.pop(), found = await pop();
      if (!state.on || filter !== kind) return found;
      state.met++;
      return { message: "a report of a test" } as GPUError;
    };
  };
}

const injections: readonly (readonly [string, Inject])[] = [
  ...faults.map((fault) =>
    [nameOf(fault), (device: GPUDevice, state: Switch) => inject(device, fault, state)] as const
  ),
  ...(["validation", "out-of-memory", "internal"] as const).map((kind) =>
    [`a scope reports ${kind}`, reporting(kind)] as const
  ),
];

/** Runs `body` with a device in which something fails as long as the switch is on. */
async function failing(inject: Inject, body: (state: Switch) => Promise<void>): Promise<void> {
  const state: Switch = { on: true, met: 0 };
  const onDevice = (device: GPUDevice) => inject(device, state);
  await pretending({ isFallbackAdapter: false, onDevice }, () => body(state));
}

for (const [name, inject] of injections) {
  withGpu(`where ${name} there is a sentence, and nothing is left behind`, async () => {
    const expected = await warned(small, { device: "cpu" });
    await failing(inject, async (state) => {
      const only = () => evaluate(outputsOf(small), { device: "webgpu" });
      const error = await assertRejects(only, DeviceError);
      assertMatch(error.message, /of a test/);
      assertMatch(error.message, /use device "cpu"/);
      assert(state.met > 0);
      const { pool } = await requestGpu();
      assertEquals(pool.bytes, pool.freeBytes);
      state.on = false;
      const mended = numbersOf(await only());
      mended.forEach((data, t) => assert(disagreement(data, expected.results[t]!) <= 2e-5));
      assertEquals(pool.bytes, pool.freeBytes);
    });
  });
}

for (const [name, inject] of injections.filter((_, t) => t % 5 === 0)) {
  withGpu(`where ${name} "auto" goes on with the CPU and warns once`, async () => {
    const expected = await warned(large, { device: "cpu", precision: "f32" });
    await failing(inject, async (state) => {
      const { results, warnings } = await warned(large, { precision: "f32" });
      assert(state.met > 0);
      assertEquals(results, expected.results);
      assertEquals(warnings.length, 1);
      assertMatch(warnings[0]!, /of a test.*use device "cpu".*\. The CPU does the work instead$/);
      const { pool } = await requestGpu();
      assertEquals(pool.bytes, pool.freeBytes);
    });
  });
}

Deno.test("an adapter that fails when it is asked for a device, or what it is, is a DeviceError and no GPU", async () => {
  const fail = () => {
    throw new TypeError("no answer of a test");
  };
  const good = { limits: {}, info: {}, requestDevice: fail };
  const adapters: readonly object[] = [
    good,
    { ...good, requestDevice: () => Promise.reject(new TypeError("no answer of a test")) },
    Object.defineProperty({ ...good }, "limits", { get: fail }),
    Object.defineProperty({ ...good }, "info", { get: fail }),
  ];
  const expected = await warned(large, { device: "cpu", precision: "f32" });
  for (const adapter of adapters) {
    await withAdapter(() => Promise.resolve(adapter), async () => {
      const only = () => evaluate(outputsOf(small), { device: "webgpu" });
      const error = await assertRejects(only, DeviceError, "no answer of a test; use device");
      assertEquals(await gpuInfo(), { available: false, reason: error.message });
      assertEquals(await warned(large, { precision: "f32" }), expected);
    });
  }
});
