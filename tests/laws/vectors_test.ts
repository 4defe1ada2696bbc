/**
 * Every value of tests/vectors, in every form in which the parameters of its mixture can be written. The numbers come
 * from a separate implementation in NumPy and mpmath (vectors/make_extra.py) and from the project's reference set.
 */
import {
  evaluate,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  type Mixture,
} from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { type Form, formsOf, mixtureFrom, mixtureOf, parametersOf } from "../support/forms.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { type Case, cases, logDetCases } from "../support/references.ts";
import { array, scalar } from "../support/results.ts";

/** The entries of the covariances decide only 8 digits of the log-determinants of the ill-conditioned cases. */
function toleranceOf({ name }: Case): number {
  return name.includes("ill-conditioned") ? 1e-8 : 1e-12;
}

/** Checks a mixture against its case, all estimators in one evaluation. */
async function assertValues(p: Mixture, c: Case, what: string): Promise<void> {
  const actual = await evaluate(estimatorsOf(p));
  for (const [estimator, expected] of Object.entries(c.expect)) {
    assertRelative(scalar(actual[estimator]!), expected, toleranceOf(c), `${estimator} (${what})`);
  }
}

/** Checks a batch against the cases of its entries, whose entropies are larger by `shifts`. */
async function assertBatch(
  p: Mixture,
  entries: readonly Case[],
  shifts: readonly number[] = entries.map(() => 0),
): Promise<void> {
  const actual = await evaluate(estimatorsOf(p));
  entries.forEach((c, entry) => {
    for (const [estimator, expected] of Object.entries(c.expect)) {
      const { data, shape } = array(actual[estimator]!);
      assertEquals(shape, [entries.length]);
      const what = `${estimator} (${c.name}, entry ${entry})`;
      assertRelative(data[entry]!, expected + shifts[entry]!, toleranceOf(c), what);
    }
  });
}

type Nested = number | readonly Nested[];

/** x ↦ s·x for every number of nested arrays; s a power of two, so that nothing is rounded. */
function scaled(x: Nested, s: number): Nested {
  return typeof x === "number" ? s * x : x.map((part) => scaled(part, s));
}

/** Parameters of several mixtures, stacked along a leading axis. */
function stacked(entries: readonly Form["parameters"][]): Form["parameters"] {
  const names = Object.keys(entries[0]!);
  return Object.fromEntries(
    names.map((name) => [name, entries.map((entry) => entry[name])]),
  ) as Form["parameters"];
}

for (const c of cases) {
  Deno.test(`${c.name}: every estimator has its reference value, however the parameters are written`, async () => {
    for (const form of formsOf(c)) await assertValues(form.mixture, c, form.name);
  });
}

// x → 2x adds d ln 2 to every entropy: the second entry of the batch is the same mixture in another unit.
const powers: { readonly [parameter: string]: number } = {
  weights: 0,
  means: 1,
  centers: 1,
  widths: 1,
  covariances: 2,
  covariance: 2,
  variances: 2,
  variance: 2,
};

Deno.test("a batch of a mixture and its double gives both values, in every form that can have a batch axis", async () => {
  for (const c of cases) {
    const d = (c.means ?? c.centers ?? [])[0]!.length;
    for (const { name, parameters } of formsOf(c)) {
      if (name === "MixEntroPY's convention" || name === "widths number") continue;
      // variances of [b, k] with b = k = d are read as [k, d]
      const k = c.weights.length;
      if (name === "variances [k]" && k === 2 && d === 2) continue;
      const double = Object.fromEntries(
        Object.entries(parameters).map(([key, x]) => [key, scaled(x as Nested, 2 ** powers[key]!)]),
      ) as Form["parameters"];
      await assertBatch(mixtureOf(stacked([parameters, double])), [c, c], [0, d * Math.LN2]);
    }
  }
});

Deno.test("different mixtures of one shape in a batch keep their own values", async () => {
  const groups = Map.groupBy(cases, (c) => {
    const points = c.means ?? c.centers ?? [];
    return c.family + [points.length, points[0]!.length];
  });
  const several = [...groups.values()].filter((group) => group.length > 1);
  assert(several.length >= 5);
  for (const group of several) {
    await assertBatch(mixtureOf(stacked(group.map(parametersOf))), group);
  }
});

Deno.test("a batch axis on one parameter only repeats the others", async () => {
  for (const c of cases) {
    const parameters = parametersOf(c);
    for (const [name, x] of Object.entries(parameters)) {
      await assertBatch(mixtureOf({ ...parameters, [name]: [x, x] as Nested[] as number[] }), [
        c,
        c,
      ]);
    }
    // a reflection changes no entropy, and no number but those of the points
    const points = c.family === "gaussian" ? "means" : "centers";
    const both = [parameters[points], scaled(parameters[points] as Nested, -1)] as number[];
    await assertBatch(mixtureOf({ ...parameters, [points]: both }), [c, c]);
  }
});

Deno.test("a batch of one is an array of one number", async () => {
  for (const c of cases) await assertBatch(mixtureOf(stacked([parametersOf(c)])), [c]);
});

Deno.test("estimators give the same value asked for alone as together", async () => {
  for (const c of cases.filter(({ name }) => !name.includes("d400"))) {
    const estimators = estimatorsOf(mixtureFrom(c));
    const together = await evaluate(estimators);
    for (const [name, estimator] of Object.entries(estimators)) {
      assertRelative(
        scalar(await evaluate(estimator)),
        scalar(together[name]!),
        1e-14,
        `${name} of ${c.name}`,
      );
    }
  }
});

for (const { name, x, beta, entropy, joint, mutualInformation } of logDetCases) {
  Deno.test(`LogDet ${name}: entropies, joint entropy and mutual information have their reference values`, async () => {
    const actual = await evaluate({
      entropy: x.map((data) => logDetEntropy(data, { beta })),
      joint: logDetJointEntropy(x, { beta }),
      information: logDetMutualInformation(x[0]!, x[1] ?? x[0]!, { beta }),
    });
    entropy.forEach((expected, l) =>
      assertRelative(actual.entropy[l]!, expected, 1e-12, `H(X${l})`)
    );
    assertRelative(actual.joint, joint ?? entropy[0]!, 1e-12, "H(X)");
    if (mutualInformation !== undefined) {
      assertRelative(actual.information, mutualInformation, 1e-12, "I(X; Y)");
    }
  });
}

Deno.test("LogDet of a batch of data sets gives each its own value", async () => {
  for (const { x, beta, entropy } of logDetCases) {
    const { data, shape } = await evaluate(logDetEntropy([x[0]!, x[0]!.toReversed()], { beta }));
    assertEquals(shape, [2]);
    // the order of the rows does not matter
    for (const value of data) assertRelative(value, entropy[0]!, 1e-12, "H(X)");
  }
});
