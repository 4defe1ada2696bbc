/** `mutualInformation` and what is made of it against quadrature, exact cells, and the vectors. */
import {
  conditionalInformation,
  decompose,
  evaluate,
  type Expr,
  gaussianMixture,
  input,
  interactionInformation,
  mutualInformation,
  uniformMixture,
} from "../../mod.ts";
import { softmax } from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { groupedPair } from "../../src/information/grouped_pair.ts";
import { groupsOf } from "../../src/information/groups.ts";
import { groupAffinityLower, groupDivergenceUpper } from "../../src/information/group_tables.ts";
import { divergenceUpper, elkEstimate, pairsLower } from "../../src/information/pair_bounds.ts";
import { pairCells } from "../../src/information/pair_cells.ts";
import {
  coordinatesLower,
  discriminantLower,
  lineBracket,
} from "../../src/information/projections.ts";
import { boxEntropy } from "../support/exact_entropy.ts";
import { assertSlopes, smooth, withKinks } from "../support/finite_differences.ts";
import { groupInformation } from "../support/information_quadrature.ts";
import { type Gaussians, informationVectors, pairs34 } from "../support/mixture_vectors.ts";
import { numbersOfGroups, randomGrouped } from "../support/random_groups.ts";
import { randomGaussians } from "../support/random_gaussians.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

/** The given vectors: mixtures, groups, and I(X; group). */
const known = [
  ...informationVectors,
  ...pairs34.map(({ name, f, g, groupWeights: [q, r], expect }) => ({
    name,
    weights: [...f.weights.map((c) => c * q!), ...g.weights.map((c) => c * r!)],
    means: [...f.means, ...g.means],
    covariances: [...f.covariances, ...g.covariances],
    groups: [...f.weights.map(() => 0), ...g.weights.map(() => 1)],
    information: expect.groupInformation!,
  })),
];

Deno.test("every bound on the information of groups is on its side of the given values, and the bracket is narrow", async () => {
  for (const { name, groups, information, ...mixture } of known) {
    const p = gaussianMixture(mixture);
    const { lower, upper, estimate, groupEntropy, lowers, uppers } = await evaluate(
      mutualInformation(p, { groups }),
    );
    for (const [bound, x] of Object.entries(lowers)) {
      assert(x <= information + 1e-12, `${name}: ${bound} ${x} ≤ ${information}`);
    }
    for (const [bound, x] of Object.entries(uppers)) {
      assert(x >= information - 1e-12, `${name}: ${bound} ${x} ≥ ${information}`);
    }
    assert(0 <= lower && lower <= estimate && estimate <= upper && upper <= groupEntropy, name);
    assert(
      upper - lower < (mixture.means[0]!.length === 1 ? 2e-4 : 5e-3),
      `${name}: ${upper - lower}`,
    );
  }
});

Deno.test("quadrature that the tests know by themselves agrees with the given values to 1e−9", () => {
  for (const { name, groups, information, ...mixture } of known) {
    assertAlmostEquals(groupInformation(mixture, groups), information, 1e-9, name);
  }
});

for (const [kind, count] of [["line", 34], ["near", 20], ["plane", 20]] as const) {
  Deno.test(`of ${count} random mixtures of the kind "${kind}" none has its information outside of the bracket`, async () => {
    const widths: number[] = [];
    for (let seed = 3000; seed < 3000 + count; seed++) {
      const grouped = randomGrouped(kind, seed), mixture = grouped.mixture as Gaussians;
      // two groups: one plan
      const groups = grouped.groups.map((g) => Math.min(g, 1));
      if (mixture.means[0]!.length === 2 && mixture.weights.length > 5) continue;
      const truth = groupInformation(mixture, groups);
      const { lower, upper } = await bracketOf(gaussianMixture(mixture), groups);
      assert(
        lower <= truth + 1e-7 && truth - 1e-7 <= upper,
        `${seed}: ${lower} ≤ ${truth} ≤ ${upper}`,
      );
      widths.push(upper - lower);
    }
    widths.sort((x, y) => x - y);
    const middle = widths[widths.length >> 1]!;
    // MATH.md: 0.001 nats on the line, 0.017 in the plane
    assert(middle < (kind === "line" ? 1e-3 : 0.017), `${middle}`);
  });
}

