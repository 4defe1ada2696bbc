/** Mixtures of all families in JSON, NPZ and safetensors: what is read, what is written, and what is said of mistakes. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  DomainError,
  evaluate,
  input,
  laplaceMixture,
  logDensity,
  logisticMixture,
  type Mixture,
  mixtureFromJSON,
  mixtureOf,
  readMixture,
  ShapeError,
  studentTMixture,
  UnknownNameError,
} from "../../mod.ts";
import { exp, mul, neg, sub, sumOverCoordinates } from "../../ops.ts";
import { writeNPZ } from "../../src/io/arrays/npz.ts";
import { writeSafetensors } from "../../src/io/arrays/safetensors.ts";
import type { Value } from "../../src/io/arrays/values.ts";
import { descriptionOf } from "../../src/io/mixtures/described_parts.ts";
import { parametersOf } from "../../src/io/mixtures/description.ts";
import { parseMixture } from "../../src/io/mixtures/json.ts";
import { writeMixture } from "../../src/io/mixtures/write.ts";
import type { MixedComponent } from "../support/mixed_entries.ts";
import { logDensityOf } from "../support/mixed_truth.ts";
import { refuses } from "../support/sentences.ts";

const places = [-4.5, -1, 0.25, 2, 3.1, 40];

/** ln p at some places of a mixture on the line is what the definitions of the families say. */
async function assertDensity(p: Mixture, parts: readonly (MixedComponent & { weight: number })[]) {
  assertEquals([p.batch, p.components], [undefined, parts.length]);
  const found = await evaluate(logDensity(p, places.map((x) => [x])));
  const { data } = found as { readonly data: Float64Array };
  places.forEach((x, t) => {
    const density = parts.reduce((sum, c) => sum + c.weight * Math.exp(logDensityOf(c)(x)), 0);
    assertAlmostEquals(data[t]!, Math.log(density), 1e-12 * (1 + Math.abs(Math.log(density))));
  });
}

const text = `{
  "name": "five components",
  "components": [
    { "weight": 0.3, "gaussian": { "mean": 0, "variance": 4 } },
    { "weights": [0.1, 0.2], "laplace": { "locations": [[3], [-1]], "scales": 0.5 } },
    { "weight": 0.25, "studentT": { "location": [1], "scale": 2, "degreesOfFreedom": 3 } },
    { "weight": 0.15, "logistic": { "location": -4, "scale": 0.25 } }
  ]
}`;
const components: readonly (MixedComponent & { weight: number })[] = [
  { weight: 0.3, family: "gaussian", place: 0, scale: 2 },
  { weight: 0.1, family: "laplace", place: 3, scale: 0.5 },
  { weight: 0.2, family: "laplace", place: -1, scale: 0.5 },
  { weight: 0.25, family: "studentT", place: 1, scale: 2, nu: 3 },
  { weight: 0.15, family: "logistic", place: -4, scale: 0.25 },
];

Deno.test("one text is read by parseMixture and by mixtureOf", async () => {
  for (const p of [parseMixture(text), mixtureOf(JSON.parse(text).components) as Mixture]) {
    assertEquals(p.family, "mixed");
    await assertDensity(p, components);
  }
});

Deno.test("mixtures of one family have its name; Student's is told by its keys", async () => {
  const weights = [0.25, 0.75], locations = [[0], [2]], scales = [[1], [0.5]];
  const known = { weights, locations, scales };
  for (const family of ["laplace", "logistic"] as const) {
    await assertDensity(mixtureFromJSON({ family, ...known }), [
      { weight: 0.25, family, place: 0, scale: 1 },
      { weight: 0.75, family, place: 2, scale: 0.5 },
    ]);
    await refuses(() => mixtureFromJSON(known), DomainError, '"laplace" or "logistic"');
  }
  const p = mixtureFromJSON({ ...known, degreesOfFreedom: [1, 5] });
  assertEquals(p.family, "studentT");
  await assertDensity(p, [
    { weight: 0.25, family: "studentT", place: 0, scale: 1, nu: 1 },
    { weight: 0.75, family: "studentT", place: 2, scale: 0.5, nu: 5 },
  ]);
});

