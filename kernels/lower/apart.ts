import { isQuadratic } from "../../src/expr/axes.ts";
import type { Task } from "../../src/plan/types.ts";
import type { Kernel } from "../ir/kernel.ts";
import { workOf } from "../program/cost.ts";
import { partOf } from "./part.ts";

/** A pair of this many operations keeps all registers busy, and fills the nearest memory with what a loop leaves there. */
const muchWork = 200;

/** Values that save less than this of their work together are computed apart. */
const worthSharing = 0.1;

/** Fewer log-sum-exps than this are not worth a look; of more than this the parts are not compared, as each looks at the whole. */
const fewest = 4, most = 16;

/** Fewer groups than this stay together: what the estimators of a mixture make is one sweep. */
const fewestGroups = 5;

/**
 * The values of a heavy sweep over pairs with several symmetric log-sum-exps, in groups that share little with each other; one group where they
 * share enough, or where the sweep is light. Several expected likelihood kernels in one loop take 1.4 to 2.4 times as long as one
 * after another: their code is no longer written out, or what they keep exceeds the nearest cache.
 */
export function groupsOf(kernel: Kernel, tasks: readonly Task[]): readonly (readonly Task[])[] {
  const symmetric = new Set(
    kernel.pairs?.symmetric.accumulators.filter(({ op }) => op === "logSumExp")
      .map(({ into }) => into),
  );
  const logSums = tasks.filter(({ buffer }) => symmetric.has(buffer));
  const isHeavy = logSums.length >= fewest && tasks.length <= most && isOverPairs(kernel) &&
    pairWork(kernel) >= muchWork;
  if (!isHeavy) return [tasks];
  const workFor = (some: readonly Task[]) =>
    pairWork(partOf(kernel, new Set(some.map(({ buffer }) => buffer))));
  const others = tasks.filter((task) => !logSums.includes(task));
  const groups = others.length === 0 ? [] : [{ tasks: others, work: workFor(others) }];
  for (const task of logSums) {
    const own = workFor([task]);
    const joined = groups.map((group) => ({ group, work: workFor([...group.tasks, task]) }))
      .find(({ group, work }) => work <= (1 - worthSharing) * (group.work + own));
    if (joined === undefined) groups.push({ tasks: [task], work: own });
    else {
      joined.group.tasks.push(task);
      joined.group.work = joined.work;
    }
  }
  if (groups.length < fewestGroups) return [tasks];
  // a kernel has its values in the order of its step
  return groups.map((group) => tasks.filter((task) => group.tasks.includes(task)));
}

/** The work of a pair, in the way that is cheaper. */
function pairWork(kernel: Kernel): number {
  const { pairs } = kernel;
  if (pairs === undefined) return workOf(kernel, 2);
  return workOf(pairs.symmetric, 2) / 2 +
    (pairs.rest === undefined ? 0 : workOf(pairs.rest, 2));
}

/** Whether a pair of long indices has a point of its own. */
function isOverPairs({ rows, lane }: Kernel): boolean {
  return [...rows, ...(lane === null ? [] : [lane])].filter(isQuadratic).length > 1;
}
