/** How far the results of a GPU are from double precision. */
import { componentsOf } from "../../src/mixture/components.ts";
import { bhattacharyyaDistance } from "../../src/distance/chernoff.ts";
import { klDivergence } from "../../src/distance/kl.ts";
import { reduce } from "../../src/expr/build.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { nodes } from "../../src/expr/simplify.ts";
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";
import { randomMixture, randomParameters } from "../mixtures.ts";
import { bhattacharyyaRow, klRow } from "./rows.ts";
import { d, prepared, type Task } from "./tasks.ts";

/** Rows that the formula checks. */
export const checkedRows = 16;

/** The largest relative error of some rows' log-sums on the GPU, by the formula in double precision. */
export async function errorOfRows(gpu: GpuDevice, { structure, k }: Task): Promise<number> {
  const [i, j] = componentsOf(randomMixture(structure, k, d));
  const distance = structure === "full" ? bhattacharyyaDistance(i, j) : klDivergence(i, j);
  const sums = reduce("logSumExp", j.component, nodes.neg(nodeOf(distance)), j.weight);
  const [row] = await prepared([sums], gpu)();
  const numbers = randomParameters(structure, k, d);
  const expected = structure === "full" ? bhattacharyyaRow : klRow;
  const rows = Array.from(
    { length: checkedRows },
    (_, t) => Math.floor((t + 0.5) * k / checkedRows),
  );
  return Math.max(...rows.map((at) => {
    const right = expected(numbers, d, at);
    return Math.abs(row!.data[at]! - right) / Math.max(1, Math.abs(right));
  }));
}

/** The largest difference of an array of results to that of double precision, beside the largest of the array. */
export function errorOf(
  results: readonly { readonly data: ArrayLike<number> }[],
  expected: readonly { readonly data: ArrayLike<number> }[],
): number {
  let worst = 0;
  expected.forEach(({ data }, n) => {
    let most = 0, apart = 0;
    for (let t = 0; t < data.length; t++) {
      most = Math.max(most, Math.abs(data[t]!));
      apart = Math.max(apart, Math.abs(data[t]! - results[n]!.data[t]!));
    }
    worst = Math.max(worst, most === 0 ? apart : apart / most);
    if (Number.isNaN(apart)) worst = NaN;
  });
  return worst;
}
