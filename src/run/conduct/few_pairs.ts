import { mostStatements } from "../../../kernels/wgsl/most_statements.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { extentOf, type Plan, type Sizes, type Step } from "../../plan/types.ts";

/** Whether a plan should run on a GPU. */
export type Eligibility = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Statements over all pairs below which a CPU is done before a GPU has answered: an answer takes about 12 ms in Deno, in which two
 * threads of WASM do about 3e8.
 */
export const leastWork = 4e8;

/**
 * Why the work is too little, where its pairs alone say so: no sweep need be printed to know this, nor, with as many parts as a
 * step may come in, cut.
 */
export function tooFewPairs(
  plan: Plan,
  sizes: Sizes,
  partsOf: (step: Step) => number = ({ tasks }) => tasks.length,
): Eligibility | undefined {
  const sweeps = plan.steps.filter((step) => isOverPairs(step) && !isSure(step));
  const pairs = sweeps.reduce((sum, step) => sum + partsOf(step) * pointsOf(step, sizes), 0);
  const most = pairs * mostStatements;
  return pairs > 0 && most < leastWork ? tooSmall(`at most ${most.toExponential(0)}`) : undefined;
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
