/**
 * The imports of the library point one way: from the surface to the mathematics, and never from the mathematics to a
 * device. The tables say which way; the tests read every import and name the file, the import and the rule that it breaks.
 */
import { assert, assertEquals } from "@std/assert";
import { type Import, importsOf, isTypeOnly, sources } from "../support/imports.ts";

/** What a folder or file may import from the project, itself apart. */
interface Rule {
  /** Folders or files whose values and types it may import. */
  values: string[];
  /** Folders or files of which it may import types only. */
  types?: string[];
  /** Whether it may import from npm and node. */
  packages?: boolean;
}

/** The most specific entry that a file lies in holds for it. */
const RULES: Record<string, Rule> = {
  "src/expr": { values: [] },
  // The interval meaning of the table of operations.
  "src/enclosure": { values: ["src/expr"] },
  "src/gradient": { values: ["src/expr"] },
  "src/mixture": { values: ["src/expr"] },
  "src/distance": { values: ["src/expr", "src/mixture"] },
  "src/estimator": { values: ["src/expr", "src/mixture", "src/distance"] },
  "src/bound": { values: ["src/expr", "src/mixture", "src/distance", "src/estimator"] },
  // What X and the group of its component, or sets of its coordinates, tell about each other.
  "src/information": {
    values: [
      ...["src/expr", "src/mixture", "src/distance", "src/estimator"],
      ...["src/bound", "src/operation"],
    ],
  },
  // What is between two mixtures: exactly, by draws of both, by the bounds of each.
  "src/divergence": { values: ["src/expr", "src/mixture", "src/distance", "src/estimator"] },
  "src/divergence/drawn": {
    values: [
      ...["src/expr", "src/mixture", "src/distance", "src/estimator"],
      "src/divergence/two_mixtures.ts",
    ],
  },
  "src/divergence/bounds": {
    values: [
      ...["src/expr", "src/mixture", "src/distance", "src/estimator", "src/bound"],
      "src/divergence/two_mixtures.ts",
    ],
  },
  "src/operation": {
    values: ["src/expr", "src/mixture", "src/distance", "src/estimator", "src/bound"],
  },
  // What a mixture says of points, and draws from it.
  "src/points": {
    values: ["src/expr", "src/mixture", "src/distance", "src/estimator", "src/gradient"],
  },
  "src/plan": { values: ["src/expr"] },
  // Rooms of kernels, from the ground up. plan/types.ts also has the two functions that count the cells of its types;
  // plan/reading.ts says which value is read from memory.
  // Algorithms over an arithmetic, which know no kernel.
  "kernels/spd": { values: [] },
  "kernels/ir": { values: ["src/expr", "src/plan/types.ts"], types: ["src/plan"] },
  "kernels/program": { values: ["src/expr", "src/plan/types.ts", "kernels/ir"] },
  // Kernels that bound kernels over blocks.
  "kernels/bounding": {
    values: [
      ...["src/expr", "src/enclosure", "src/plan/types.ts"],
      ...["kernels/ir", "kernels/program"],
    ],
  },
  "kernels/lower": {
    values: [
      ...["src/expr", "src/plan/types.ts", "src/plan/reading.ts"],
      ...["kernels/ir", "kernels/program"],
    ],
    types: ["src/plan"],
  },
  "kernels/script": {
    values: ["src/expr", "src/plan/types.ts", "kernels/ir", "kernels/program"],
  },
  "kernels/wasm/bytes": { values: ["src/expr"] },
  // Code over a grid, which knows no kernel.
  "kernels/wasm/grid": { values: ["kernels/wasm/bytes"] },
  "kernels/wasm/functions": { values: ["src/expr", "kernels/wasm/bytes"] },
  "kernels/wasm/frame": {
    values: [
      ...["src/expr", "src/plan/types.ts", "kernels/ir", "kernels/program"],
      ...["kernels/wasm/bytes", "kernels/wasm/functions"],
    ],
    types: ["src/plan"],
  },
  "kernels/wasm/memory": {
    values: ["src/expr", "kernels/ir", "kernels/wasm/bytes", "kernels/wasm/frame"],
  },
  "kernels/wasm/sums": {
    values: [
      ...["src/expr", "kernels/ir", "kernels/program"],
      ...["kernels/wasm/bytes", "kernels/wasm/functions", "kernels/wasm/frame"],
      ...["kernels/wasm/memory"],
    ],
  },
  "kernels/wasm/spd": {
    values: [
      ...["src/expr", "kernels/spd", "kernels/ir", "kernels/program"],
      ...["kernels/wasm/bytes", "kernels/wasm/functions", "kernels/wasm/frame"],
      ...["kernels/wasm/memory", "kernels/wasm/sums"],
    ],
  },
  "kernels/wasm/values": {
    values: [
      ...["src/expr", "kernels/ir", "kernels/program"],
      ...["kernels/wasm/bytes", "kernels/wasm/functions", "kernels/wasm/frame"],
      ...["kernels/wasm/memory", "kernels/wasm/sums", "kernels/wasm/spd"],
    ],
  },
  "kernels/wasm/tiles": {
    values: [
      ...["src/expr", "kernels/ir", "kernels/program"],
      ...["kernels/wasm/bytes", "kernels/wasm/functions", "kernels/wasm/frame"],
      ...["kernels/wasm/memory", "kernels/wasm/sums", "kernels/wasm/spd", "kernels/wasm/values"],
    ],
  },
  "kernels/wasm/text": { values: ["src/expr", "kernels/ir", "kernels/wasm"], types: ["src/plan"] },
  "kernels/wgsl": {
    values: ["src/expr", "src/plan/types.ts", "kernels/spd", "kernels/ir", "kernels/program"],
    types: ["src/plan"],
  },
  // Rooms, from the ground up: no room imports from one above it, and the two runners know nothing of each other.
  "src/run/conduct": { values: ["src/expr", "src/plan", "kernels"] },
  "src/run/memory": { values: ["src/expr", "kernels"] },
  "src/run/threads": { values: ["src/expr", "src/run/conduct", "src/run/memory"] },
  "src/run/digits": { values: ["src/expr", "src/plan", "kernels", "src/run/conduct"] },
  "src/run/cpu": {
    values: [
      ...["src/expr", "src/plan", "kernels"],
      ...["src/run/conduct", "src/run/memory", "src/run/threads", "src/run/digits"],
    ],
  },
  // Sums of Gaussians on a grid, over plain arrays.
  "src/run/transform": { values: ["src/expr", "kernels/wasm/bytes", "kernels/wasm/grid"] },
  "src/run/webgpu": {
    values: ["src/expr", "src/plan", "kernels", "src/run/conduct", "src/run/digits"],
  },
  "src/run/face": { values: ["src/expr", "src/plan", "kernels", "src/run"] },
  "src/sample": {
    values: ["src/expr", "src/mixture", "src/estimator", "src/gradient", "src/run"],
  },
  // Whatever needs several runs: rounds of quadrature that look at what came out.
  "src/certified": {
    values: ["src/expr", "src/mixture", "src/distance", "src/estimator", "src/gradient", "src/run"],
  },
  // One answer by whichever of them is cheapest.
  "src/answer": {
    values: [
      ...["src/expr", "src/mixture", "src/distance", "src/estimator", "src/gradient"],
      ...["src/bound", "src/operation", "src/information", "src/certified", "src/run"],
    ],
  },
  // What mod.ts reaches of it has no packages.
  "src/io": { values: ["src/expr"] },
  "src/io/arrays": { values: ["src/expr"] },
  "src/io/mixtures": { values: ["src/expr", "src/mixture", "src/io/arrays", "src/io/format.ts"] },
  // The readers of rows belong to the command line.
  "src/io/tables": { values: ["src/expr", "src/io"], packages: true },
  // The sweeps of a paper: what a user could write.
  "src/experiment": {
    values: ["src/expr", "src/mixture", "src/estimator", "src/bound", "src/run"],
  },
  // Pictures by Observable Plot.
  "src/plot": { values: ["src/experiment"], packages: true },
  "plot.ts": { values: ["src/plot"], types: ["src/experiment"] },
  // Pieces of SVG, which know nothing of what they show.
  "src/picture": { values: [] },
  // The command line stands on the public surface, on the sentences that the library makes of other people's text, and, for
  // `mixtropy device`, on what engine and processor can do.
  "src/cli": {
    values: [
      ...["mod.ts", "ops.ts", "plot.ts", "src/io", "src/sample", "src/picture", "src/experiment"],
      ...["src/expr/errors.ts", "src/expr/describe.ts", "src/expr/quote.ts"],
      ...["src/run/cpu/engine.ts", "src/run/threads/threads.ts"],
      // quantiles of Student's, for errors of draws
      "src/estimator/student.ts",
      // which of the values between two mixtures there are
      "src/divergence/exact_overlaps.ts",
    ],
    packages: true,
  },
  "cli.ts": { values: ["src/cli"], packages: true },
  "mod.ts": {
    values: [
      "src/expr",
      "src/gradient",
      "src/mixture",
      "src/distance",
      "src/estimator",
      "src/divergence",
      "src/bound",
      "src/information",
      "src/operation",
      "src/points",
      "src/plan",
      "src/run",
      "src/sample",
      "src/certified",
      "src/answer",
      "src/io/mixtures",
      "src/io/arrays",
      "src/io/format.ts",
    ],
  },
  // Parts of the surface with entries of their own.
  "ops.ts": { values: ["src/expr"] },
  "mixentropy.ts": { values: ["src/mixture"] },
  // The hunts stand on everything, and on the generators of the tests.
  "fuzz": { values: ["src", "kernels", "mod.ts", "tests"], packages: true },
};

