import { DomainError } from "../../expr/errors.ts";
import type { Input, Node, Source } from "../../expr/node.ts";
import { dividing, type Division } from "../../plan/families.ts";
import type { Goals } from "../../plan/parts.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { type Planned, planning, planningAlike, planningPart } from "./cache.ts";
import { sizesOf, viewsOf } from "./numbers.ts";
import { atOnce, type Slices } from "../conduct/slices.ts";
import type { ComputeRequest, RequestPart } from "./large_requests.ts";
import { workAt } from "../conduct/extent.ts";

/** One plan of an evaluation, with the inputs of one part of it. */
export interface PlannedJob {
  readonly nodes: readonly Node[];
  readonly made: Planned;
  /** Where the value of each of its outputs goes. */
  readonly goals: readonly Goals[];
  /** Jobs read the values of lower levels only. */
  readonly level: number;
}

/** An evaluation as the plans that make it up: one, unless it is large. */
export interface PlannedProgram {
  readonly jobs: readonly PlannedJob[];
  /** How many outputs there are. */
  readonly count: number;
}

/** The plans for some outputs. Parts that differ in their data and numbers only have one. */
export function programOf(outputs: readonly Node[]): PlannedProgram {
  return atOnce(programming(outputs));
}

/** The same in slices. */
export function* programming(outputs: readonly Node[]): Slices<PlannedProgram> {
  const count = outputs.length;
  const division = yield* dividing(outputs);
  if (division.families.length > 0 || division.singles.length !== 1) {
    try {
      return { jobs: yield* jobsOf(division), count };
    } catch (error) {
      // what a part may not store, the whole may: it is no larger than an input of another part
      if (!(error instanceof DomainError)) throw error;
    }
  }
  const goals = outputs.map((_node, place) => [place]);
  return { jobs: [{ nodes: outputs, made: yield* planning(outputs), goals, level: 0 }], count };
}

function* jobsOf({ families, singles }: Division): Slices<PlannedJob[]> {
  const jobs: PlannedJob[] = [];
  for (const members of families) {
    const plans = yield* planningAlike(members);
    members.forEach(({ part: { nodes, goals, level } }, t) =>
      jobs.push({ nodes, made: plans[t]!, goals, level })
    );
  }
  for (const part of singles) {
    const { nodes, goals, level } = part;
    jobs.push({ nodes, made: yield* planningPart(part), goals, level });
  }
  return jobs;
}

/** How the plans of a program read its inputs, each way once. */
export function viewsIn({ jobs }: PlannedProgram): readonly Input[] {
  const passed = new Set(jobs.flatMap(({ goals }) => goals.flat()));
  const views = new Set(jobs.flatMap(({ made }) => viewsOf(made)));
  return [...views].filter(({ source }) => !passed.has(source));
}

/** What a program runs with, in the caller's terms; what is missing keeps its own numbers and extents. */
export type GivenNumbers = Pick<ComputeRequest, "arrays" | "sizes">;

/**
 * The jobs of a program, one after another: each is yielded and takes its results; what comes back are the results of the
 * program. Jobs of one plan and equal sizes follow each other, so that they can use one memory.
 */
export function* runsOf(
  { jobs, count }: PlannedProgram,
  { arrays, sizes: given }: GivenNumbers,
): Generator<RequestPart, readonly DenseArray[], readonly DenseArray[]> {
  const passed = new Map<Source, DenseArray>(arrays);
  const results = new Array<DenseArray>(count);
  const sized = jobs.map((job) => ({ job, sizes: sizesOf(job.made, given) }));
  const order = jobs.length === 1 ? sized : inOrder(sized);
  const works = order.map(({ job, sizes }) =>
    jobs.length === 1 ? 1 : workAt(job.made.kernels, sizes)
  );
  const total = works.reduce((sum, work) => sum + work, 0);
  let done = 0;
  for (const [t, { job: { nodes, made, goals } }] of order.entries()) {
    const from = done / total, to = (done += works[t]!) / total;
    const found = yield { nodes, made, arrays: passed, sizes: given, from, to };
    found.forEach((result, node) =>
      goals[node]!.forEach((goal, copy) => {
        const own = copy === 0 ? result : { ...result, data: result.data.slice() };
        if (typeof goal === "number") results[goal] = own;
        else passed.set(goal, own);
      })
    );
  }
  return results;
}

/** A job and the extents that its plan runs with. */
interface Sized {
  readonly job: PlannedJob;
  readonly sizes: Sizes;
}

/** By level, by plan and by sizes. */
function inOrder(jobs: readonly Sized[]): Sized[] {
  const plans = new Map<Plan, number>(), texts = new Map<string, number>();
  const keys = jobs.map(({ job: { level, made: { plan } }, sizes }) => {
    const text = [...sizes.values()].join();
    if (!plans.has(plan)) plans.set(plan, plans.size);
    if (!texts.has(text)) texts.set(text, texts.size);
    return [level, plans.get(plan) as number, texts.get(text) as number] as const;
  });
  const order = [...jobs.keys()].sort((s, t) => {
    const a = keys[s]!, b = keys[t]!;
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || s - t;
  });
  return order.map((t) => jobs[t]!);
}
