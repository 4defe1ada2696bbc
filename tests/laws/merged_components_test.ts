/** `entropyBounds` of mixtures some of whose components are the same: those of the mixture of distinct ones, with their slopes. */
import {
  compile,
  type EntropyBounds,
  entropyBounds,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  type Mixture,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { assertNear } from "../support/comparison.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";

const random = randomNumbers(3), d = 2, distinct = 4;
/** Which distinct component each is, and the weights: one of those of a group is 0, and so is all of a component. */
const kinds = [0, 1, 0, 2, 1, 3, 0];
const weights = [0.1, 0.3, 0.2, 0.15, 0, 0.15, 0.1];
const totals = times(
  distinct,
  (t) => kinds.reduce((sum, kind, j) => kind === t ? sum + weights[j]! : sum, 0),
);

const means = times(distinct, () => times(d, () => 3 * random()));
const widths = times(distinct, () => times(d, () => 1 + random()));
const covariances = widths.map(([x, y]) => [[x!, 0.3], [0.3, y!]]);

/** A mixture of the components that are listed, by the kind of its parameters. */
const structures: {
  readonly [name: string]: (list: readonly number[], weights: readonly number[]) => Mixture;
} = {
  covariances: (list, weights) =>
    gaussianMixture({
      weights,
      means: list.map((t) => means[t]!),
      covariances: list.map((t) => covariances[t]!),
    }),
  covariance: (list, weights) =>
    gaussianMixture({
      weights,
      means: list.map((t) => means[t]!),
      covariance: covariances[0]!,
    }),
  "variances [k, d]": (list, weights) =>
    gaussianMixture({
      weights,
      means: list.map((t) => means[t]!),
      variances: list.map((t) => widths[t]!),
    }),
  "variances [k]": (list, weights) =>
    gaussianMixture({
      weights,
      means: list.map((t) => means[t]!),
      variances: list.map((t) => widths[t]![0]!),
    }),
  variance: (list, weights) =>
    gaussianMixture({ weights, means: list.map((t) => means[t]!), variance: 0.7 }),
  "widths [k, d]": (list, weights) =>
    uniformMixture({
      weights,
      centers: list.map((t) => means[t]!),
      widths: list.map((t) => widths[t]!),
    }),
  "one width": (list, weights) =>
    uniformMixture({ weights, centers: list.map((t) => means[t]!), widths: 1.5 }),
};

const each = times(distinct, (t) => t);

/** All that is bounded, by name. */
function named({ lower, upper, lowers, uppers }: EntropyBounds) {
  const list = Object.entries({ lower, upper });
  for (const [name, bound] of Object.entries(lowers)) list.push([`lower ${name}`, bound]);
  for (const [name, bound] of Object.entries(uppers)) list.push([`upper ${name}`, bound]);
  return Object.fromEntries(list);
}

for (const [structure, mixtureOf] of Object.entries(structures)) {
  for (const effort of ["pairs", "tight"] as const) {
    Deno.test(`${structure}: components of the same parameters are bounded as one, at effort "${effort}"`, async () => {
      const many = await evaluate(named(entropyBounds(mixtureOf(kinds, weights), { effort })));
      const few = await evaluate(named(entropyBounds(mixtureOf(each, totals), { effort })));
      assertEquals(Object.keys(many), Object.keys(few));
      for (const [name, bound] of Object.entries(few)) {
        assertNear(Number(many[name]), Number(bound), name, 1e-12);
      }
    });
  }

  Deno.test(`${structure}: each of some same components has its share of the slope of all`, async () => {
    const p = mixtureOf(kinds, weights), q = mixtureOf(each, totals);
    const many = named(entropyBounds(p)), few = named(entropyBounds(q));
    for (const name of ["lower", "upper", "lower tilted", "upper pairs"]) {
      // not every family has every bound
      if (few[name] === undefined) continue;
      const ours = await evaluate(gradient(many[name]!, p.parameters));
      const theirs = await evaluate(gradient(few[name]!, q.parameters));
      for (const [parameter, expected] of Object.entries(theirs)) {
        const own = numbersOf(ours[parameter]!), whole = numbersOf(expected);
        const what = `${name} by ${parameter}`;
        const isShared = own.length === whole.length;
        own.forEach((slope, at) => {
          if (isShared) return assertNear(slope, whole[at]!, what, 1e-9);
          const size = whole.length / distinct;
          const j = Math.floor(at / size), kind = kinds[j]!;
          const share = parameter === "weights" ? 1 : weights[j]! / totals[kind]!;
          assertNear(slope, share * whole[kind * size + at % size]!, `${what} ${at}`, 1e-9);
        });
      }
    }
  });
}

Deno.test("boxes at five places have the entropy of five boxes, to 1e−10", async () => {
  const next = randomNumbers(5), dimension = 10;
  const places = times(5, () => times(dimension, () => 4 * next()));
  const sizes = times(5, () => times(dimension, () => 0.5 + next()));
  const centers = times(100, (i) => places[i % 5]!);
  const all = [
    uniformMixture({ centers, widths: 1 }),
    uniformMixture({ centers, widths: times(100, (i) => sizes[i % 5]!) }),
  ];
  for (const p of all) {
    const { lower, upper } = await evaluate(entropyBounds(p));
    assert(lower <= upper && upper - lower <= 1e-10, `${lower} ≤ ${upper}`);
  }
});

Deno.test("each mixture of a batch has its own same components", async () => {
  const lists = [[0, 1, 0], [1, 1, 1], [0, 2, 1]], shares = [0.2, 0.3, 0.5];
  const parameters = (of: readonly number[][][]) => ({
    batch: of.map((_, b) => lists[b]!.map((t) => of[0]![t]!)),
    alone: (b: number) => lists[b]!.map((t) => of[0]![t]!),
  });
  const centers = parameters(lists.map(() => means));
  const together = await evaluate(
    entropyBounds(gaussianMixture({ weights: shares, means: centers.batch, variance: 0.5 })),
  );
  for (const b of lists.keys()) {
    const alone = await evaluate(
      entropyBounds(
        gaussianMixture({ weights: shares, means: centers.alone(b), variance: 0.5 }),
      ),
    );
    assertNear(together.lower.data[b]!, alone.lower, `lower ${b}`, 1e-12);
    assertNear(together.upper.data[b]!, alone.upper, `upper ${b}`, 1e-12);
  }
  const one = 0.5 * d * Math.log(2 * Math.PI * Math.E * 0.5);
  assertNear(together.upper.data[1]!, one, "three of one kind");
  assertNear(together.lower.data[1]!, one, "three of one kind");
});

Deno.test("a compiled plan takes components apart that new numbers part, and together that they make the same", async () => {
  const first = [[0, 0], [0, 0], [3, 1]], second = [[0, 0], [2, 1], [2, 1]];
  const centers = input(first, { name: "centers" });
  const bounds = entropyBounds(uniformMixture({ centers, widths: 1 }));
  using plan = compile({ lower: bounds.lower, upper: bounds.upper }, { inputs: { centers } });
  // disjoint boxes of area 1: the entropy of their weights
  const truth = Math.log(3) - 2 / 3 * Math.log(2);
  for (const numbers of [first, second, first]) {
    const { lower, upper } = await plan.run({ centers: numbers });
    assertNear(lower, truth, "lower");
    assertNear(upper, truth, "upper");
  }
  const { upper } = await plan.run({ centers: [[0, 0], [5, 5], [9, 9]] });
  assertNear(upper, Math.log(3), "three boxes");
});

Deno.test("parameters that differ in the last bit, or in one entry of a matrix, are not the same", async () => {
  const twice = [[1, 1], [1, 1]];
  const near = [[1, 1], [1, 1 + 2 ** -52]];
  const joint = async (of: number[][], matrices: number[][][]) => {
    const p = gaussianMixture({ means: of, covariances: matrices });
    const { uppers } = await evaluate(entropyBounds(p));
    return uppers.joint!;
  };
  const unit = [[1, 0.5], [0.5, 1]], other = [[1, 0.5 + 2 ** -53], [0.5 + 2 ** -53, 1]];
  const one = await joint(twice, [unit, unit]);
  assertNear(await joint(near, [unit, unit]), one + Math.LN2, "means");
  assertNear(await joint(twice, [unit, other]), one + Math.LN2, "covariances");
});
