/** The library in a page, from one bundled file: with threads where the page has shared memory, without them elsewhere. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Evaluated, evaluated, type Warned, warned } from "../fixtures/browser.ts";
import { bundle, inChromium, unless, withoutChromium, withoutPackages } from "../support/hosts.ts";

unless(
  withoutChromium ?? withoutPackages,
  "a page computes with two threads if it is isolated, else with one, and gets the same bits",
  async () => {
    const file = await bundle("../fixtures/browser.ts");
    const call = { name: "evaluated", args: [2] };
    const isolated: Evaluated = await inChromium(file, { ...call, isolated: true });
    const plain: Evaluated = await inChromium(file, call);
    assertEquals([isolated.isolated, isolated.workers], [true, 1]);
    assertEquals([plain.isolated, plain.workers], [false, 0]);
    assertEquals([plain.value, plain.slopes], [isolated.value, isolated.slopes]);
    const here = await evaluated(1);
    assert(Math.abs(plain.value - here.value) < 1e-12);
    assert(Math.abs(plain.slopes / here.slopes - 1) < 1e-12);
  },
);

unless(
  withoutChromium ?? withoutPackages,
  "a page whose Content-Security-Policy forbids WebAssembly computes by the script, and hears so once",
  async () => {
    const file = await bundle("../fixtures/browser.ts");
    const call = { name: "warned", args: [] };
    const allowed: Warned = await inChromium(file, call);
    const policy = "script-src 'self'";
    const forbidden: Warned = await inChromium(file, { ...call, policy });
    const granted: Warned = await inChromium(file, {
      ...call,
      policy: "script-src 'self' 'wasm-unsafe-eval'",
    });
    assertEquals([allowed.warnings, granted.warnings], [[], []]);
    assertEquals(granted.values, allowed.values);
    assertEquals(forbidden.warnings.length, 1);
    assertStringIncludes(forbidden.warnings[0]!, "'wasm-unsafe-eval'");
    const here = await warned();
    forbidden.values.forEach((value, t) => assert(Math.abs(value - here.values[t]!) < 1e-12));
  },
);
