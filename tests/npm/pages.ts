/** The package in pages that Vite has built, in headless Chromium: under each set of headers the same numbers. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { chromium, pathOf, reportOf, unless, withoutChromium } from "../support/hosts.ts";
import {
  hosts,
  inFolder,
  installed,
  type OnCpu,
  without,
  withoutNpm,
} from "../support/npm_package.ts";
import { expectedHere } from "./node.ts";

const missing = withoutNpm ?? withoutChromium ?? without("vite") ?? without("playwright-core");

/** How a page is served, and what it computes. */
interface Visit {
  readonly program: "cpu" | "gpu";
  readonly args?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly waits?: boolean;
}

let site: Promise<string> | undefined;

/** The folder of the site that Vite makes. */
function builtSite(): Promise<string> {
  return site ??= (async () => {
    const { folder } = await installed();
    const vite = `${hosts}/node_modules/vite/bin/vite.js`;
    const { code, out, err } = await inFolder("node", [
      ...[vite, "build", "site", "--outDir", "built", "--logLevel", "warn"],
    ]);
    assertEquals([code, err], [0, ""], out);
    return `${folder}/site/built`;
  })();
}

async function visits<T>(list: readonly Visit[]): Promise<T[]> {
  const script = pathOf("../fixtures/npm/pages.mjs");
  return await reportOf("node", [script, hosts, chromium, await builtSite(), JSON.stringify(list)]);
}

const opener = { "cross-origin-opener-policy": "same-origin" };
const embedder = (policy: string) => ({ ...opener, "cross-origin-embedder-policy": policy });

/** The scripts that docs/install.md gives for pages whose headers cannot be set: the service worker's, and the page's. */
async function documented(): Promise<[worker: string, page: string]> {
  const text = await Deno.readTextFile(new URL("../../docs/install.md", import.meta.url));
  const blocks = Array.from(
    text.matchAll(/^```js ignore\n(\/\/ .*?)^```$/gms),
    ([, code]) => code!,
  );
  assertEquals(blocks.length, 2);
  return [blocks[0]!, blocks[1]!];
}

unless(
  missing,
  "pages get the same bits plain, isolated in either way, and through the documented service worker",
  async () => {
    const [worker, page] = await documented();
    const [plain, required, credentialless, served] = await visits<OnCpu>([
      { program: "cpu" },
      { program: "cpu", headers: embedder("require-corp") },
      { program: "cpu", headers: embedder("credentialless") },
      { program: "cpu", files: { "/sw.js": worker }, script: page, waits: true },
    ]);
    assertEquals([plain!.isolated, plain!.workers], [false, 0]);
    for (const isolated of [required, credentialless, served]) {
      assertEquals([isolated!.isolated, isolated!.workers], [true, 1]);
      assertEquals(isolated!.values, plain!.values);
    }
    (await expectedHere()).forEach((x, t) => assertAlmostEquals(plain!.values[t]!, x, 1e-12));
  },
);

unless(
  missing,
  "a Content-Security-Policy that forbids WebAssembly costs time and a warning, no digits",
  async () => {
    const csp = (sources: string) => ({
      "content-security-policy": `script-src 'self' ${sources}; worker-src blob:`,
    });
    const k = 300;
    const [free, allowed, forbidden] = await visits<OnCpu>([
      { program: "cpu", args: [k] },
      { program: "cpu", args: [k], headers: csp("'wasm-unsafe-eval'") },
      { program: "cpu", args: [k], headers: csp("") },
    ]);
    assertEquals(allowed, free);
    assertEquals(forbidden!.warnings.length, 1);
    assertStringIncludes(forbidden!.warnings[0]!, "'wasm-unsafe-eval'");
    forbidden!.values.forEach((x, t) => assertAlmostEquals(x, free!.values[t]!, 1e-11));
  },
);

unless(missing, "a page drives a GPU", async () => {
  const [found] = await visits<{ cpu: number; gpu: number }>([{ program: "gpu" }]);
  assert(found!.cpu !== found!.gpu);
  assertAlmostEquals(found!.gpu, found!.cpu, 2e-5 * Math.abs(found!.cpu));
});
