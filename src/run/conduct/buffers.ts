import { checkDomain, computedWeightTolerance } from "../../expr/domain.ts";
import type { Domain, Hold } from "../../expr/node.ts";
import type { Buffer, Sizes, Task } from "../../plan/types.ts";
import type { DenseArray } from "./dense_array.ts";
import { copyingOut } from "./layouts.ts";
import { scanning } from "./scan.ts";
import { atOnce, numbersAtOnce, type Slices } from "./slices.ts";

/** What is left to do when a step has run: scans run over their values, named values are checked. */
export function finishTask(task: Task, sizes: Sizes, numbers: Float64Array): void {
  atOnce(finishingTask(task, sizes, () => numbers));
}

/** Whether something is left to do when the values of a task are there. */
export function isUnfinished({ node }: Task): boolean {
  return node.kind === "scan" || (node.kind === "hold" && node.domain !== "any");
}

/** The same in slices; the numbers are asked for anew in each. */
export function* finishingTask(
  { node, buffer }: Task,
  sizes: Sizes,
  numbers: () => Float64Array,
): Slices {
  if (node.kind === "scan") yield* scanning(node, buffer, sizes, numbers);
  if (node.kind === "hold") yield* checkNamed(node, buffer, sizes, numbers);
}

/** A parameter that was computed must satisfy what given ones must. */
function* checkNamed(
  { domain, name }: Hold,
  buffer: Buffer,
  sizes: Sizes,
  numbers: () => Float64Array,
): Slices {
  if (domain === "any") return;
  const result = yield* copyingOut(buffer, sizes, numbers);
  yield* checkSlices(domain, name, result, computedWeightTolerance);
}

/** `checkDomain`, in slices. */
export function* checkSlices(
  domain: Domain,
  name: string,
  { data, shape }: DenseArray,
  tolerance?: number,
): Slices {
  const extent = shape.at(-1) ?? 1;
  const inner = innerShape(domain, extent);
  const unit = inner.reduce((product, one) => product * one, 1);
  // a matrix is factored: about d / 3 operations an entry
  const atOnce = domain === "covariance" ? numbersAtOnce / (1 + extent / 4) : numbersAtOnce;
  const step = Math.max(1, Math.floor(atOnce / unit)) * unit;
  if (data.length <= step) return checkDomain(domain, name, data, shape, tolerance);
  for (let t = 0; t < data.length; t += step) {
    const part = data.subarray(t, t + step);
    try {
      checkDomain(domain, name, part, [part.length / unit, ...inner], tolerance);
    } catch {
      // the sentence that knows the whole array
      checkDomain(domain, name, data, shape, tolerance);
    }
    yield undefined;
  }
}

/** The shape of what is checked together: the weights of a mixture, a matrix, or one number. */
function innerShape(domain: Domain, extent: number): readonly number[] {
  switch (domain) {
    case "weights":
    case "shares":
      return [extent];
    case "covariance":
    case "widthMatrix":
      return [extent, extent];
    default:
      return [];
  }
}
