import type { Node } from "../expr/node.ts";
import { watched } from "../expr/watch.ts";
import type { MixtureAtPoints } from "./at_points.ts";

/**
 * A value at points that is looked at when it is asked for: Gaussians have a density everywhere, so where its logarithm is −∞ the square
 * of a distance was larger than numbers are, and what is made of it is as if p were 0 there.
 */
export function sayFar(value: Node, { parts, logDensity }: MixtureAtPoints): Node {
  if (parts.some(({ component }) => component.family !== "gaussian")) return value;
  return watched(value, { witnesses: [logDensity], say: (_, [logs]) => sentence(logs!) });
}

function sentence(logs: ArrayLike<number>): string | undefined {
  let first = -1, count = 0;
  for (let t = 0; t < logs.length; t++) {
    if (logs[t] !== -Infinity) continue;
    if (count++ === 0) first = t;
  }
  if (count === 0) return undefined;
  const where = logs.length === 1
    ? "at the point"
    : count === 1
    ? `at point ${first}, counted from 0,`
    : `at ${count} points, the first of them point ${first}, counted from 0,`;
  return `The log density ${where} is given as -Infinity: the square of its distance, or the log density itself, is ` +
    `larger than numbers are (1.8e308); use other units`;
}
