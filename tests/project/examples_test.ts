/** The examples, with few steps and without files: what they claim must hold. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { adam, gradientDescent, type Optimiser } from "../../examples/adam.ts";
import {
  boundsByDistance,
  drawing as drawBounds,
  lineEntropy,
} from "../../examples/bounds_picture.ts";
import {
  fitDivergence,
  fitted,
  quadrature,
  start as startOfFit,
  target,
} from "../../examples/fit_divergence.ts";
import { checkHessian, newton, spreadObjective } from "../../examples/hessian_vector.ts";
import { drawing as drawMixtures, meetEntropy, start } from "../../examples/meet_entropy.ts";
import {
  drawing as drawPenguins,
  penguinBottleneck,
  type Penguins,
  readPenguins,
  speciesEntropy,
} from "../../examples/penguin_bottleneck.ts";

function assertPicture(svg: string) {
  assertStringIncludes(svg, `<svg xmlns="http://www.w3.org/2000/svg"`);
  for (const wrong of ["NaN", "Infinity", "undefined"]) {
    assert(!svg.includes(wrong), `The picture contains ${wrong}`);
  }
  assertLess(svg.length, 60_000);
}

const optimisers: { readonly [name: string]: () => Optimiser } = {
  Adam: () => adam(0.05),
  "gradient descent": () => gradientDescent(0.5),
};

for (const [name, optimiser] of Object.entries(optimisers)) {
  Deno.test(`${name} moves a mixture until its entropy bound meets the target`, async () => {
    const { losses, lower, upper } = await meetEntropy({
      steps: 120,
      target: 4,
      optimiser: optimiser(),
    });
    assertEquals(losses.length, 121);
    assertAlmostEquals(upper, 4, 0.01);
    assertLess(lower, upper);
    assertLess(losses[120]!, 0.01 * losses[0]!);
  });
}

Deno.test("plain gradient descent never lets the loss rise", async () => {
  const { losses } = await meetEntropy({ steps: 50, optimiser: gradientDescent(0.3) });
  losses.slice(1).forEach((loss, step) => assertLess(loss, losses[step]));
});

Deno.test("the mixtures before and after are drawn", async () => {
  const { theta } = await meetEntropy({ steps: 2, optimiser: adam(0.05) });
  assertPicture(drawMixtures(start(), theta, ["before", "after"]));
});

async function somePenguins(every: number): Promise<Penguins> {
  const csv = await Deno.readTextFile(new URL("../../examples/penguins.csv", import.meta.url));
  const [header, ...rows] = csv.trim().split("\n");
  return readPenguins([header, ...rows.filter((_, r) => r % every === 0)].join("\n"));
}

Deno.test("all complete penguins are read, and standardised", async () => {
  const { x, species } = await somePenguins(1);
  assertEquals(x.shape, [342, 4]);
  assertAlmostEquals(speciesEntropy(species), 1.515, 1e-3);
  for (let c = 0; c < 4; c++) {
    const column = x.data.filter((_, t) => t % 4 === c);
    const mean = column.reduce((a, b) => a + b) / 342;
    assertAlmostEquals(mean, 0, 1e-12);
    assertAlmostEquals(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 342, 1, 1e-12);
  }
});

for (const objective of ["bound", "estimate"] as const) {
  Deno.test(`a bottleneck on the ${objective} learns what tells the species`, async () => {
    const penguins = await somePenguins(4);
    const beta = 0.1;
    const { before, after, path } = await penguinBottleneck(penguins, {
      steps: 40,
      objective,
      beta,
    });
    const first = path[0]!, last = path.at(-1)!;
    const told = (at: typeof first) => objective === "bound" ? at.told : at.toldAbout;
    assertLess(told(first) - beta * first.kept + 0.2, told(last) - beta * last.kept);
    for (const { kept, told, toldAbout } of path) {
      assertLess(told, toldAbout);
      assertLess(toldAbout, kept);
      assertLess(told, speciesEntropy(penguins.species));
    }
    assertPicture(drawPenguins(penguins, [
      { title: "before", w: before, informations: first },
      { title: "after", w: after, informations: last },
    ]));
  });
}

Deno.test("a Hessian times a vector agrees with differences of the gradient and is symmetric", () => {
  const { fromDifferences, fromSymmetry } = checkHessian(spreadObjective());
  assertLess(fromDifferences, 1e-7);
  assertLess(fromSymmetry, 1e-12);
});

Deno.test("Newton's method with products alone ends in quadratic convergence", () => {
  const { slopeNorms } = newton(spreadObjective(), { steps: 30 });
  assertLess(slopeNorms.at(-1)!, 1e-10);
  assertLess(slopeNorms.length, 20);
});

Deno.test("the picture's integral is the entropy known for unit Gaussians at that distance", () => {
  for (const [t, entropy] of [[1, 1.53036], [2, 1.75577], [3, 1.94572], [4, 2.05166]] as const) {
    assertAlmostEquals(lineEntropy([-t / 2, t / 2]), entropy, 5e-6);
  }
});

Deno.test("every bound in the picture lies on its side of the truth", async () => {
  const bounds = await boundsByDistance(16);
  bounds.truth.forEach((truth, n) => {
    for (const lower of ["bhattacharyya", "lower"] as const) {
      assert(bounds[lower][n]! <= truth + 1e-9, `${lower} at t = ${bounds.distances[n]}`);
    }
    for (const upper of ["kl", "upper"] as const) {
      assert(bounds[upper][n]! >= truth - 1e-9, `${upper} at t = ${bounds.distances[n]}`);
    }
    // entropyBounds has both of the others among its own, moved outward by rounding
    assert(bounds.bhattacharyya[n]! <= bounds.lower[n]! + 1e-9);
    assert(bounds.upper[n]! <= bounds.kl[n]! + 1e-9);
  });
  assertPicture(drawBounds(bounds));
});

Deno.test("five Gaussians are fitted to twenty by a bound, which is not below what it bounds, and by draws", async () => {
  const p = target(), before = quadrature(p, fitted(startOfFit()));
  for (const loss of ["bound", "Monte Carlo"] as const) {
    const { theta, losses } = await fitDivergence({ loss, steps: 100 });
    assertEquals(losses.length, 101);
    const after = quadrature(p, fitted(theta));
    assertLess(after, 0.25 * before);
    if (loss === "bound") {
      assertLess(after, losses[100]!);
      assertLess(before, losses[0]!);
    }
  }
});

Deno.test("the quadrature of the fit is right: a Gaussian beside another", () => {
  const at = (x: number) => ({ weights: [1], means: [[x, 0]], variances: [[1, 1]] }) as const;
  assertAlmostEquals(quadrature(at(0), at(1)), 0.5, 1e-9);
});