/** Where the source lies. */
const ROOTS = [
  ...["src", "kernels", "mod.ts", "ops.ts", "mixentropy.ts", "plot.ts", "cli.ts", "fuzz"],
];

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The key of the rule that holds for `path`. */
function layerOf(path: string): string | undefined {
  return Object.keys(RULES)
    .filter((layer) => isUnder(path, layer))
    .sort((a, b) => b.length - a.length)[0];
}

/** The sentence for an import that points the wrong way. */
function complaint({ file, specifier, typeOnly, target }: Import): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined) return undefined; // A test of its own says so.
  const { values, types = [], packages = false } = RULES[layer]!;
  if (target === undefined) {
    return packages ? undefined : `${file} imports "${specifier}": ${layer} may import no packages`;
  }
  if (isUnder(target, layer) || values.some((folder) => isUnder(target, folder))) return undefined;
  if (types.some((folder) => isUnder(target, folder))) {
    return typeOnly
      ? undefined
      : `${file} imports "${specifier}": ${layer} may import only types from ${layerOf(target)}`;
  }
  const allowed = [...values, ...types.map((folder) => `types of ${folder}`)];
  return `${file} imports "${specifier}": ${layer} may import ${
    allowed.length === 0 ? "nothing" : `only ${allowed.join(", ")}`
  }`;
}

