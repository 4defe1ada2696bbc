/**
 * The npm package, built, packed and installed in a fresh folder once for all tests of a process. Tools of npm are taken from
 * the folder that MIXTROPY_HOSTS names.
 */
import { assert } from "@std/assert";
import { pathOf, reportOf, succeeds } from "./hosts.ts";

/** The folder with tools of npm. */
export const hosts = Deno.env.get("MIXTROPY_HOSTS") ?? "";

/** Where the package lies that was built. */
export const built = pathOf("../../dist/npm");

/** Why nothing can be packed and installed. */
export const withoutNpm: string | undefined = await succeeds("npm", ["--version"])
  ? undefined
  : "npm is not installed";

/** Why a tool of npm cannot be used. */
export function without(tool: string): string | undefined {
  const path = `${hosts}/node_modules/${tool}/package.json`;
  try {
    if (Deno.statSync(path).isFile) return undefined;
  } catch {
    // said below
  }
  return `MIXTROPY_HOSTS names no folder with the npm package ${tool}`;
}

/** Where the package was installed, beside the programs of tests/fixtures/npm, and the tarball that it came from. */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
}

let done: Promise<Installed> | undefined;

/** Builds, packs and installs it on the first call. */
export function installed(): Promise<Installed> {
  return done ??= install();
}

/** Removes the fresh folder. */
export async function removeInstalled(): Promise<void> {
  if (done === undefined) return;
  const { folder } = await done;
  await new Deno.Command("rm", { args: ["-r", folder] }).output();
}

async function install(): Promise<Installed> {
  const args = ["run", "--quiet", "--no-check", "--allow-all", pathOf("../../tasks/build_npm.ts")];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(success, new TextDecoder().decode(stderr));
  return await reportOf("node", [pathOf("../fixtures/npm/install.mjs"), built, hosts]);
}

/** What a command prints in the folder where the package is installed, and how it ends. */
export async function inFolder(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { folder } = await installed();
  const ran = await new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code: ran.code, out: decoder.decode(ran.stdout), err: decoder.decode(ran.stderr) };
}

/** What a program of the fresh folder prints in Node, as JSON. */
export async function inNode<T>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { code, out, err } = await inFolder("node", args, env);
  assert(code === 0, err);
  return JSON.parse(out) as T;
}

/** What tests/fixtures/npm/evaluated.js found out on the CPU. */
export interface OnCpu {
  readonly isolated: boolean;
  readonly values: readonly number[];
  readonly warnings: readonly string[];
  readonly workers: number;
}
