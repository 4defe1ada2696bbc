/** The ways in which a plan can run, so that a test may demand one result of all of them. */
import type { Expr } from "../../mod.ts";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import type { ExecuteControl } from "../../src/run/face/drive.ts";
import { executorFor, type ExecutorOptions } from "../../src/run/face/executor.ts";
import { nodeList } from "./nodes.ts";

/** However small the work is: by the script, by generated code, and by generated code over unordered pairs. */
export const ways: { readonly [way: string]: ExecutorOptions } = {
  "the script": { native: false },
  "generated code": { least: 0, unordered: false },
  "unordered pairs": { least: 0, unordered: true },
};

/** The numbers of some expressions, row-major, in one of the ways or by other options. */
export async function numbersBy(
  options: ExecutorOptions,
  expressions: readonly Expr[],
  control: ExecuteControl = { threads: 1 },
): Promise<Float64Array[]> {
  const made = planned(nodeList(expressions));
  const executor = executorFor(made, sizesOf(made), options);
  try {
    const results = await executor.execute(arraysOf(made), control);
    return results.map(({ data }) => data);
  } finally {
    executor.dispose();
  }
}
