import { describe } from "../../expr/array.ts";
import type { Input } from "../../expr/node.ts";
import { explainPlan } from "../../plan/explain_plan.ts";
import { nativeSteps } from "../cpu/native_steps.ts";
import { computeAll } from "./compute.ts";
import { computeAllSync } from "./compute_sync.ts";
import {
  type CompileInputs,
  type CompileValues,
  givenArrays,
  inputsByName,
  type SomeValues,
} from "./compile_inputs.ts";
import { checkOptions, type EvaluateOptions } from "./options.ts";
import { finished, refuseNaN } from "./results.ts";
import { collect, type Expressions, flatten, type Values } from "./structure.ts";
import { type Arrays, checkArrays, filled, sizesFor } from "../conduct/inputs.ts";
import { explainProgram } from "./explain_program.ts";
import { choiceFor } from "./transform_choice.ts";
import { type Keeper, keeper } from "./keeper.ts";
import { leaseOf } from "./lease.ts";
import { sizesOf } from "./numbers.ts";
import { type GivenNumbers, type PlannedProgram, programOf, viewsIn } from "./program.ts";
import { atOnce, inTurns, newBreath, type Slices } from "../conduct/slices.ts";
import { withWitnesses } from "./witnesses.ts";

/** A plan that was made once and runs many times. */
export interface Compiled<E, I extends CompileInputs = CompileInputs> {
  // methods, so that a plan of certain inputs is one of any
  /** Runs the plan with new numbers; sizes along long axes (k, n, b) may differ from those before. */
  run(values?: CompileValues<I>, options?: EvaluateOptions): Promise<Values<E>>;
  /** The same at once, without letting other tasks of the program in between. */
  runSync(values?: CompileValues<I>): Values<E>;
  /** The plan as text. */
  readonly explain: () => string;
  /** Gives the memory of the plan back, at once or when what runs is done; it cannot run any more. For `using plan = compile(…)`. */
  readonly [Symbol.dispose]: () => void;
}

/**
 * Plans and generates once; `run(values)` then evaluates with new inputs, as an optimiser's loop does. New numbers are
 * checked as those of a mixture are.
 *
 * Throws, when run, `ShapeError` for arrays that do not fit, `DomainError` and `NotPositiveDefiniteError` for numbers
 * out of their domain.
 *
 * @example
 * ```ts
 * import { compile, gaussianMixture, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const value = pairwiseEntropy(p, { distance: "kl" });
 * const step = compile({ value, slope: gradient(value, p).means }, { inputs: p });
 * const { slope } = await step.run({ means: [[0], [3]] });
 * console.log(slope.data);
 * ```
 */
export function compile<const E extends Expressions, const I extends CompileInputs>(
  outputs: E,
  options: { readonly inputs: I },
): Compiled<E, I> {
  if (typeof options?.inputs !== "object" || options.inputs === null) {
    throw new TypeError(
      `Expected the inputs of the plan as { inputs }: a mixture, or leaves; got ${
        describe(options?.inputs)
      }`,
    );
  }
  const leaves = flatten(outputs);
  const inputs = inputsByName(options.inputs);
  const { nodes, heard } = withWitnesses(leaves.map(({ node }) => node));
  const program = programOf(nodes);
  // every function that can run the plan holds this, also while it waits: the plan itself may be gone by then
  const state = { lease: leaseOf(keeper()), running: false };

  const read = reading(program, inputs, Array.isArray(options.inputs));
  // One memory serves all asynchronous runs, so they take turns.
  let turn: Promise<unknown> = Promise.resolve();
  const run = async (values: SomeValues, runOptions: EvaluateOptions): Promise<unknown> => {
    checkOptions(runOptions);
    state.lease.check();
    const breath = newBreath(runOptions.signal);
    const before = turn, given = inTurns(read(values), breath);
    const own = state.lease.within(async () => {
      const [numbers] = await Promise.all([given, before]);
      runOptions.signal?.throwIfAborted();
      state.running = true;
      try {
        const results = await computeAll(
          program,
          numbers,
          {
            ...runOptions,
            native: nativeSteps,
            transforms: choiceFor(runOptions.accuracy),
            breath,
          },
          state.lease.kept,
        );
        return heard(await finished(results, runOptions), runOptions.onWarning);
      } finally {
        state.running = false;
      }
    });
    turn = Promise.allSettled([before, own]);
    const results = await own;
    await inTurns(refuseNaN(results, leaves), breath);
    return collect(outputs, results);
  };
  const runSync = (values: SomeValues): unknown => {
    const { check, kept } = state.lease;
    check();
    const given = atOnce(read(values));
    // a run that waits for its turn of the event loop holds the memory
    const own = state.running ? keeper() : kept;
    try {
      const results = heard(computeAllSync(program, given, own));
      atOnce(refuseNaN(results, leaves));
      return collect(outputs, results);
    } finally {
      if (own !== kept) own.dispose();
    }
  };
  const compiled: Compiled<E, I> = {
    // Leaf by leaf the results have the types of the outputs, as for evaluate.
    run: (values, runOptions = {}) => run(valuesOf(values), runOptions) as Promise<Values<E>>,
    runSync: (values) => runSync(valuesOf(values)) as Values<E>,
    explain: () => explainProgram(program, ({ made }) => explainPlan(made.plan, sizesOf(made))),
    [Symbol.dispose]: () => state.lease.dispose(),
  };
  forgotten.register(state, state.lease.kept);
  return compiled;
}

/** What reads new numbers for the inputs of a program: copies them at once, and then checks them in slices. */
function reading(
  program: PlannedProgram,
  inputs: ReadonlyMap<string, Input>,
  inOrder: boolean,
): (values: SomeValues) => Slices<GivenNumbers> {
  const ownViews = viewsIn(program);
  function* checked(arrays: Arrays): Slices<GivenNumbers> {
    // also new numbers that the outputs do not depend on
    const given = [...inputs.values()].filter(({ source }) => arrays.has(source));
    const views = [...ownViews, ...given];
    yield* checkArrays(views, arrays);
    const sizes = sizesFor(views, arrays);
    return { arrays: filled(ownViews, arrays, sizes), sizes };
  }
  return (values) => checked(givenArrays(values, inputs, inOrder));
}

/** New numbers by whatever names they were given: which names there are is checked when they are read. */
function valuesOf<I extends CompileInputs>(values: CompileValues<I> | undefined): SomeValues {
  return (values ?? {}) as SomeValues;
}

/** Gives the memory of compiled plans back that nobody can run any more. */
const forgotten = new FinalizationRegistry((kept: Keeper) => kept.dispose());
