import { explainPlan } from "../plan/explain.ts";
import type { Plan, Sizes } from "../plan/types.ts";
import type { Planned } from "./cache.ts";
import { sizesOf } from "./numbers.ts";
import type { Job, Program } from "./program.ts";

/** The plans of a program as text, each once; `more` adds lines on the first part that a plan computes. */
export function explainProgram(
  { jobs }: Program,
  more: (made: Planned, sizes: Sizes) => readonly string[] = () => [],
): string {
  const byPlan = new Map<Plan, Job[]>();
  for (const job of jobs) {
    const own = byPlan.get(job.made.plan);
    if (own === undefined) byPlan.set(job.made.plan, [job]);
    else own.push(job);
  }
  const plans = [...byPlan.values()].map((own) => {
    const { made } = own[0]!, sizes = sizesOf(made);
    return { own, text: [explainPlan(made.plan, sizes), ...more(made, sizes)].join("\n") };
  });
  if (jobs.length === 1) return plans[0]!.text;
  const count = plans.length;
  return [
    `${jobs.length} parts, one after another, by ${plural(count, "plan")}: ` +
    `parts that differ in their data and numbers only have one`,
    ...plans.map(({ own, text }, p) => {
      const { goals, level } = own[0]!;
      const each = own.length === 1 ? "one part" : `each of ${own.length} parts`;
      const reads = level === 0 ? "" : ", which read what parts before them computed";
      return `plan ${p + 1}, for ${each} of ${plural(goals.length, "value")}${reads}:\n${text}`;
    }),
  ].join("\n\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
