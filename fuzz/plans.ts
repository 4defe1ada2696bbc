/** Plans for batches of mixtures of one structure and dimension, each made once and run for any k and any size of batch. */
import { type ArrayInput, compile, type Expr, gradient } from "../mod.ts";
import type { Input } from "../src/expr/node.ts";
import { toDense } from "../src/expr/array.ts";
import { planned } from "../src/run/face/cache.ts";
import { type Arrays, checkArrays, sizesFor } from "../src/run/conduct/inputs.ts";
import { arraysOf, sizesOf, viewsOf } from "../src/run/face/numbers.ts";
import { executorFor } from "../src/run/face/executor.ts";
import { type Entries, stacked, type Structure } from "../tests/support/entries.ts";
import { mixtureOf } from "../tests/support/forms.ts";
import { draw } from "../tests/support/random_mixtures.ts";
import { times } from "../tests/support/random_numbers.ts";
import { estimatorsOf } from "../tests/support/estimators.ts";
import { nodeList } from "../tests/support/nodes.ts";
import { array } from "../tests/support/results.ts";

/** How numbers are made: as a user's are, or by one part of the machinery however small the work is. */
export const routes = ["compiled plan", "generated code", "ordered pairs", "script"] as const;
export type Route = typeof routes[number];

const options: {
  readonly [R in Exclude<Route, "compiled plan">]: Parameters<typeof executorFor>[2];
} = {
  "generated code": { least: 0 },
  "ordered pairs": { least: 0, unordered: false },
  "script": { native: false },
};

/** Row-major numbers, the batch first. */
interface Found {
  readonly data: Float64Array;
}

/** One plan, however it runs. */
interface BatchPlan {
  readonly names: readonly string[];
  readonly run: (given: { readonly [name: string]: ArrayInput }, route: Route) => readonly Found[];
}

/** What is asked of each mixture. */
export type Question = "values" | "slopes";

/** The most plans that are kept; the modules of one take up to 30 MB. The one that was not asked for longest goes first. */
const mostPlans = 40;

// in order of use
const plans = new Map<string, BatchPlan>();

/** The answers for each mixture of a list, by name; the numbers of one batch entry are contiguous. */
export function askAll(
  question: Question,
  all: readonly Entries[],
  route: Route,
): { readonly [name: string]: readonly Float64Array[] } {
  const [{ structure, entries: [first] }] = all as [Entries];
  const { names, run } = planFor(question, structure, first!.point.length);
  const results = run(batchOf(all), route);
  return Object.fromEntries(names.map((name, t) => {
    const { data } = results[t]!, size = data.length / all.length;
    return [name, all.map((_, b) => data.subarray(b * size, (b + 1) * size))];
  }));
}

/** The value of each estimator for each mixture of a list. */
export function valuesOf(
  all: readonly Entries[],
  route: Route,
): readonly { readonly [estimator: string]: number }[] {
  const found = askAll("values", all, route);
  return all.map((_, b) =>
    Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values[b]![0]!]))
  );
}

/** The parameters of a batch; cubes have a width for each entry of it. */
function batchOf(all: readonly Entries[]): { readonly [name: string]: ArrayInput } {
  const parameters = stacked(all);
  if (all[0]!.structure !== "cubes") return parameters;
  return { ...parameters, widths: all.map(({ entries }) => entries[0]!.spread as number) };
}

function planFor(question: Question, structure: Structure, d: number): BatchPlan {
  const key = `${question} ${structure} ${d}`;
  const made = plans.get(key) ?? newPlan(question, structure, d);
  plans.delete(key);
  plans.set(key, made);
  if (plans.size > mostPlans) plans.delete([...plans.keys()][0]!);
  return made;
}

function newPlan(question: Question, structure: Structure, d: number): BatchPlan {
  // three mixtures of two components: no shape has two readings
  const p = mixtureOf(batchOf(times(3, (seed) => draw({ structure, k: 2, d, seed }))));
  const estimators = Object.entries(estimatorsOf(p));
  const outputs: [string, Expr][] = question === "values"
    ? estimators
    : estimators.flatMap(([name, value]) =>
      Object.entries(gradient(value, p)).map(([part, slope]): [string, Expr] => [
        `${name} ${part}`,
        slope,
      ])
    );
  return batchPlan(outputs, p.parameters as { readonly [name: string]: Input });
}

function batchPlan(
  outputs: readonly (readonly [string, Expr])[],
  leaves: { readonly [name: string]: Input },
): BatchPlan {
  const nodes = outputs.map(([, node]) => node);
  const plan = compile(nodes, { inputs: leaves });
  const run: BatchPlan["run"] = (given, route) => {
    if (route === "compiled plan") return plan.runSync(given).map((found) => array(found));
    const made = planned(nodeList(nodes)), views = viewsOf(made);
    const arrays: Arrays = new Map(
      Object.entries(given).map(([name, value]) => [leaves[name]!.source, toDense(value, name)]),
    );
    checkArrays(views, arrays);
    const executor = executorFor(made, sizesOf(made, sizesFor(views, arrays)), options[route]);
    try {
      return executor.executeSync(arraysOf(made, arrays));
    } finally {
      executor.dispose();
    }
  };
  return { names: outputs.map(([name]) => name), run };
}
