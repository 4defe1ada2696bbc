/** The conformance cases on SwiftShader, where reads and writes out of bounds do not hide, in Deno, Node and Chromium. */
import { assert, assertEquals } from "@std/assert";
import type { Report } from "../fixtures/webgpu_hosts.ts";
import {
  bundle,
  inChromium,
  pathOf,
  reportOf,
  swiftShader,
  unless,
  withoutChromium,
  withoutPackages,
} from "../support/hosts.ts";

const program = "../fixtures/webgpu_hosts.ts";

function assertAllRight({ device, cases }: Report, least: number): void {
  assertEquals(device.available, true, device.reason);
  assert(Object.keys(cases).length >= least, `Only ${Object.keys(cases).length} cases ran`);
  for (const [name, error] of Object.entries(cases)) {
    assert(typeof error === "number" && error <= 2e-5, `${name}: ${error}`);
  }
}

/** A program that imports a module and prints the report on some cases. */
const reporting = (module: string, words: readonly string[], end: string) =>
  `const { report } = await import(${JSON.stringify(module)});` +
  `console.log(JSON.stringify(await report(${JSON.stringify(words)})));${end}`;

unless(withoutChromium, "every case is right on SwiftShader in Deno", async () => {
  const code = reporting(new URL(program, import.meta.url).href, [""], "Deno.exit()");
  const args = ["eval", "--config", pathOf("../../deno.json"), code];
  assertAllRight(await reportOf(Deno.execPath(), args, { VK_DRIVER_FILES: swiftShader }), 50);
});

/** Cases of both families, of matrices, batches and draws: enough where each takes long. */
const some = [
  "full: values",
  "full: gradient of kl",
  "boxes: values",
  "batch, diagonal: gradient",
  "spherical: Monte",
];

unless(
  withoutChromium ?? withoutPackages,
  "cases are right in Node with the package webgpu",
  async () => {
    const code = reporting(await bundle(program), some, "process.exit()");
    const args = ["--input-type=module", "-e", code];
    assertAllRight(await reportOf("node", args, { VK_DRIVER_FILES: swiftShader }), 5);
  },
);

unless(withoutChromium ?? withoutPackages, "cases are right in headless Chromium", async () => {
  const file = await bundle(program);
  assertAllRight(await inChromium(file, { name: "report", args: [some] }), 5);
});