const points = [[0.1, 1 / 3], [1e-300, -0]], weights = [0.25, 0.75];
const batch = [points, [[1, 2], [3, 4]], [[5, 6], [7, 8]]];
const mixtures: Mixture[] = [
  laplaceMixture({ weights, locations: points, scales: [[1, 0.1], [2, 1 / 7]] }),
  logisticMixture({ locations: points, scales: 0.1 }),
  studentTMixture({ locations: points, scales: 1, degreesOfFreedom: [0.3, 1e5] }),
  studentTMixture({ locations: batch, scales: [1, 2, 3], degreesOfFreedom: 4 }),
  parseMixture(text),
  // one part, with shapes that entries have
  mixtureOf([{ uniform: { center: [0, 1], width: 2 } }, { uniform: { center: [4, 1], width: 3 } }]),
  mixtureOf([
    { weight: 0.125, uniform: { center: [0, 1], width: 1 / 3 } },
    { weight: 0.375, gaussian: { means: points, covariance: [[2, 0.1], [0.1, 1]] } },
    { weight: 0.5, gaussian: { mean: [1, 1], variances: [0.1, 0.2] } },
  ]),
  mixtureOf([
    { weights: [0.2, 0.3], logistic: { locations: batch, scales: [1, 2, 3] } },
    { weight: [0.5, 0.5, 0.5], gaussian: { mean: [0, 1], variances: [[1, 2], [3, 4], [5, 6]] } },
  ]),
];

/** The parameters as plain values. */
function plain(p: Mixture) {
  return [...parametersOf(descriptionOf(p))].map((
    [name, { data, shape }],
  ) => [name, [...data], [...shape]]);
}

Deno.test("mixtures of all families are written to every format and read back, bit by bit", async () => {
  for (const [t, p] of mixtures.entries()) {
    for (const format of ["json", "npz", "safetensors"] as const) {
      const again = await readMixture(writeMixture(descriptionOf(p), format));
      assertEquals([again.family, again.components, again.batch], [
        p.family,
        p.components,
        p.batch,
      ]);
      assertEquals(plain(again), plain(p), `${t} ${format}`);
      const at = [[0.3, -2], [4, 1]].map((x) => x.slice(0, p.dimension));
      const [own, other] = [p, again].map((q) => evaluate(logDensity(q, at)));
      const [a, b] = [await own, await other] as { data: Float64Array }[];
      // a number that stands for all coordinates is added in another order
      a!.data.forEach((value, i) => assertAlmostEquals(b!.data[i]!, value, 1e-13));
    }
  }
});

Deno.test("inputs of one component are written as the component that they are", async () => {
  const p = mixtureOf([
    { weight: input(0.5), laplace: { location: input([1]), scale: input(0.3) } },
    { weight: 0.5, studentT: { locations: [[0], [2]], scales: 1, degreesOfFreedom: input(2) } },
  ]) as Mixture;
  const again = await readMixture(writeMixture(descriptionOf(p), "json"));
  await assertDensity(again, [
    { weight: 0.5, family: "laplace", place: 1, scale: 0.3 },
    { weight: 0.25, family: "studentT", place: 0, scale: 1, nu: 2 },
    { weight: 0.25, family: "studentT", place: 2, scale: 1, nu: 2 },
  ]);
});

Deno.test("JSON that is written has the numbers of the entries that were read", () => {
  const written = JSON.parse(
    new TextDecoder().decode(writeMixture(descriptionOf(parseMixture(text)), "json")),
  );
  assertEquals(written, {
    family: "mixed",
    components: [
      { weights: [0.3], gaussian: { means: [[0]], variances: [4] } },
      { weights: [0.1, 0.2], laplace: { locations: [[3], [-1]], scales: [[0.5], [0.5]] } },
      {
        weights: [0.25],
        studentT: { locations: [[1]], scales: [[2]], degreesOfFreedom: [3] },
      },
      { weights: [0.15], logistic: { locations: [[-4]], scales: [[0.25]] } },
    ],
  });
});

