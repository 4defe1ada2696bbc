/**
 * Programs in other hosts. They need Debian's `chromium` and, for Node and Chromium, a folder with the npm packages `webgpu` and
 * `playwright-core`, named by MIXTROPY_HOSTS; where these are not there, the tests are skipped and say so.
 */
import { assert } from "@std/assert";

/** The folder with the npm packages, and bundles. */
const folder = Deno.env.get("MIXTROPY_HOSTS");
/** Debian's Chromium. */
export const chromium = "/usr/bin/chromium";
/** SwiftShader, a software adapter for which reads and writes out of bounds do not hide, as Chromium brings it. */
export const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Why there is no Chromium, if there is none. */
export const withoutChromium: string | undefined = exists(chromium) && exists(swiftShader)
  ? undefined
  : "Debian's chromium is not installed";
/** Why there are no packages for Node, if there are none. */
export const withoutPackages: string | undefined = folder === undefined
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
export function unless(
  missing: string | undefined,
  name: string,
  fn: () => Promise<void>,
): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

/** The path of a file that is named from this folder. */
export function pathOf(file: string): string {
  return decodeURIComponent(new URL(file, import.meta.url).pathname);
}

/** Runs a program to its end; the last line it prints, as JSON. */
export async function reportOf<T>(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<T> {
  const { stdout, stderr, success } = await new Deno.Command(command, { args: [...args], env })
    .output();
  const decoder = new TextDecoder();
  const out = decoder.decode(stdout), err = decoder.decode(stderr);
  assert(success, `${command} failed: ${err}\n${out}`);
  // What the caller's program prints is the caller's to know.
  return JSON.parse(out.trim().split("\n").at(-1) ?? "") as T;
}

/** A module as one file of plain JavaScript in the folder that has the packages. */
export async function bundle(module: string): Promise<string> {
  const file = `${folder}/${module.replace(/^.*\//, "").replace(/\.ts$/, ".mjs")}`;
  const config = pathOf("../../deno.json");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--config", config],
      ...["-o", file, pathOf(module)],
    ],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return file;
}

/** A call of a function that a bundled module exports. */
interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whether the page is served so that it has shared memory. */
  readonly isolated?: boolean;
  /** The Content-Security-Policy of the page. */
  readonly policy?: string;
}

/** What a function of a bundled module returns in headless Chromium. */
export async function inChromium<T>(file: string, call: Call): Promise<T> {
  const script = pathOf("../fixtures/chromium.mjs");
  return await reportOf("node", [script, folder ?? "", chromium, file, JSON.stringify(call)]);
}

/** Whether a command is there and ends well. */
export async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdin: "null" }).output()).success;
  } catch {
    return false;
  }
}
