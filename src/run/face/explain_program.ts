import type { Plan } from "../../plan/types.ts";
import type { PlannedJob, PlannedProgram } from "./program.ts";

/** The plans of a program, each once, as `explainOne` explains the first job that has it. */
export function explainProgram(
  { jobs }: PlannedProgram,
  explainOne: (job: PlannedJob) => string,
): string {
  if (jobs.length === 1) return explainOne(jobs[0]!);
  const byPlan = new Map<Plan, PlannedJob[]>();
  for (const job of jobs) {
    const own = byPlan.get(job.made.plan);
    if (own === undefined) byPlan.set(job.made.plan, [job]);
    else own.push(job);
  }
  const texts = [...byPlan.values()].map((own, p) => {
    const first = own[0]!, { goals, level } = first;
    const each = own.length === 1 ? "one part" : `each of ${own.length} parts`;
    const reads = level === 0 ? "" : ", over what parts before them have computed";
    const head = `plan ${p + 1}, for ${each} of ${plural(goals.length, "value")}${reads}:`;
    return `${head}\n${explainOne(first)}`;
  });
  const head = `${jobs.length} parts, one after another, by ${plural(texts.length, "plan")}: ` +
    `parts that differ in their data and numbers only have one`;
  return [head, ...texts].join("\n\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
