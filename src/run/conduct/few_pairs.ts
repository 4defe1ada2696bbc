import { mostStatements } from "../../../kernels/wgsl/most_statements.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { extentOf, type Plan, type Sizes, type Step } from "../../plan/types.ts";

/** Whether a plan should run on a GPU. */
export type Eligibility = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Statements over pairs that a thread of generated code does a second in single precision, measured. */
export const cpuRate = 1.25e10;

/** Seconds until a device's answer is seen: Deno looks every 10 ms, browsers and Dawn when it is there. */
export function runtimeWait(): number {
  return "Deno" in globalThis ? 0.011 : 0.001;
}

/**
 * Why the work is too little, where its pairs alone say that so many threads are done with it before a GPU has answered: no sweep need be printed to know this, nor, with as many parts as a
 * step may come in, cut.
 */
export function tooFewPairs(
  plan: Plan,
  sizes: Sizes,
  threads: number,
  partsOf: (step: Step) => number = ({ tasks }) => tasks.length,
): Eligibility | undefined {
  const sweeps = plan.steps.filter((step) => isOverPairs(step) && !isSure(step));
  const pairs = sweeps.reduce((sum, step) => sum + partsOf(step) * pointsOf(step, sizes), 0);
  const most = pairs * mostStatements;
  return pairs > 0 && most < runtimeWait() * cpuRate * threads
    ? tooSmall(`at most ${most.toExponential(0)}`)
    : undefined;
}

/** How many points the axes of a step have. */
export function pointsOf({ rows, lane }: Step, sizes: Sizes): number {
  return [...rows, ...lane === null ? [] : [lane]].reduce(
    (n, axis) => n * extentOf(axis, sizes),
    1,
  );
}

/** Whether a step is the surer of two ways: it runs where the fast one does not do, which is seldom. */
export function isSure({ when }: Step): boolean {
  return when?.isNot0 === false;
}

/** The verdict on too little work. */
export function tooSmall(amount: string): Eligibility {
  return {
    ok: false,
    reason: `The work is small (${amount} operations over pairs): ` +
      `the CPU is done before a GPU has answered`,
  };
}
