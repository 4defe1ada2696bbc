/**
 * The conformance cases on SwiftShader, where reads and writes out of bounds do not hide, in Deno, Node and headless Chromium.
 * They need Debian's `chromium`, which brings SwiftShader, and for Node and Chromium a folder with the npm packages `webgpu` and
 * `playwright-core`, named by MIXTROPY_HOSTS; where these are not there, the tests are skipped and say so.
 */
import { assert, assertEquals } from "@std/assert";
import type { Report } from "./fixtures/webgpu_hosts.ts";

const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
const chromium = "/usr/bin/chromium";
const hosts = Deno.env.get("MIXTROPY_HOSTS");
const withoutChromium = exists(driver) ? undefined : "Debian's chromium is not installed";
const withoutHosts = hosts === undefined
  ? "MIXTROPY_HOSTS names no folder with the npm packages webgpu and playwright-core"
  : undefined;

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A test that is skipped, and says why, where something is missing. */
function unless(missing: string | undefined, name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

const pathOf = (file: string) => decodeURIComponent(new URL(file, import.meta.url).pathname);

/** Runs a program to its end; the last line it prints. */
async function lastLine(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(command, { args: [...args], env })
    .output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert(success, `${command} failed: ${err}\n${out}`);
  return out.trim().split("\n").at(-1) ?? "";
}

function assertAllRight({ device, cases }: Report, least: number): void {
  assertEquals(device.available, true, device.reason);
  assert(Object.keys(cases).length >= least, `Only ${Object.keys(cases).length} cases ran`);
  for (const [name, error] of Object.entries(cases)) {
    assert(typeof error === "number" && error <= 2e-5, `${name}: ${error}`);
  }
}

unless(withoutChromium, "every case is right on SwiftShader in Deno", async () => {
  const code = `const { report } = await import(${
    JSON.stringify(new URL("fixtures/webgpu_hosts.ts", import.meta.url).href)
  });console.log(JSON.stringify(await report([""])));Deno.exit()`;
  const args = ["eval", "--config", pathOf("../deno.json"), code];
  const line = await lastLine(Deno.execPath(), args, { VK_DRIVER_FILES: driver });
  assertAllRight(JSON.parse(line), 50);
});

/** Cases of both families, of matrices, batches and draws: enough where each takes long. */
const some = [
  "full: values",
  "full: gradient of kl",
  "boxes: values",
  "batch, diagonal: gradient",
  "spherical: Monte",
];

/** The cases as one file of plain JavaScript in the folder that has the packages. */
async function bundle(folder: string): Promise<string> {
  const file = `${folder}/webgpu_hosts.mjs`;
  const args = ["bundle", "--quiet", "--config", pathOf("../deno.json"), "-o", file];
  await lastLine(Deno.execPath(), [...args, pathOf("fixtures/webgpu_hosts.ts")]);
  return file;
}

unless(
  withoutChromium ?? withoutHosts,
  "cases are right in Node with the package webgpu",
  async () => {
    const file = await bundle(hosts ?? "");
    const code = `const { report } = await import(${JSON.stringify(file)});` +
      `console.log(JSON.stringify(await report(${JSON.stringify(some)})));process.exit()`;
    const args = ["--input-type=module", "-e", code];
    const line = await lastLine("node", args, { VK_DRIVER_FILES: driver });
    assertAllRight(JSON.parse(line), 5);
  },
);

unless(withoutChromium ?? withoutHosts, "cases are right in headless Chromium", async () => {
  const file = await bundle(hosts ?? "");
  const script = pathOf("fixtures/webgpu_chromium.mjs");
  const args = [script, hosts ?? "", chromium, file, JSON.stringify(some)];
  assertAllRight(JSON.parse(await lastLine("node", args)), 5);
});
