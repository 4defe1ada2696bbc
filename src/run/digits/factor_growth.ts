import { errorGrowth } from "../../expr/cholesky.ts";
import { isOfTerms } from "../../expr/node.ts";
import type { Axis } from "../../expr/axes.ts";
import type { Kernel, Memory } from "../../../kernels/ir/kernel.ts";
import { bufferStrides } from "../../../kernels/ir/strides.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { limits } from "./limits.ts";
import { nameOf } from "./names.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";

/**
 * Why a factor that a kernel solves with is too ill-conditioned for single precision: what is solved with it carries the growth of
 * its rounding errors, and the gradient with respect to the matrix carries it once more.
 */
export function* factorReason(
  kernel: Kernel,
  sizes: Sizes,
  array: (buffer: Buffer) => Float64Array,
): Slices<string | undefined> {
  for (const instruction of kernel.levels.flat()) {
    if (instruction.kind !== "dense" && instruction.kind !== "inverse") continue;
    if (instruction.kind === "dense" && isOfTerms(instruction.op)) continue;
    const factor = instruction.kind === "inverse" ? instruction.factor : instruction.args[0]!;
    if (factor.kind !== "memory") continue;
    if (yield* keepsDigits(factor, instruction, sizes, array(factor.buffer))) continue;
    return `a matrix of ${nameOf(factor.buffer)} is too ill-conditioned for single precision`;
  }
  return undefined;
}

/** Whether rounding errors are trusted in every factor; the diagonal of its matrix is sᵢ² = Σⱼ lᵢⱼ². */
function* keepsDigits(
  { buffer, dims }: Memory,
  { row, column }: { readonly row: Axis; readonly column: Axis },
  sizes: Sizes,
  numbers: Float64Array,
): Slices<boolean> {
  const strides = bufferStrides(buffer, sizes), d = row.set.extent;
  const down = strides[dims.indexOf(row)]!, across = strides[dims.indexOf(column)]!;
  let starts = [0];
  dims.forEach((axis, t) => {
    if (axis === row || axis === column) return;
    const extent = extentOf(axis, sizes);
    starts = starts.flatMap((at) => Array.from({ length: extent }, (_, i) => at + i * strides[t]!));
  });
  const y = new Float64Array(d),
    squares = new Float64Array(d),
    diagonal = (i: number) => squares[i]!;
  let done = 0;
  for (const start of starts) {
    const entry = (i: number, j: number) => numbers[start + i * down + j * across]!;
    for (let i = 0; i < d; i++) {
      squares[i] = 0;
      for (let j = 0; j <= i; j++) squares[i]! += entry(i, j) ** 2;
    }
    if (errorGrowth(d, entry, diagonal, y) > limits.cpu.growthOfFactor) return false;
    done += d * d;
    if (done < numbersAtOnce) continue;
    yield undefined;
    done = 0;
  }
  return true;
}
