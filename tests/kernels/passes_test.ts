/** Passes from kernels to programs: what each of them does, that none changes what a kernel means, and what a check finds. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { bhattacharyyaDistance, klDivergence, pairwiseEntropy } from "../../mod.ts";
import type { Guarded, Kernel } from "../../kernels/ir/kernel.ts";
import { checkProgram } from "../../kernels/program/check.ts";
import { changesOf, passes, programBefore, programOf } from "../../kernels/program/passes.ts";
import type { Layout, Program } from "../../kernels/program/program.ts";
import { bindKernel } from "../../kernels/script/bind.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { cellCount } from "../../src/plan/types.ts";
import { finishTask } from "../../src/run/conduct/buffers.ts";
import { estimators, mixtures } from "./kernel_cases.ts";
import { type Problem, problemOf } from "./wasm_kernels.ts";

const written: Layout = { rolled: false, single: false };
const layouts: readonly Layout[] = [
  written,
  { rolled: true, single: false },
  { rolled: false, single: true },
];

/** The kernel over pairs of a problem that has one. */
function sweepOf({ steps, kernels }: Problem): Kernel {
  const sweeps = kernels.filter((_, t) => isOverPairs(steps[t]!));
  assertEquals(sweeps.length, 1);
  return sweeps[0]!;
}

function guardedIn(program: Program): Guarded["fast"][] {
  return program.levels.flat().flatMap((one) => one.kind === "guarded" ? [one.fast] : []);
}

function countOf(kernel: Kernel, layout: Layout, pass: string): number {
  return changesOf(kernel, layout).find((change) => change.pass === pass)?.count ?? 0;
}

for (const name of Object.keys(mixtures(2, 2)) as (keyof ReturnType<typeof mixtures>)[]) {
  Deno.test(`no pass changes what a kernel means to the script: ${name}`, () => {
    const problem = problemOf(estimators(mixtures(7, 3)[name]));
    const { steps, kernels, sizes, view } = problem;
    kernels.forEach((kernel, step) => {
      const written = [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
      const valuesOf = (kernel: Kernel) => {
        const end = cellCount(kernel.rows, sizes);
        bindKernel(kernel, sizes, view).run(0, end);
        return written.map((buffer) => view(buffer).slice());
      };
      const expected = valuesOf(kernel);
      for (const layout of layouts) {
        let program = programBefore(kernel);
        for (const pass of passes) {
          program = pass.run(program, layout);
          assertEquals(valuesOf(program), expected, `${pass.name}, ${JSON.stringify(layout)}`);
        }
      }
      for (const task of steps[step]!.tasks) finishTask(task, sizes, view(task.buffer));
    });
  });
}

Deno.test("factors that a row decides become one number a row, and no division is left along the lanes", () => {
  // −½·|δ|²/σⱼ² of KL
  const sweep = sweepOf(problemOf([estimators(mixtures(7, 3).spherical).kl]));
  const [scaled, ...others] = guardedIn(programOf(sweep, written));
  assert(scaled?.form === "scaled" && others.length === 0);
  assert(scaled.base.level === 2 && scaled.factors.every(({ value }) => value.level < 2));
});

Deno.test("a sum of logarithms is one logarithm where its axis is written out and in double precision", () => {
  const p = mixtures(7, 3).diagonal;
  const sweep = sweepOf(problemOf([pairwiseEntropy(p, { distance: bhattacharyyaDistance })]));
  const counts = layouts.map((layout) => countOf(sweep, layout, "sums of logarithms by one"));
  assertEquals(counts, [1, 0, 0]);
  const [fast] = guardedIn(programOf(sweep, written));
  assertEquals(fast?.form, "logProduct");
});

Deno.test("a trace and a quadratic form are products along the lanes, and nowhere else", () => {
  const p = mixtures(7, 3).full;
  const sweep = sweepOf(problemOf([pairwiseEntropy(p, { distance: klDivergence })]));
  assertEquals(countOf(sweep, written, "traces by products"), 1);
  const [once, eachRow, eachLane] = sweep.levels;
  // the same instructions, once a row
  const inRows: Kernel = {
    ...sweep,
    levels: [once, [...eachRow, ...eachLane], []],
    accumulators: [],
  };
  assertEquals(countOf(inRows, written, "traces by products"), 0);
});

Deno.test("a minimum says which argument is never NaN: one of data, not one of a logarithm of a difference", () => {
  const sweep = sweepOf(problemOf([estimators(mixtures(7, 3).boxes).bhattacharyya]));
  const extrema = programOf(sweep, written).levels.flat().filter((one) =>
    one.kind === "map" && (one.op === "min" || one.op === "max")
  );
  // the ends of two boxes are data; of the larger of 0 and a difference, 0 is sure
  assertEquals(extrema.map((one) => one.kind === "map" ? one.sure : undefined).sort(), [0, 1, 1]);
  const draws = problemOf([estimators(mixtures(7, 3).spherical)["monte carlo"]]).kernels;
  // of a quantile, which may be NaN, beside what is not
  const sure = draws.flatMap((kernel) =>
    programOf(kernel, written).levels.flat().flatMap((one) =>
      one.kind === "map" && (one.op === "min" || one.op === "max") ? [one.sure !== undefined] : []
    )
  );
  assert(sure.includes(true) && sure.includes(false));
});

Deno.test("values are inline only where short axes stay loops", () => {
  const sweep = sweepOf(problemOf([estimators(mixtures(7, 3).diagonal).kde]));
  assertEquals(programOf(sweep, written).inline.size, 0);
  assert(programOf(sweep, { rolled: true, single: false }).inline.size > 0);
});

Deno.test("the check after a pass finds what is missing, moved, read too soon or left out of the order", () => {
  const sweep = sweepOf(problemOf([estimators(mixtures(7, 3).diagonal).kde]));
  const before = programBefore(sweep);
  const [once, eachRow, eachLane] = before.levels;
  const refused = (after: Program, sentence: string) =>
    assertThrows(() => checkProgram(before, after, "of a test"), Error, sentence);
  checkProgram(before, before, "of a test");
  refused(
    { ...before, levels: [once, eachRow, eachLane.slice(1)] },
    `After the pass "of a test": level 2 has ${eachLane.length - 1} instructions`,
  );
  const [first, second, ...rest] = eachLane;
  refused({ ...before, levels: [once, eachRow, [second!, first!, ...rest]] }, "became register");
  const last = eachLane.at(-1)!;
  const early = { ...first!, kind: "map", op: "neg", args: [last.out] } as const;
  refused(
    { ...before, levels: [once, eachRow, [early, second!, ...rest]] },
    "before it is computed",
  );
  const levels = before.order.levels.map((list, level) => level === 2 ? list.slice(1) : list);
  refused({ ...before, order: { ...before.order, levels } }, "has not every register once");
  const stray = { ...first!.out, id: -1 };
  refused({ ...before, inline: new Set([stray]) }, "nothing computes it");
});
