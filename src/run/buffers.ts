import { checkDomain, computedWeightTolerance } from "../expr/domain.ts";
import type { Sizes, Task } from "../plan/types.ts";
import { copyOut } from "./order.ts";

/** The result of a plan's output: row-major numbers. */
export interface Result {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** A parameter that was computed must satisfy what given ones must. */
export function checkNamed({ node, buffer }: Task, sizes: Sizes, numbers: Float64Array): void {
  if (node.kind !== "hold") return;
  const { data, shape } = copyOut(buffer, sizes, numbers);
  checkDomain(node.domain, node.name, data, shape, computedWeightTolerance);
}