Deno.test("the information of boxes on a line and in a plane lies in the bracket, which is a point mostly", async () => {
  for (const kind of ["boxes on a line", "boxes in a plane"] as const) {
    for (let seed = 0; seed < 10; seed++) {
      const { mixture, groups: all } = randomGrouped(kind, seed),
        groups = all.map((g) => Math.min(g, 1));
      if (!("centers" in mixture)) throw new TypeError("Expected boxes");
      const parts = numbersOfGroups(mixture, groups).map(({ share, mixture: part }) =>
        "centers" in part ? share * boxEntropy(part) : NaN
      );
      const truth = boxEntropy(mixture) - parts.reduce((sum, x) => sum + x, 0);
      const { lower, upper } = await bracketOf(uniformMixture(mixture), groups);
      assert(lower <= truth + 1e-11 && truth - 1e-11 <= upper, `${kind} ${seed}: ${truth}`);
      assert(upper - lower < 1e-9, `${kind} ${seed}: ${upper - lower}`);
    }
  }
});

Deno.test("groups that are the same tell nothing, groups that are apart tell all, and one group nothing", async () => {
  const means = [[0], [3], [0], [3]];
  const same = await bracketOf(gaussianMixture({ means, variance: 1 }), [0, 0, 1, 1]);
  assert(same.lower === 0 && same.upper < 2e-4, `${same.upper}`);
  const far = await bracketOf(gaussianMixture({ means: [[0], [1], [90], [91]], variance: 1 }), [
    "a",
    "a",
    "b",
    "b",
  ]);
  assertAlmostEquals(far.lower, Math.LN2, 1e-9);
  assertAlmostEquals(far.upper, Math.LN2, 1e-12);
  const one = await evaluate(
    mutualInformation(gaussianMixture({ means, variance: 1 }), { groups: [7, 7, 7, 7] }),
  );
  assertEquals([one.lower, one.upper, one.groupEntropy], [0, 0, 0]);
});

Deno.test("a component without weight changes no information, nor does a group without weight", async () => {
  const p = gaussianMixture({ weights: [0.5, 0.5, 0], means: [[0], [2], [1]], variance: 1 });
  const q = gaussianMixture({ weights: [0.5, 0.5], means: [[0], [2]], variance: 1 });
  const expected = await bracketOf(q, [0, 1]);
  for (const groups of [[0, 1, 0], [0, 1, 2]]) {
    const { lower, upper } = await bracketOf(p, groups);
    assertAlmostEquals(lower, expected.lower, 1e-4);
    assertAlmostEquals(upper, expected.upper, 1e-4);
  }
});

Deno.test("entries of a batch have the brackets that they have alone", async () => {
  const means = [[[0], [1], [4]], [[0], [3], [3.5]]], groups = [0, 1, 1];
  const all = await evaluate(
    mutualInformation(gaussianMixture({ means, variance: 1 }), { groups }),
  );
  for (const [b, one] of means.entries()) {
    const { lower, upper } = await bracketOf(gaussianMixture({ means: one, variance: 1 }), groups);
    assertAlmostEquals(all.lower.data[b]!, lower, 1e-12);
    assertAlmostEquals(all.upper.data[b]!, upper, 1e-12);
  }
});

Deno.test("conditional and interaction information enclose what chains of quadratures say", async () => {
  const { weights, means, covariances, groups } = informationVectors[1]!;
  const mixture = { weights, means, covariances }, given = [0, 0, 0, 1, 1, 1];
  const both = groups.map((g, i) => 2 * g + given[i]!);
  const [joint, ofGiven, ofGroups] = [both, given, groups].map((of) =>
    groupInformation(mixture, of)
  );
  const p = gaussianMixture(mixture), chain = joint! - ofGiven!;
  const conditional = await evaluate(conditionalInformation(p, { groups, given }));
  assert(conditional.lower <= chain + 1e-9 && chain - 1e-9 <= conditional.upper);
  assert(conditional.upper - conditional.lower < 1e-4);
  const shared = ofGroups! - chain,
    interaction = await evaluate(interactionInformation(p, { groups, given }));
  assert(interaction.lower <= shared + 1e-9 && shared - 1e-9 <= interaction.upper);
  assert(interaction.upper - interaction.lower < 2e-4);
});

