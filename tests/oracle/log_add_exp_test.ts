/** ln(eᵃ + eᵇ) at its edges, and its slopes, which are shares. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { evaluate, gradient, input } from "../../mod.ts";
import { logAddExp } from "../../src/expr/log_add_exp.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { log, sub } from "../../ops.ts";

/** The value and both slopes; −∞ is ln 0, which an input cannot be. */
async function at(a: number, b: number) {
  const x = input(a, { name: "x" }), y = input(b, { name: "y" });
  const sum = logAddExp(nodeOf(x), nodeOf(y));
  const [value, slopes] = await evaluate([sum, gradient(sum, [x, y])]);
  return { value: value as number, slopes };
}

Deno.test("log-add-exp neither overflows nor underflows, and its slopes are shares", async () => {
  for (const [a, b] of [[0, 0], [1, -2], [700, 701], [-900, -901], [1e5, -1e5]] as const) {
    const { value, slopes } = await at(a, b);
    const most = Math.max(a, b), expected = most + Math.log1p(Math.exp(Math.min(a, b) - most));
    assertAlmostEquals(value, expected, 1e-15 * Math.max(1, Math.abs(expected)));
    assertAlmostEquals(slopes[0]!, Math.exp(a - expected), 1e-15 * Math.max(1, Math.abs(a)));
    assertAlmostEquals(slopes[0]! + slopes[1]!, 1, 1e-13);
  }
});

Deno.test("of terms that are −∞ log-add-exp takes none, and gives them no slope", async () => {
  const zero = input(0, { name: "zero" }), x = input(3, { name: "x" }), none = nodeOf(log(zero));
  const both = logAddExp(none, nodeOf(x)), neither = logAddExp(none, nodeOf(sub(none, x)));
  const found = await evaluate({
    both,
    neither,
    slope: gradient(both, x),
    flat: gradient(neither, x),
  });
  assertEquals({ ...found, flat: Math.abs(found.flat as number) }, {
    ...{ both: 3, neither: -Infinity, slope: 1, flat: 0 },
  });
});

Deno.test("second derivatives of log-add-exp are those of a softmax", async () => {
  const x = input(0.4, { name: "x" }), y = input(-0.3, { name: "y" });
  const sum = logAddExp(nodeOf(x), nodeOf(y)), [slope] = gradient(sum, [x, y]);
  const [own, other] = await evaluate(gradient(slope!, [x, y]));
  const share = 1 / (1 + Math.exp(-0.7)), expected = share * (1 - share);
  assertAlmostEquals(own as number, expected, 1e-15);
  assertAlmostEquals(other as number, -expected, 1e-15);
});
