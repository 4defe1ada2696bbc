import { escapedJSON, shown } from "../../expr/quote.ts";
import { type GpuInfo, gpuInfo } from "../../../mod.ts";
import { engine } from "../../run/cpu/engine.ts";
import { mainThreads } from "../../run/threads/threads.ts";
import { palette } from "../palette.ts";
import { runtimeName } from "../runtime.ts";
import type { Asked, World } from "../syntax/command.ts";
import { VERSION } from "../version.ts";
import { pageWidth, wrap } from "../wrap.ts";

/** What there is to compute on. */
interface Devices {
  readonly mixtropy: string;
  readonly runtime: string;
  readonly threads: number;
  /** WebAssembly with vectors. */
  readonly vectors: boolean;
  /** Multiply-add with one rounding. */
  readonly relaxedVectors: boolean;
  /** Memory that threads share, without which there is one. */
  readonly sharedMemory: boolean;
  readonly gpu: GpuInfo;
}

/** `mixtropy device`: what this machine and engine have. */
export async function runDevice({ given }: Asked, { io }: World): Promise<void> {
  const { simd, relaxed } = engine();
  const devices: Devices = {
    mixtropy: VERSION,
    runtime: runtimeName(),
    threads: mainThreads(),
    vectors: simd,
    relaxedVectors: relaxed,
    sharedMemory: hasSharedMemory(),
    gpu: await gpuInfo(),
  };
  if (given.has("json")) {
    return io.stdout(
      `${escapedJSON(JSON.stringify({ kind: "device", version: 1, ...devices }, null, 2))}\n`,
    );
  }
  const look = palette(io.colours.stdout);
  const lines = rowsOf(devices).flatMap(([name, words]) =>
    wrap(words, pageWidth - 19).map((line, t) => `  ${(t === 0 ? name : "").padEnd(14)}   ${line}`)
  );
  const title = look.strong(`Mixtropy ${devices.mixtropy} in ${devices.runtime}`);
  io.stdout(`${title}\n${lines.join("\n")}\n`);
}

function hasSharedMemory(): boolean {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return memory.buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}

function rowsOf(devices: Devices): [name: string, words: string][] {
  const { threads, vectors, relaxedVectors, sharedMemory, gpu } = devices;
  const multiplyAdd = relaxedVectors ? ", with multiply-add in one rounding" : "";
  return [
    ["threads", `${threads}`],
    ["vectors", vectors ? `WebAssembly SIMD${multiplyAdd}` : "none: two to four times slower"],
    ["shared memory", sharedMemory ? "yes" : "no: one thread does all"],
    ...gpuRows(gpu),
    ["--device auto", autoTakes(gpu)],
  ];
}

function gpuRows(gpu: GpuInfo): [name: string, words: string][] {
  if (!gpu.available) return [["GPU", `none: ${shown(gpu.reason ?? "it is not there", 400)}`]];
  // drivers give numbers where they have no names
  const names = [gpu.vendor, gpu.architecture, gpu.description].filter((name = "") =>
    /\D/.test(name)
  );
  return [
    ["GPU", shown(names.join(" ") || "without a name", 200)],
    ...gpu.isFallback === true
      ? [["", "a program on the CPU: for tests, not for speed"] as [string, string]]
      : [],
    ...gpu.limits === undefined ? [] : [[
      "its buffers",
      `${mebibytes(gpu.limits.buffer)}, of which ${mebibytes(gpu.limits.binding)} at a time`,
    ] as [string, string]],
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20).toLocaleString("en-US")} MiB`;
}

/** What is taken where no device is named. */
function autoTakes(gpu: GpuInfo): string {
  return gpu.available && gpu.isFallback !== true
    ? "the CPU; with --precision f32 the GPU, where the work is worth it"
    : "the CPU";
}