Deno.test("the parts of an ensemble's uncertainty add up to the last bit, for each input of a batch", async () => {
  const means = [[[0], [0.1], [-0.1]], [[-4], [0], [5]]],
    variances = [[[1], [1], [1]], [[1], [2], [1]]];
  const { total, aleatoric, epistemic } = await evaluate(
    decompose(gaussianMixture({ means, variances })),
  );
  for (const end of ["lower", "upper", "estimate"] as const) {
    for (const b of [0, 1]) {
      assertEquals(total[end].data[b], aleatoric[end].data[b]! + epistemic[end].data[b]!);
    }
  }
  // ½ ln 2πe σ², averaged
  const exact = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(2) / 6;
  assertAlmostEquals(aleatoric.estimate.data[1]!, exact, 1e-12);
  const covariances = variances[1]!.map((variance) => [variance]);
  const truth = groupInformation(
    { weights: times(3, () => 1 / 3), means: means[1]!, covariances },
    [0, 1, 2],
  );
  assert(epistemic.lower.data[1]! <= truth + 1e-9 && truth - 1e-9 <= epistemic.upper.data[1]!);
});

Deno.test("members of several components have estimates that add up and brackets that hold the three truths", async () => {
  const { weights, means, covariances, groups, information } = informationVectors[1]!;
  const p = gaussianMixture({ weights, means, covariances });
  const { total, aleatoric, epistemic } = await evaluate(decompose(p, { groups }));
  assertAlmostEquals(total.estimate, aleatoric.estimate + epistemic.estimate, 1e-15);
  assert(epistemic.lower <= information && information <= epistemic.upper);
  // h(X) by the information of the components: h = H(X|C) + I(X; C)
  const own = weights.reduce(
    (sum, c, j) => sum + c * 0.5 * Math.log(2 * Math.PI * Math.E * covariances[j]![0]![0]!),
    0,
  );
  const entropy = own + groupInformation({ weights, means, covariances }, weights.map((_, j) => j));
  assert(total.lower <= entropy + 1e-9 && entropy - 1e-9 <= total.upper);
  const rest = entropy - information;
  assert(aleatoric.lower <= rest + 1e-9 && rest - 1e-9 <= aleatoric.upper);
});

Deno.test("slopes of the bounds agree with differences", async () => {
  for (const d of [1, 2]) {
    const m = randomGaussians(5 + d, d, 4);
    const logits = input(m.weights, { name: "logits" }), means = input(m.means, { name: "means" });
    const p = gaussianMixture({ weights: softmax(logits), means, covariances: m.covariances });
    const leaves = { logits, means, covariances: p.parameters.covariances };
    const groups = groupsOf(p, m.weights.map((_, i) => i % 2)), pair = groupedPair(p, groups);
    const { i, label } = pair;
    if (i.family !== "gaussian") throw new TypeError("Expected Gaussians");
    const outputs: { [name: string]: Expr } = {
      divergences: divergenceUpper(pair),
      groupDivergences: groupDivergenceUpper(pair, groups),
      affinities: groupAffinityLower(pair, groups),
      pairs: pairsLower(pair),
      estimate: elkEstimate(pair),
    };
    await assertSlopes(outputs, leaves, randomNumbers(d), { ...smooth, tolerance: 1e-7 });
    const withCells: { [name: string]: Expr } = d === 1
      ? { ...lineBracket(i, label, groups, 20) }
      : {
        ...pairCells(pair, 5),
        discriminants: discriminantLower(i, label, groups, 20),
        coordinates: coordinatesLower(i, label, groups, 20),
      };
    await assertSlopes(withCells, leaves, randomNumbers(d), withKinks);
  }
});

function bracketOf(
  p: Parameters<typeof mutualInformation<undefined>>[0],
  groups: readonly (number | string)[],
): Promise<{ lower: number; upper: number }> {
  const { lower, upper } = mutualInformation<undefined>(p, { groups });
  return evaluate({ lower, upper });
}
