/** Informations by draws, and those of coordinates, against quadrature, closed forms and the vectors. */
import {
  coordinatesInformation,
  evaluate,
  exactCoordinatesInformation,
  exactInformation,
  gaussianMixture,
  gradient,
  kernelDensity,
  mixtureOf,
  monteCarloCoordinatesInformation,
  monteCarloInformation,
  monteCarloInteraction,
  mutualInformation,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { boxEntropy } from "../support/exact_entropy.ts";
import { groupInformation } from "../support/information_quadrature.ts";
import { informationVectors } from "../support/mixture_vectors.ts";
import { normalNumbers } from "../support/random_gaussians.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

Deno.test("draws find the given informations to four standard errors, by either sequence", async () => {
  for (const { name, groups, information, ...mixture } of informationVectors) {
    const p = gaussianMixture(mixture);
    for (const sequence of ["random", "sobol"] as const) {
      const drawn = monteCarloInformation(p, { groups, samples: 4096, seed: 3, sequence });
      const { value, standardError } = await evaluate(drawn);
      assert(
        Math.abs(value - information) < 4 * standardError,
        `${name}: ${value} ± ${standardError}`,
      );
    }
  }
});

Deno.test("an information by few draws is between 0 and the entropy of the label, and exact where groups are apart or the same", async () => {
  const means = [[0], [3], [0], [3]], groups = [0, 0, 1, 1];
  const same = monteCarloInformation(gaussianMixture({ means, variance: 1 }), {
    groups,
    samples: 8,
  });
  const { value, standardError } = await evaluate(same);
  assertAlmostEquals(value, 0, 1e-14);
  assertAlmostEquals(standardError, 0, 1e-14);
  const far = gaussianMixture({ means: [[0], [1], [90], [91]], variance: 1 });
  assertAlmostEquals(
    (await evaluate(monteCarloInformation(far, { groups, samples: 8 }))).value,
    Math.LN2,
    1e-14,
  );
  const near = gaussianMixture({ means: [[0], [1], [1.2], [2]], variance: 1 });
  const seeds = times(
    20,
    (seed) => monteCarloInformation(near, { groups, samples: 3, seed }).value,
  );
  for (const x of await evaluate(seeds)) assert(0 <= x && x <= Math.LN2, `${x}`);
});

Deno.test("conditional and interaction information by draws agree with chains of quadratures", async () => {
  const { weights, means, covariances, groups } = informationVectors[1]!;
  const mixture = { weights, means, covariances }, given = [0, 0, 0, 1, 1, 1];
  const both = groups.map((g, i) => 2 * g + given[i]!);
  const [joint, ofGiven, ofGroups] = [both, given, groups].map((of) =>
    groupInformation(mixture, of)
  );
  const p = gaussianMixture(mixture),
    asked = { groups, given, samples: 4096, sequence: "sobol" as const };
  const conditional = await evaluate(monteCarloInformation(p, asked));
  assert(Math.abs(conditional.value - (joint! - ofGiven!)) < 4 * conditional.standardError);
  const interaction = await evaluate(monteCarloInteraction(p, asked));
  const shared = ofGroups! + ofGiven! - joint!;
  assert(Math.abs(interaction.value - shared) < 4 * interaction.standardError);
});

Deno.test("more groups than tables hold, and as many components, give the informations that fewer give", async () => {
  // 70 pairs of components, far from those of other pairs; of each pair one in each of two groups, or both in a group of their own
  const k = 140, means = times(k, (i) => [50 * Math.floor(i / 2) + 2 * (i % 2)]);
  const p = gaussianMixture({ means, variance: 1 });
  const pair = { weights: [0.5, 0.5], means: [[0], [2]], covariances: [[[1]], [[1]]] };
  const within = groupInformation(pair, [0, 1]);
  const options = { samples: 4 * 1120, seed: 1 };
  const pairs = monteCarloInformation(p, {
    ...options,
    groups: times(k, (i) => Math.floor(i / 2)),
  });
  assertAlmostEquals((await evaluate(pairs)).value, Math.log(70), 1e-9);
  const { value, standardError } = await evaluate(monteCarloInformation(p, options));
  assert(
    Math.abs(value - Math.log(70) - within) < 4 * standardError,
    `${value} ± ${standardError}`,
  );
  // 69 groups, of which one has two components that meet its neighbours
  const groups = times(k, (i) => i === 1 || i === 2 ? 0 : Math.floor(i / 2) + 1);
  const mixed = await evaluate(monteCarloInformation(p, { ...options, groups }));
  // two of the pairs are apart from each other in their groups
  const shares = [2, 1, 1, ...times(68, () => 2)].map((n) => n / k);
  const labels = -shares.reduce((sum, q) => sum + q * Math.log(q), 0);
  const open = 4 / k * (Math.LN2 - within);
  assert(
    Math.abs(mixed.value - (labels - open)) < 4 * mixed.standardError,
    `${mixed.value} ${labels - open}`,
  );
});

Deno.test("gradients of an information by draws are those of the true one", async () => {
  const { groups, name: _name, information: _known, ...mixture } = informationVectors[1]!;
  const p = gaussianMixture(mixture), samples = 2 ** 15;
  const drawn = monteCarloInformation(p, { groups, samples, sequence: "sobol" }).value;
  const found = await evaluate(gradient(drawn, p));
  const step = 1e-4;
  const slope = (along: (size: number) => typeof mixture) =>
    (groupInformation(along(step), groups) - groupInformation(along(-step), groups)) / (2 * step);
  for (const j of [0, 2, 5]) {
    const moved = (of: "means" | "covariances") => (size: number) => {
      const next = structuredClone(mixture) as {
        means: number[][];
        covariances: number[][][];
        weights: number[];
      };
      if (of === "means") next.means[j]![0]! += size;
      else next.covariances[j]![0]![0]! += size;
      return next;
    };
    assertAlmostEquals(found.means.data[j]!, slope(moved("means")), 2e-3);
    assertAlmostEquals(found.covariances.data[j]!, slope(moved("covariances")), 2e-3);
    // from component 1 to component j, so that weights sum to 1
    const shifted = (size: number) => {
      const weights = [...mixture.weights];
      weights[j]! += size;
      weights[1]! -= size;
      return { ...mixture, weights };
    };
    assertAlmostEquals(found.weights.data[j]! - found.weights.data[1]!, slope(shifted), 2e-2);
  }
});

Deno.test("gradients of an information of boxes by draws are those of the exact one", async () => {
  const boxes = {
    weights: [0.2, 0.3, 0.5],
    centers: [[0], [0.7], [0.2]],
    widths: [[1], [1.4], [2.1]],
  };
  const groups = [0, 1, 0];
  const informationOf = ({ weights, centers, widths }: typeof boxes) => {
    const own = boxEntropy({
      weights: [2 / 7, 5 / 7],
      centers: [centers[0]!, centers[2]!],
      widths: [widths[0]!, widths[2]!],
    });
    const other = boxEntropy({ weights: [1], centers: [centers[1]!], widths: [widths[1]!] });
    return boxEntropy({ weights, centers, widths }) - 0.7 * own - 0.3 * other;
  };
  const p = uniformMixture(boxes), samples = 2 ** 14;
  const { value } = monteCarloInformation(p, { groups, samples, sequence: "sobol" });
  const found = await evaluate({ value, slopes: gradient(value, p) });
  assertAlmostEquals(found.value, informationOf(boxes), 2e-3);
  for (const name of ["centers", "widths"] as const) {
    for (const j of [0, 1, 2]) {
      const along = (size: number) => {
        const next = structuredClone(boxes);
        next[name][j]![0]! += size;
        return informationOf(next);
      };
      assertAlmostEquals(
        found.slopes[name].data[j]!,
        (along(1e-5) - along(-1e-5)) / 2e-5,
        0.02,
        `${name} ${j}`,
      );
    }
  }
});

Deno.test("what coordinates of one Gaussian tell is −½ ln(1 − ρ²), whichever they are", async () => {
  const covariance = [[1, 0.6, 0], [0.6, 4, 0], [0, 0, 9]].map((row) => [...row]);
  covariance[0]![1] = covariance[1]![0] = 1.2;
  const p = gaussianMixture({ means: [[1, 2, 3]], covariance }), truth = -0.5 * Math.log(1 - 0.36);
  for (
    const [a, b, expected] of [[[0], [1], truth], [[1, 2], [0], truth], [[0, 1], [2], 0]] as const
  ) {
    const { lower, upper } = await evaluate(coordinatesInformation(p, a, b));
    assert(
      lower <= expected && expected <= upper && upper - lower < 1e-10,
      `${lower} ${expected} ${upper}`,
    );
    const drawn = await evaluate(monteCarloCoordinatesInformation(p, a, b, { samples: 16 }));
    assertAlmostEquals(drawn.value, expected, 1e-12);
  }
});

Deno.test("what coordinates of a mixture tell is found by draws, with its slopes, and enclosed", async () => {
  // independent within components: I(X; Y) = h(X) + h(Y) − h(X, Y), by the informations of the components
  const mixture = (means: number[][]) => ({
    weights: [0.4, 0.6],
    means,
    covariances: [[[1, 0], [0, 1]], [[1, 0], [0, 2]]],
  });
  const means = [[0, 0], [2, 1.5]];
  const truthOf = (means: number[][]) => {
    const both = mixture(means), labels = [0, 1];
    const along = (a: number) => ({
      ...both,
      means: means.map((m) => [m[a]!]),
      covariances: both.covariances.map((s) => [[s[a]![a]!]]),
    });
    return groupInformation(along(0), labels) + groupInformation(along(1), labels) -
      groupInformation(both, labels);
  };
  const p = gaussianMixture(mixture(means)), truth = truthOf(means);
  const { lower, upper } = await evaluate(coordinatesInformation(p, [0], [1]));
  assert(lower <= truth + 1e-9 && truth - 1e-9 <= upper, `${lower} ${truth} ${upper}`);
  const drawn = monteCarloCoordinatesInformation(p, [0], [1], {
    samples: 2 ** 14,
    sequence: "sobol",
  });
  const { value, standardError } = await evaluate(drawn);
  assert(Math.abs(value - truth) < 4 * standardError, `${value} ± ${standardError}: ${truth}`);
  const slopes = await evaluate(gradient(drawn.value, p));
  const step = 1e-3, moved = (size: number) => truthOf([[0, 0], [2 + size, 1.5]]);
  assertAlmostEquals(slopes.means.data[2]!, (moved(step) - moved(-step)) / (2 * step), 5e-3);
});

Deno.test("the information of data through their kernel density is near that of what they come from, and errs as its kernel blurs", async () => {
  const normal = normalNumbers(randomNumbers(11)), rho = 0.8, n = 1500;
  const rows = times(n, () => {
    const x = normal();
    return [x, rho * x + Math.sqrt(1 - rho ** 2) * normal()];
  });
  const p = kernelDensity(rows), truth = -0.5 * Math.log(1 - rho ** 2);
  const { value, standardError } = await evaluate(
    monteCarloCoordinatesInformation(p, [0], [1], { samples: 2000 }),
  );
  // a kernel of the data's shape keeps the correlation: what is left is the sample's own structure
  assert(Math.abs(value - truth) < 0.06 + 4 * standardError, `${value} ${truth}`);
});

Deno.test("entries of a batch are drawn as they are alone", async () => {
  const means = [[[0], [1], [4]], [[0], [3], [3.5]]], groups = [0, 1, 1], samples = 64;
  const all = await evaluate(
    monteCarloInformation(gaussianMixture({ means, variance: 1 }), { groups, samples }),
  );
  for (const [b, one] of means.entries()) {
    const p = gaussianMixture({ means: one, variance: 1 });
    assertEquals(
      (await evaluate(monteCarloInformation(p, { groups, samples }))).value,
      all.value.data[b],
    );
  }
});

Deno.test("exact informations of groups and of coordinates are those of quadrature, however covariances are given", async () => {
  for (const { groups, information, name, ...mixture } of informationVectors) {
    const found = await exactInformation(gaussianMixture(mixture), { groups });
    assertAlmostEquals(found!.value, information, 1e-11, name);
    assert(found!.error < 1e-11, `${found!.error}`);
  }
  const means = [[0, 0], [2, 2]], s = [[1, 0], [0, 1]], weights = [0.5, 0.5];
  const line = { weights, means: [[0], [2]], covariances: [[[1]], [[1]]] };
  const both = groupInformation({ weights, means, covariances: [s, s] }, [0, 1]);
  const truth = 2 * groupInformation(line, [0, 1]) - both;
  const forms = [
    gaussianMixture({ means, variance: 1 }),
    gaussianMixture({ means, variances: [1, 1] }),
    gaussianMixture({ means, covariance: s }),
    gaussianMixture({ means, covariances: [s, s] }),
  ];
  for (const p of forms) {
    const found = await exactCoordinatesInformation(p as typeof forms[0], [0], [1]);
    assertAlmostEquals(found!.value, truth, 1e-9);
    assertAlmostEquals((await exactInformation(p as typeof forms[0]))!.value, both, 1e-9);
  }
  const boxes = uniformMixture({ centers: [[0, 0], [1, 0.5]], widths: 2 });
  // ½ of a box of 3 in common: h = J − 2 · ½ · ln 2 · share
  const open = (share: number) => share * Math.LN2;
  const found = await exactInformation(boxes);
  assertAlmostEquals(found!.value, Math.LN2 - open(0.5 * 0.75), 1e-12);
  const coordinates = await exactCoordinatesInformation(boxes, [0], [1]);
  assertAlmostEquals(coordinates!.value, Math.LN2 - open(0.5) - open(0.75) + open(0.375), 1e-12);
  const batch = gaussianMixture({ means: [[[0], [1]], [[0], [2]]], variance: 1 });
  await assertRejects(
    // deno-lint-ignore no-explicit-any -- what a program without types may give
    () => exactInformation(batch as any),
    TypeError,
    "Expected a single mixture, got a batch of 2",
  );
});

Deno.test("a mixture of several families has its information by draws, with slopes, and enclosed", async () => {
  // Gaussian, Laplace and box on a line; groups across families
  const place = [0, 1, 2.5], groups = ["a", "b", "a"], weights = [0.3, 0.4, 0.3];
  const informationOf = (at: readonly number[], width = 2) => {
    const density = [
      (x: number) => Math.exp(-0.5 * (x - at[0]!) ** 2) / Math.sqrt(2 * Math.PI),
      (x: number) => Math.exp(-Math.abs(x - at[1]!) / 0.7) / 1.4,
      (x: number) => Math.abs(x - at[2]!) <= width / 2 ? 1 / width : 0,
    ];
    const step = 5e-4;
    let sum = 0;
    for (let x = -12 + step / 2; x < 16; x += step) {
      const [a, b, c] = density.map((p, j) => weights[j]! * p(x)) as [number, number, number];
      const total = a + b + c;
      if (a + c > 0) sum += (a + c) * Math.log((a + c) / (0.6 * total));
      if (b > 0) sum += b * Math.log(b / (0.4 * total));
    }
    return sum * step;
  };
  const p = mixtureOf([
    { weight: 0.3, gaussian: { mean: [place[0]!], variance: 1 } },
    { weight: 0.4, laplace: { location: [place[1]!], scale: 0.7 } },
    { weight: 0.3, uniform: { center: [place[2]!], width: 2 } },
  ]);
  const truth = informationOf(place);
  const drawn = monteCarloInformation(p, { groups, samples: 2 ** 15, sequence: "sobol" });
  const { value, standardError } = await evaluate(drawn);
  assert(
    Math.abs(value - truth) < 4 * standardError + 1e-6,
    `${value} ± ${standardError}: ${truth}`,
  );
  const bounds = mutualInformation(p, { groups });
  const { lower, upper } = await evaluate({ lower: bounds.lower, upper: bounds.upper });
  assert(lower <= truth + 1e-6 && truth - 1e-6 <= upper, `${lower} ${truth} ${upper}`);
  const slopes = await evaluate(gradient(drawn.value, p)) as {
    readonly [name: string]: { data: Float64Array };
  };
  const found = Object.entries(slopes).filter(([name]) => /(means|locations|centers)$/i.test(name))
    .flatMap((
      [, { data }],
    ) => [...data]);
  for (const [j, slope] of found.entries()) {
    const along = (size: number) => informationOf(place.map((x, t) => t === j ? x + size : x));
    assertAlmostEquals(slope, (along(1e-2) - along(-1e-2)) / 2e-2, 0.02, `${j}`);
  }
  assertEquals(found.length, 3);
});
