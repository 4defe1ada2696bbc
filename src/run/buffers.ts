import { checkDomain, computedWeightTolerance } from "../expr/domain.ts";
import type { Hold } from "../expr/node.ts";
import type { Buffer, Sizes, Task } from "../plan/types.ts";
import { copyOut } from "./order.ts";
import { scanInPlace } from "./scan.ts";

/** The result of a plan's output: row-major numbers. */
export interface Result {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** What is left to do when a step has run: scans run over their values, named values are checked. */
export function finishTask({ node, buffer }: Task, sizes: Sizes, numbers: Float64Array): void {
  if (node.kind === "scan") scanInPlace(node, buffer, sizes, numbers);
  if (node.kind === "hold") checkNamed(node, buffer, sizes, numbers);
}

/** A parameter that was computed must satisfy what given ones must. */
function checkNamed(node: Hold, buffer: Buffer, sizes: Sizes, numbers: Float64Array): void {
  const { data, shape } = copyOut(buffer, sizes, numbers);
  checkDomain(node.domain, node.name, data, shape, computedWeightTolerance);
}
