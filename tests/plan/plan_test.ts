/** What planning promises: few steps over pairs, nothing stored for pairs, equal values computed once. */
import {
  explain,
  type Expr,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { source } from "../../src/expr/array.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { inputAt, rename, sumOver } from "../../src/expr/build.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { checkStorage } from "../../src/plan/check.ts";
import type { Buffer, Plan } from "../../src/plan/types.ts";
import { plan } from "../../src/plan/plan.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { stacked, structures, toMixture } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw, drawBatch } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { nodeList } from "../support/nodes.ts";

/** How many steps of a plan run over pairs of components. */
function stepsOverPairs(expressions: Parameters<typeof explain>[0]): number {
  return (explain(expressions).match(/\(pairs\)/g) ?? []).length;
}

/** One mixture of each structure, and a batch of each. */
function mixtures(): [string, Mixture][] {
  return structures.flatMap((structure): [string, Mixture][] => {
    const recipe = { structure, k: 5, d: 3, seed: 1 };
    return [
      [structure, toMixture(draw(recipe))],
      [`a batch of ${structure}`, mixtureOf(stacked(drawBatch(recipe)))],
    ];
  });
}

const closedForms = ["kl", "bhattacharyya", "chernoff0.3", "elkDistance", "elk", "kde"] as const;

Deno.test("a value takes one step over pairs, a value and all its gradients take two", () => {
  for (const [name, p] of mixtures()) {
    const estimators = estimatorsOf(p);
    for (const estimator of closedForms) {
      const value = estimators[estimator];
      assertEquals(stepsOverPairs(value), 1, `${estimator} of ${name}`);
      const slopes = gradient(value, p);
      assertEquals(stepsOverPairs({ value, slopes }), 2, `${estimator} and gradients of ${name}`);
    }
    assertEquals(stepsOverPairs([estimators.conditional, gradient(estimators.joint, p)]), 0, name);
  }
});

Deno.test("all closed-form estimates of one mixture share one step over pairs, with all gradients two", () => {
  for (const [name, p] of mixtures()) {
    const estimators = estimatorsOf(p);
    assertEquals(stepsOverPairs(estimators), 1, name);
    const slopes = Object.values(estimators).map((value) => gradient(value, p));
    assertEquals(stepsOverPairs([estimators, ...slopes]), 2, name);
  }
});

/** The bytes that `explain` reports. */
function memoryOf(expressions: Parameters<typeof explain>[0]): number {
  // nothing is looked at that only data tell
  const found = explain(expressions, { accuracy: "exact", skip: false }).match(
    /^memory: (\d+) bytes/m,
  );
  assert(found !== null);
  return Number(found[1]);
}

Deno.test("a million components: planning allocates nothing, and the plan needs memory in proportion to the input", () => {
  const k = 1e6, d = 2;
  const points = { data: new Float64Array(k * d), shape: [k, d] };
  const gaussian = gaussianMixture({ means: points, variance: 1 });
  const boxes = uniformMixture({ centers: points, widths: 1 });
  const before = Deno.memoryUsage().rss;
  for (const p of [gaussian, boxes]) {
    const estimators = estimatorsOf(p);
    const value = monteCarloEntropy(p, { samples: k }).value;
    for (const estimator of [...closedForms.map((name) => estimators[name]), value]) {
      const slopes = gradient(estimator, p);
      const bytes = memoryOf({ estimator, slopes });
      assert(bytes < 8 * k * (3 * d + 30), `${bytes} bytes`);
    }
  }
  assert(Deno.memoryUsage().rss - before < 200e6, "planning allocates nothing in proportion to k");
});

/** The bytes of some buffers, counted index by index. */
function bytesOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { dims }) => {
    let cells = 1;
    for (const { set } of dims) cells *= set.extent;
    return sum + 8 * cells;
  }, 0);
}

Deno.test("what a plan stores grows linearly in k, counted index by index", () => {
  for (const structure of structures) {
    const bytesFor = (k: number) => {
      const p = toMixture(draw({ structure, k, d: 3, seed: 1 }));
      const all = Object.values(estimatorsOf(p)).map((value) => ({
        value,
        slopes: gradient(value, p),
      }));
      const planned = plan(
        nodeList(all.flatMap(({ value, slopes }) => [value, ...Object.values(slopes)])),
      );
      const bytes = bytesOf(planned.inputs) + bytesOf(planned.stored);
      assertEquals(memoryOf(all), bytes, `${structure}, k = ${k}: explain counts as the test does`);
      return bytes;
    };
    const few = bytesFor(10), more = bytesFor(20), most = bytesFor(40);
    assertEquals(most - more, 2 * (more - few), structure);
  }
});

Deno.test("storing a value for every pair is refused by the check, and reducing one of three long axes by planning", () => {
  const set = indexSet("component", "i", 4);
  const i = axisOf(set, 0), j = axisOf(set, 1), k = axisOf(set, 2);
  const x = inputAt(source({ data: new Float64Array(4), shape: [4] }, "x"), [i], "finite");
  const at = (axis: typeof i) => rename(x, new Map([[i, axis]]));
  const pairs = nodes.exp(nodes.mul(at(i), at(j)));
  const planned = plan([sumOver(i, sumOver(j, pairs))]);
  const buffer = { id: 99, dims: [i, j], order: [0, 1], node: pairs };
  const withPairs = (plan: Plan) => () =>
    checkStorage({ ...plan, stored: [...plan.stored, buffer] });
  assertThrows(
    withPairs(planned),
    Error,
    "stores a value for every pair of i and i, 8796093022208 bytes for 1048576 indices each",
  );
  // as large as an array that is given or asked for it may be
  const matrix = inputAt(
    source({ data: new Float64Array(16), shape: [4, 4] }, "m"),
    [i, j],
    "finite",
  );
  withPairs(plan([sumOver(i, sumOver(j, nodes.mul(matrix, pairs)))]))();
  withPairs(plan([pairs]))();
  const triples = nodes.exp(nodes.mul(nodes.mul(at(i), at(j)), at(k)));
  assertThrows(
    () => plan([sumOver(i, sumOver(j, nodes.exp(sumOver(k, triples))))]),
    Error,
    "for every pair",
  );
});

/** The axes of each matrix that a plan factors and keeps. */
function factorAxes(expressions: readonly Expr[]): string[] {
  const tasks = plan(nodeList(expressions)).steps.flatMap((step) => step.tasks);
  return tasks.flatMap(({ node }) =>
    node.kind === "dense" && node.op === "factor"
      ? [node.axes.map((axis) => axis.set.letter).join("")]
      : []
  );
}

Deno.test("a shared covariance is factored once for all estimates and gradients; others once a component", () => {
  const shared = toMixture(draw({ structure: "covariance", k: 5, d: 3, seed: 1 }));
  const each = toMixture(draw({ structure: "covariances", k: 5, d: 3, seed: 1 }));
  const everything = (p: Mixture) =>
    Object.values(estimatorsOf(p)).flatMap((
      value,
    ) => [value, ...Object.values(gradient(value, p))]);
  assertEquals(factorAxes(everything(shared)), ["aa"]);
  assertEquals(factorAxes(everything(each)), ["iaa"]);
  assertEquals(
    factorAxes(everything(toMixture(draw({ structure: "diagonal", k: 5, d: 3, seed: 1 })))),
    [],
  );
});
