/** Sums over rows of random expressions, cut along their rows: what shards come to is what the whole comes to. */
import { evaluate, mergePartials, partial } from "../../mod.ts";
import { isLong } from "../../src/expr/axes.ts";
import { DomainError } from "../../src/expr/errors.ts";
import { reduce } from "../../src/expr/build.ts";
import type { Node } from "../../src/expr/node.ts";
import { assert } from "@std/assert";
import { flatNumbers } from "../support/shards.ts";
import { explored } from "./explore.ts";
import { allOps, batch, build, storable } from "./random_expressions.ts";

/** Whether an output was refused because its rows need each other, as many random expressions do. */
function isSecondRound(error: unknown): boolean {
  return error instanceof DomainError &&
    /second round|no such rows|has such rows/.test(error.message);
}

/** Totals over all rows of an expression and of what it was made from. */
function totalsOf(made: readonly number[]): Node[] {
  return build(made, allOps).slice(0, 4).flatMap((node) => {
    const value = storable(node);
    const axis = value.axes.find((one) => isLong(one) && one !== batch);
    return axis === undefined
      ? []
      : (["sum", "max", "logSumExp"] as const).map((op) => reduce(op, axis, value));
  });
}

let cut = 0;

explored("shards of one row and of two make what the whole makes", 0.25, async (made) => {
  for (const total of totalsOf(made)) {
    const whole = flatNumbers(await evaluate(total));
    const state = await partial(total, { rows: [1, 3] }).catch((error) => {
      if (isSecondRound(error)) return undefined;
      throw error;
    });
    if (state === undefined) continue;
    cut++;
    const first = await partial(total, { rows: [0, 1] });
    const merged = flatNumbers(await mergePartials([state, first]));
    whole.forEach((x, t) => {
      const isNear = Object.is(x, merged[t]) ||
        Math.abs(x - merged[t]!) <= 1e-9 * (1 + Math.abs(x));
      assert(isNear, `${merged[t]} is not ${x}, in ${total}`);
    });
  }
});

Deno.test("most random totals can be cut", () => {
  console.log(cut);
  assert(cut > 50, `${cut}`);
});
