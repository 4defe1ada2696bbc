/** What expressions and results say of themselves, and what they refuse to be taken for. */
import { inspect } from "node:util";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { conditionalEntropy, evaluate, type Expr, gaussianMixture, input } from "../../mod.ts";
import { exp } from "../../ops.ts";

const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
const x = input([[1, 2.5], [-3, 1e-9]], { name: "x", axes: ["row", "column"] });

Deno.test("an array result gives nested arrays, JSON, and a copy by structuredClone", async () => {
  const cube = Array.from({ length: 2 }, (_, b) => [[b, 1, 2], [3, 4, 5]]);
  const found = await evaluate({ x, cube: input(cube), line: input([7]), none: exp(input(0)) });
  assertEquals(found.x.toArray(), [[1, 2.5], [-3, 1e-9]]);
  assertEquals(found.cube.toArray(), cube);
  assertEquals(
    JSON.stringify(found),
    `{"x":[[1,2.5],[-3,1e-9]],"cube":${JSON.stringify(cube)},"line":[7],"none":1}`,
  );
  const copy = structuredClone(found.x);
  assertEquals([copy.data, copy.shape], [found.x.data, [2, 2]]);
  assertEquals(Object.keys(found.x), ["data", "shape"]);
});

Deno.test("an array result is an array like others where one is expected", async () => {
  const found = await evaluate(x);
  assertEquals((await evaluate(input(found))).toArray(), found.toArray());
});

Deno.test("an array result prints as a matrix, long ones in part", async () => {
  const matrix = await evaluate(x);
  const text = "[2, 2]\n   1   2.5\n  -3  1e-9";
  assertEquals([Deno.inspect(matrix), inspect(matrix), String(matrix)], [text, text, text]);
  assertEquals(String(await evaluate(input([1, 1 / 3]))), "[2] 1  0.333333");
  const long = String(await evaluate(input(new Float64Array(1000))));
  assertEquals(long, "[1000] 0  0  0  0  0  0  …  0  0  0  0  0  0");
  const cube = String(await evaluate(input([[[1, 2]], [[3, 4]]])));
  assertEquals(cube, "[2, 1, 2]\n[0]:\n1  2\n[1]:\n3  4");
  const tall = String(await evaluate(input(Array.from({ length: 40 }, (_, t) => [t]))));
  assertEquals(tall.split("\n").length, 1 + 13);
});

Deno.test("an expression prints its formula, its shape and how to get numbers", () => {
  const text = "exp(x[row,column]) ([2, 2], lazy: evaluate gives its numbers)";
  const shown = exp(x);
  assertEquals([Deno.inspect(shown), inspect(shown)], [text, text]);
  // what Jupyter kernels ask for; not on the type, which is opaque
  const display = Reflect.get(shown, Symbol.for("Jupyter.display")) as () => unknown;
  assertEquals(display.call(shown), { "text/plain": text });
  assertEquals(`${shown}`, "exp(x[row,column])");
  assertEquals(shown.shape, [2, 2]);
  assert(Deno.inspect(conditionalEntropy(p)).includes("a scalar"));
});

Deno.test("an expression refuses to be a number, a text by +, or less than another", () => {
  // what a program without types does
  const h = conditionalEntropy(p) as unknown as number;
  const uses = [
    () => h - h,
    () => h + 1,
    () => `x` + h,
    () => Math.max(h, 1),
    () => h < h,
    () => -h,
  ];
  for (const use of uses) assertThrows(use, TypeError, "functions for arithmetic");
  const e: Expr = conditionalEntropy(p);
  assertEquals(JSON.stringify({ e }), JSON.stringify({ e: String(e) }));
});