Deno.test("every import points the allowed way", () => {
  const files = ROOTS.flatMap(sources);
  assert(files.includes("mod.ts"), "Expected mod.ts among the sources");
  const complaints = files.flatMap(importsOf).flatMap((found) => complaint(found) ?? []);
  assertEquals(complaints, [], complaints.join("\n"));
});

Deno.test("every file lies in a folder that the table of rules knows", () => {
  const strays = ROOTS.flatMap(sources).filter((file) => layerOf(file) === undefined);
  assertEquals(strays, []);
});

Deno.test("the library that mod.ts reaches imports no package, neither from jsr nor from npm nor from node", () => {
  const reached = new Set(["mod.ts"]);
  const complaints: string[] = [];
  for (const file of reached) {
    for (const { specifier, target } of importsOf(file)) {
      if (target === undefined) complaints.push(`${file} imports "${specifier}"`);
      else reached.add(target);
    }
  }
  assertEquals(complaints, [], complaints.join("\n"));
});

/** What a program loads that starts from these files, before it runs. */
function reachedAtOnce(...start: string[]): ReadonlySet<string> {
  const reached = new Set(start);
  for (const file of reached) {
    for (const { target, typeOnly, later } of importsOf(file)) {
      if (target !== undefined && !typeOnly && !later) reached.add(target);
    }
  }
  return reached;
}

Deno.test("a program with Gaussians alone loads no other family and no formulas for pairs of others", () => {
  const entries = [
    "mixture/gaussian",
    "estimator/pairwise",
    "gradient/gradient",
    "run/face/evaluate",
  ];
  const reached = reachedAtOnce(...entries.map((name) => `src/${name}.ts`));
  const rooms = [
    "src/mixture/families",
    "src/mixture/pairs",
    "src/bound",
    "src/operation",
    "src/run/transform",
  ];
  const found = [...reached].filter((file) => rooms.some((room) => isUnder(file, room))).sort();
  assertEquals(found, [
    "src/mixture/families/family_of.ts",
    "src/mixture/families/family_words.ts",
    "src/mixture/families/gaussian_family.ts",
    "src/mixture/pairs/one_structure.ts",
  ]);
  assertEquals([...reached].filter((file) => /(cut_windows|gauss_\w+)\.ts$/.test(file)), []);
});

Deno.test("evaluate starts without generators of code and without what drives a GPU: they are loaded when work is worth them", () => {
  const reached = reachedAtOnce("src/run/face/evaluate.ts", "src/mixture/gaussian.ts");
  const heavy = [...reached].filter((file) =>
    ["kernels/wasm", "kernels/wgsl", "src/run/webgpu"].some((folder) => isUnder(file, folder))
  );
  // numbers that both sides need
  assertEquals(heavy.sort(), ["kernels/wasm/bytes/pages.ts", "kernels/wgsl/most_statements.ts"]);
});

Deno.test("the rules have no cycle: no two folders may import each other's values", () => {
  for (const [layer, { values }] of Object.entries(RULES)) {
    for (const other of values) {
      const back = RULES[layerOf(other) ?? ""]?.values ?? [];
      assert(!back.includes(layer), `${layer} and ${other} may import each other`);
    }
  }
});

Deno.test("the rules catch an import that points the wrong way, and a value where only types may pass", () => {
  const wrong: Import = {
    file: "src/expr/node.ts",
    specifier: "../plan/sweep.ts",
    typeOnly: true,
    later: false,
    target: "src/plan/sweep.ts",
  };
  assertEquals(
    complaint(wrong),
    'src/expr/node.ts imports "../plan/sweep.ts": src/expr may import nothing',
  );
  const value: Import = {
    file: "kernels/lower/lower.ts",
    specifier: "../../src/plan/sweep.ts",
    typeOnly: false,
    later: false,
    target: "src/plan/sweep.ts",
  };
  assertEquals(
    complaint(value),
    'kernels/lower/lower.ts imports "../../src/plan/sweep.ts": kernels/lower may import only types from src/plan',
  );
  assertEquals(complaint({ ...value, typeOnly: true }), undefined);
  assertEquals(isTypeOnly("{ type A, type B as C }"), true);
  assertEquals(isTypeOnly("{ type A, b }"), false);
});