Deno.test("functions and expressions are no numbers to be written", async () => {
  const own = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    {
      weight: 0.5,
      own: {
        dimension: 1,
        logDensity: (x) => neg(sumOverCoordinates(mul(x, x))),
        sample: (u) => sub(u, 0.5),
        entropy: () => input(1),
      },
    },
  ]) as Mixture;
  await refuses(() => descriptionOf(own), TypeError, "families that files hold", "Gaussians and");
  const computed = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    { weight: 0.5, laplace: { location: 1, scale: exp(input(0)) } },
  ]) as Mixture;
  await refuses(() => descriptionOf(computed), TypeError, "laplaceScales", "an expression");
});

const one = { weight: 0.5, laplace: { location: 0, scale: 1 } };

Deno.test("JSON: every mistake in components is said with its place", async () => {
  const cases: [unknown, typeof DomainError | typeof UnknownNameError, ...string[]][] = [
    [[], DomainError, '"components" as an array', "an array without any"],
    [{}, DomainError, "got an object"],
    [null, DomainError, "got null"],
    [[one, 3], DomainError, "components[1] as {", "got 3"],
    [[one, [one]], DomainError, "components[1]", "got an array"],
    [[one, { weight: 0.5 }], DomainError, "in components[1], got none"],
    [[{ ...one, gaussian: {} }], DomainError, "components[0]", 'got "gaussian", "laplace"'],
    [[{ weight: 1, own: {} }], DomainError, '"own"', "no file"],
    [[{ weight: 1, laplas: {} }], UnknownNameError, "components[0]", 'did you mean "laplace"?'],
    [[{ weight: 1, normal: {} }], UnknownNameError, "components[0]", '"gaussian"'],
    [[{ ...one, weights: [1] }], DomainError, '"weight" or "weights" in components[0]', "both"],
    [[{ ...one, weight: "1" }], DomainError, '"components[0].weight"', 'the text "1"'],
    [[{ laplace: 3 }], DomainError, "components[0].laplace as an object", "got 3"],
    [
      [one, { weight: 0.5, laplace: { location: 0, scael: 1 } }],
      UnknownNameError,
      "components[1].laplace",
      'did you mean "scale"?',
    ],
    [
      [{ weights: [1], laplace: { locations: [[0], ["1"]], scales: 1 } }],
      DomainError,
      '"components[0].laplace.locations[1][0]"',
      'the text "1"',
    ],
    [[{ laplace: { scale: 1 } }], DomainError, "location or locations in components[0].laplace"],
    [[{ laplace: { location: 0 } }], DomainError, "scale in components[0].laplace, got nothing"],
    [[{ gaussian: { mean: 0 } }], DomainError, "components[0].gaussian, got none"],
    [
      [{ gaussian: { mean: 0, variance: 1, covariance: [[1]] } }],
      DomainError,
      "components[0].gaussian, got variance and covariance",
    ],
    [[{ laplace: { location: 0, scale: -1 } }], DomainError, "components[0].laplace.scale", "-1"],
    [[one], DomainError, "sum to 1", "0.5"],
    [[one, { logistic: one.laplace }], DomainError, "got none for components[1]"],
    [[{ ...one, weight: -1 }], DomainError, "components[0].weight", "-1"],
  ];
  for (const [value, type, ...parts] of cases) {
    await refuses(() => mixtureFromJSON({ components: value }), type, ...parts);
  }
  await refuses(
    () => mixtureFromJSON({ components: [one, { weight: 0.5, gaussian: { mean: [0, 1] } }] }),
    DomainError,
    "components[1].gaussian",
  );
  const plane = { weight: 0.5, gaussian: { mean: [0, 1], variance: 1 } };
  const read = (value: unknown) => () => mixtureFromJSON(value);
  await refuses(
    read({ components: [one, plane] }),
    ShapeError,
    "1 of components[0] and 2 of components[1]",
  );
});

Deno.test("JSON: what stands beside components is of the whole", async () => {
  const components = [{ ...one, weight: 1 }];
  const read = (beside: object) => () => mixtureFromJSON({ components, ...beside });
  assertEquals(read({ family: "mixed", $schema: "x", expect: {} })().family, "laplace");
  await refuses(read({ family: "laplace" }), DomainError, '"mixed" beside "components"');
  await refuses(read({ means: [[0]] }), DomainError, '"means" within "components"');
  await refuses(read({ weigths: [1] }), UnknownNameError, '"weigths"');
  await refuses(read({ mu: [[1]] }), UnknownNameError, '"mu"');
  await refuses(() => mixtureFromJSON({ family: "mixed" }), DomainError, '"components"', "nothing");
  await refuses(
    () => mixtureFromJSON({ component: components }),
    UnknownNameError,
    'did you mean "components"?',
  );
  await refuses(
    () => mixtureFromJSON({ family: "laplace", means: [[0]] }),
    DomainError,
    "laplace mixture",
    '"means"',
  );
});

