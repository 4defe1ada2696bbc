/** The code that is generated for the plans of the tests, as hashes: one line for each module and shader. */
import { createHash } from "node:crypto";
import { fit, wasmBudget } from "../../kernels/lower/fit.ts";
import type { Kernel } from "../../kernels/ir/kernel.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { kernelText } from "../../kernels/ir/show_kernel.ts";
import { singleKernels } from "../../kernels/program/single.ts";
import { lanesOf } from "../../kernels/wasm/bytes/emitter.ts";
import type { Schedule } from "../../kernels/wasm/frame/frame.ts";
import { generate, type Target } from "../../kernels/wasm/tiles/generate.ts";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { factsOf } from "../../kernels/wgsl/facts.ts";
import { printSweep } from "../../kernels/wgsl/print.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import type { Plan } from "../../src/plan/types.ts";
import { flatten } from "../../src/run/face/structure.ts";
import type { CodeCase } from "./code_cases.ts";
import { isTooLarge } from "../oracle/random_expressions.ts";

/** A line for each module of each kernel, under the first name that has it, and for each shader; sorted. */
export function codeHashes(cases: readonly CodeCase[]): string[] {
  const lines: string[] = [], seen = new Set<string>();
  const isNew = (text: string) => seen.size < seen.add(text).size;
  for (const { name, outputs, schedules } of cases) {
    const made = remembering(() => plannedFor(outputs));
    if (made === undefined) continue;
    const single = singleKernels(made.kernels);
    made.kernels.forEach((whole, s) => {
      const isSingle = single.has(whole);
      for (const [form, kernel] of formsOf(whole)) {
        const step = `${name}, step ${s + 1}${form}`;
        const text = kernelText(kernel);
        for (const [target, schedule] of variantsOf(kernel, schedules, isSingle)) {
          const variant = variantText(target, schedule);
          if (isNew(`${variant}\n${text}`)) {
            const { bytes } = generate(kernel, target, schedule);
            lines.push(`${step}, ${variant}: ${hash(bytes)} ${bytes.length}`);
          }
        }
      }
    });
    for (const [sweep, code] of shadersOf(made, schedules.length >= 3)) {
      if (isNew(code)) lines.push(`${name}, ${sweep}: ${hash(code)} ${code.length}`);
    }
  }
  return lines.sort();
}

/** Does something while no expression is forgotten: which of two equal ones is in the graph must not depend on when memory is short. */
function remembering<T>(make: () => T): T {
  const { WeakRef } = globalThis;
  globalThis.WeakRef = class<V extends WeakKey> extends WeakRef<V> {
    override readonly deref: () => V;
    constructor(value: V) {
      super(value);
      this.deref = () => value;
    }
  };
  try {
    return make();
  } finally {
    globalThis.WeakRef = WeakRef;
  }
}

/** The plan and the kernels that a run has; undefined for a random expression that asks for numbers for every pair. */
function plannedFor(outputs: CodeCase["outputs"]) {
  try {
    const made = plan(flatten(outputs()).map(({ node }) => node));
    return fit({ plan: made, kernels: lower(made) }, wasmBudget);
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw error;
  }
}

/** A kernel as it is, and by unordered pairs. */
function formsOf({ pairs, ...plain }: Kernel): [string, Kernel][] {
  return [
    ["", plain],
    ...pairs === undefined ? [] : [[" pairs", pairs.symmetric] as [string, Kernel]],
    ...pairs?.rest === undefined ? [] : [[" rest", pairs.rest] as [string, Kernel]],
  ];
}

/** For which vectors, and under which schedules, a kernel is generated. */
function variantsOf(
  kernel: Kernel,
  schedules: readonly Schedule[],
  isSingle: boolean,
): [Target, Schedule][] {
  const doubles: Target = { shape: "f64x2", relaxed: true, shared: true };
  const own = (target: Target): [Target, Schedule] => [target, scheduleOf(kernel, target.shape)];
  const given = (target: Target) =>
    schedules.filter((schedule) => fits(kernel, target, schedule))
      .map((schedule): [Target, Schedule] => [target, schedule]);
  const unfused = { ...doubles, relaxed: false }, floats: Target = { ...doubles, shape: "f32x4" };
  return [
    own(doubles),
    ...given(doubles),
    ...schedules.length < 3 ? [] : [own(unfused)],
    ...isSingle ? [own(floats), ...given(floats).slice(0, 1)] : [],
  ];
}

/** Whether a kernel can have a tile: by unordered pairs all rows of a tile lie in one block of lanes. */
function fits({ mirrors }: Kernel, { shape }: Target, { rows, vectors }: Schedule): boolean {
  return mirrors === undefined || rows <= vectors * lanesOf[shape];
}

function variantText({ shape, relaxed }: Target, { rows, vectors, rolled }: Schedule): string {
  const form = rolled ? "rolled" : "written";
  return `${shape}${relaxed ? "" : " unfused"} ${rows}×${vectors} ${form}`;
}

/** The WGSL of each sweep over pairs, or why there is none. */
function shadersOf(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  isThorough: boolean,
): [string, string][] {
  const facts = factsOf(plan);
  return plan.steps.flatMap((step, s) =>
    !isOverPairs(step)
      ? []
      : shaderSchedules.slice(0, isThorough ? 3 : 1).map((schedule): [string, string] => {
        const printed = printSweep(kernels[s]!, facts, schedule);
        const { replicas, exactDifferences } = schedule;
        const exact = exactDifferences ? " exact" : "";
        return [
          `step ${s + 1}, WGSL ${replicas}${exact}`,
          "reason" in printed ? printed.reason : printed.code,
        ];
      })
  );
}

const shaderSchedules = [
  { replicas: 1, threads: 64, lanes: 1, exactDifferences: false },
  { replicas: 4, threads: 64, lanes: 4, exactDifferences: false },
  { replicas: 1, threads: 64, lanes: 1, exactDifferences: true },
];

function hash(code: Uint8Array | string): string {
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}
