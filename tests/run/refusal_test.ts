/** Where WebAssembly validates but does not compile, the script does the work, says so once, and gets the same numbers. */
import {
  compile,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  pairwiseEntropy,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { forbidden } from "../support/module_spy.ts";
import { times } from "../support/random_numbers.ts";

const k = 300;

/** The bound for components on a line, and its gradient; `d` is one that no other test has, so that nothing is compiled yet. */
function asked(d: number) {
  const means = times(k, (i) => times(d, (a) => a === 0 ? i / 20 : 0));
  const p = gaussianMixture({ means, variance: 1 });
  const value = pairwiseEntropy(p, { distance: "kl" });
  return { p, outputs: { value, slope: gradient(value, p).means! } };
}

/** By definition: D = δ²/2. */
function expected(d: number): number {
  let total = d * 0.5 * Math.log(2 * Math.PI * Math.E);
  for (let i = 0; i < k; i++) {
    let near = 0;
    for (let j = 0; j < k; j++) near += Math.exp(-(((i - j) / 20) ** 2) / 2) / k;
    total -= Math.log(near) / k;
  }
  return total;
}

Deno.test("without leave to compile the script computes; a listener hears of it once", async () => {
  const heard: string[] = [], onWarning = (message: string) => void heard.push(message);
  const { outputs } = asked(11), other = asked(12);
  const options = { device: "cpu", onWarning } as const;
  const found = await forbidden(async () => {
    const first = await evaluate(outputs, options);
    await evaluate(other.outputs, options);
    assertStringIncludes(explain(outputs), "interpreted: WebAssembly is forbidden here");
    return first;
  });
  assertAlmostEquals(found.value, expected(11), 1e-12);
  assertEquals(heard.length, 1);
  assertStringIncludes(heard[0]!, "'wasm-unsafe-eval'");
  assertStringIncludes(heard[0]!, "violates the policy of this page");
  // with leave the same plan is compiled after all
  assert(explain(outputs).includes("generated code"));
  const native = await evaluate(outputs, options);
  assertAlmostEquals(native.value, found.value, 1e-12);
  native.slope.data.forEach((x, t) => assertAlmostEquals(x, found.slope.data[t]!, 1e-12));
  assertEquals(heard.length, 1);
});

Deno.test("a compiled plan and single precision do without, too; who does not listen reads it in the console", async () => {
  const { p, outputs } = asked(13);
  const { warn } = console;
  const heard: string[] = [];
  console.warn = (message: string) => void heard.push(message);
  try {
    await forbidden(async () => {
      const plan = compile(outputs, { inputs: p });
      const values = [
        plan.runSync().value,
        (await plan.run({}, { device: "cpu", precision: "f32" })).value,
        (await plan.run()).value,
      ];
      values.forEach((value) => assertAlmostEquals(value, expected(13), 1e-12));
    });
  } finally {
    console.warn = warn;
  }
  assertEquals(heard.length, 1);
});

Deno.test("an engine that compiles but cannot instantiate is no error either", async () => {
  const { outputs } = asked(14);
  const heard: string[] = [], onWarning = (message: string) => void heard.push(message);
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor() {
      throw new RangeError("WebAssembly.Instance(): Out of memory");
    }
  } as unknown as typeof Instance;
  let value: number;
  try {
    ({ value } = await evaluate(outputs, { device: "cpu", onWarning }));
  } finally {
    WebAssembly.Instance = Instance;
  }
  assertAlmostEquals(value, expected(14), 1e-12);
  assertEquals(heard.length, 1);
  assertStringIncludes(heard[0]!, "Out of memory");
});