Deno.test("JSON: a key twice within components is said, one in a note is not", async () => {
  const of = (entry: string, note = "") => () => parseMixture(`{${note}"components":[${entry}]}`);
  const twice = '{"weight":0.5,"weight":1,"laplace":{"location":0,"scale":1}}';
  await refuses(of(twice), DomainError, '"weight" twice');
  const inner = '{"weight":1,"laplace":{"location":0,"location":3,"scale":1}}';
  await refuses(of(inner), DomainError, '"location" twice');
  const plain = '{"weight":1,"laplace":{"location":0,"scale":1}}';
  assertEquals(of(plain, '"expect":{"a":1,"a":2},')().family, "laplace");
});

Deno.test("JSON: what cannot be read is a sentence, not an error of whoever wrote the getter", async () => {
  const thrower = new Proxy({}, {
    ownKeys: () => {
      throw new Error("no");
    },
  });
  for (const components of [[thrower], [{ weight: 1, laplace: thrower }]]) {
    await refuses(() => mixtureFromJSON({ components }), DomainError, "cannot be read: no");
  }
});

const array = (...data: number[]): Value => ({
  data: Float64Array.from(data),
  shape: [data.length],
});
const number = (x: number): Value => ({ data: Float64Array.of(x), shape: [] });

Deno.test("archives: parts by number, family and name, as numpy.savez writes them", async () => {
  const arrays = new Map<string, Value>([
    ["0.weight", number(0.3)],
    ["0.gaussian.mean", array(0)],
    ["0.gaussian.variance", number(4)],
    ["1.weights", array(0.1, 0.2)],
    ["1.laplace.locations", { data: Float64Array.of(3, -1), shape: [2, 1] }],
    ["1.laplace.scales", number(0.5)],
    ["2.weight", number(0.25)],
    ["2.studentT.location", number(1)],
    ["2.studentT.scale", number(2)],
    ["2.studentT.degreesOfFreedom", number(3)],
    ["3.weight", number(0.15)],
    ["3.logistic.location", number(-4)],
    ["3.logistic.scale", number(0.25)],
    ["notes", array(1, 2, 3)],
  ]);
  for (const write of [writeNPZ, writeSafetensors]) {
    await assertDensity(await readMixture(write(arrays)), components);
  }
});

Deno.test("archives: what is missing or misspelt among parts is a sentence", async () => {
  const known: [string, Value][] = [
    ["0.weight", number(1)],
    ["0.laplace.location", number(1)],
    ["0.laplace.scale", number(1)],
  ];
  const read = (...more: [string, Value][]) => () =>
    readMixture(writeNPZ(new Map([...known, ...more])));
  assertEquals((await read()()).family, "laplace");
  // weights of a network, which are no part of a mixture
  assertEquals((await read(["head.0.bias", number(1)])()).family, "laplace");
  await refuses(read(["0.weights", array(1)]), DomainError, '"0.weight" or "0.weights", got both');
  await refuses(read(["family", "laplace"]), DomainError, '"mixed" beside', '"laplace"');
  await refuses(
    read(["0.logistic.scale", number(1)]),
    DomainError,
    "part 0",
    '"laplace", "logistic"',
  );
  await refuses(
    read(["2.logistic.scale", number(1)]),
    DomainError,
    "part 1 of the mixture, got none",
  );
  await refuses(read(["1.weight", number(1)]), DomainError, "part 1 of the mixture, got none");
  await refuses(read(["0.laplace.scael", number(1)]), UnknownNameError, '"0.laplace.scale"');
  await refuses(read(["0.weigth", number(1)]), UnknownNameError, 'did you mean "0.weight"?');
  await refuses(read(["1.laplace.scale", number(1)]), DomainError, "location", "part 1.laplace");
  await refuses(read(["0.laplace.location", "x"]), DomainError, '"0.laplace.location"', '"x"');
});
