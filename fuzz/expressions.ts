/** Random expressions: everything that computes them makes what their definition says. */
import fc from "fast-check";
import { fit, wasmBudget } from "../kernels/lower/fit.ts";
import { lower } from "../kernels/lower/lower.ts";
import { evaluate, gradient } from "../mod.ts";
import { isLong } from "../src/expr/axes.ts";
import type { Node, Source } from "../src/expr/node.ts";
import { sumTo } from "../src/expr/build.ts";
import { plan } from "../src/plan/plan.ts";
import { planned } from "../src/run/face/cache.ts";
import type { DenseArray } from "../src/run/conduct/dense_array.ts";
import { arraysOf, sizesOf } from "../src/run/face/numbers.ts";
import { executorFor, type ExecutorOptions } from "../src/run/face/executor.ts";
import { departure, offDifferences } from "../tests/oracle/definition.ts";
import {
  allOps,
  batch,
  build,
  choices,
  isTooLarge,
  leaves,
  smoothOps,
  storable,
} from "../tests/oracle/random_expressions.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { type Check, hunt } from "./hunt.ts";
import { array } from "../tests/support/results.ts";

/** How an expression is looked at. */
const looks = ["alone", "together", "cut", "threads", "slopes"] as const;

/** Expressions from choices, and how they are looked at. */
interface Asked {
  readonly made: number[];
  readonly look: typeof looks[number];
}

export const expressions = hunt<Asked>({
  name: "expressions",
  law:
    "generated code, cut kernels, threads and the script make of an expression what its definition says",
  share: 2,
  inputs: fc.record({ made: choices, look: fc.constantFrom(...looks) }),
  paste: ({ made, look }) => {
    const ops = look === "slopes" ? "smoothOps" : "allOps";
    return `// ${look}\nbuild(${JSON.stringify(made)}, ${ops})`;
  },
  holdsFor: async ({ made, look }, check) => {
    try {
      await looked(look, made, check);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
    }
  },
});

async function looked(look: Asked["look"], made: number[], check: Check): Promise<void> {
  if (look === "slopes") return await haveSlopes(build(made, smoothOps)[0], check);
  const all = build(made, allOps).map(storable),
    outputs = look === "alone" ? all.slice(0, 1) : all.slice(0, 6);
  switch (look) {
    case "alone":
    case "together": {
      const values: readonly (number | DenseArray)[] = await evaluate(outputs);
      const ways = [values.map((x) => typeof x === "number" ? [x] : x.data)];
      for (const options of [{ least: 0 }, { least: 0, unordered: false }, { native: false }]) {
        ways.push(executed(outputs, options));
      }
      return ways.forEach((way) => areDefined(outputs, way, check));
    }
    case "cut":
      return [{ least: 0 }, { native: false }].forEach((options) =>
        areDefined(outputs, cutUp(outputs, options), check)
      );
    case "threads":
      return await onThreads(outputs, made[0]!, check);
    default:
      return look satisfies never;
  }
}

/** The values of some expressions by one part of the machinery. */
function executed(outputs: readonly Node[], options: ExecutorOptions): Float64Array[] {
  const made = planned(outputs);
  const executor = executorFor(made, sizesOf(made), options);
  try {
    return executor.executeSync(arraysOf(made)).map(({ data }) => data);
  } finally {
    executor.dispose();
  }
}

/** The same by a plan whose steps are cut into one for each value. */
function cutUp(outputs: readonly Node[], options: ExecutorOptions): Float64Array[] {
  const whole = plan(outputs);
  const cut = fit({ plan: whole, kernels: lower(whole) }, { ...wasmBudget, most: 0, part: 1 });
  const executor = executorFor(cut, new Map(), options);
  try {
    return executor.executeSync(new Map()).map(({ data }) => data);
  } finally {
    executor.dispose();
  }
}

/** The rounding of a dozen operations, each of a slope of about one, and of sums of three. */
const rounding = 1e-12;
/** Values equal the definition, up to rounding. */
function areDefined(
  outputs: readonly Node[],
  values: readonly ArrayLike<number>[],
  check: Check,
): void {
  outputs.forEach((node, t) => {
    const wrong = departure(node, values[t]!, rounding);
    check(wrong === undefined, () => wrong ?? "");
  });
}

/** Components for which several threads are worth it. */
const many = 300;

/** The same plan with many components: the same bits on any number of threads. */
async function onThreads(outputs: readonly Node[], seed: number, check: Check): Promise<void> {
  const made = planned(outputs), random = randomNumbers(seed);
  const sizes = new Map([...sizesOf(made)].map(([set, extent]) => [
    set,
    set.role === "component" ? many : extent,
  ]));
  const arrays = new Map(
    made.plan.views.map(({ source, dims }): [Source, DenseArray] => {
      const shape = dims.map(({ set }) => sizes.get(set) ?? set.extent);
      const data = new Float64Array(shape.reduce((size, extent) => size * extent, 1));
      return [source, { data: data.map(() => 2 * random() - 1), shape }];
    }),
  );
  const results: (readonly DenseArray[])[] = [];
  const executor = executorFor(made, sizes, { least: 0 });
  try {
    for (const threads of [1, 2, 3]) results.push(await executor.execute(arrays, { threads }));
  } finally {
    executor.dispose();
  }
  const [alone, ...others] = results as [readonly DenseArray[], ...(readonly DenseArray[])[]];
  others.forEach((other, t) =>
    other.forEach(({ data }, output) =>
      check(
        data.every((x, e) => Object.is(x, alone[output]!.data[e])),
        () => `Expected the bits of one thread on ${t + 2} threads in ${outputs[output]}`,
      )
    )
  );
}

/** A gradient agrees with differences of its expression, for some step that is neither too long nor too short. */
async function haveSlopes(node: Node, check: Check): Promise<void> {
  if (node.axes.filter(isLong).length > 2) return;
  const total = sumTo(node, [], node.axes.filter((axis) => axis === batch));
  const slopes = await evaluate(gradient(total, leaves));
  slopes.forEach((slope, t) => {
    const wrong = offDifferences(total, leaves[t]!, array(slope).data);
    check(wrong === undefined, () => wrong ?? "");
  });
}
