/** Bounds between mixtures of any families: they hold, and what is infinite is so from both sides. True values by quadrature in the tests' support. */
import {
  compile,
  crossEntropy,
  evaluate,
  gaussianMixture,
  input,
  jensenShannon,
  klBetween,
  mixtureOf,
  type MixtureWith,
  mutualInformation,
  type OwnEntry,
  studentTMixture,
  totalVariationBetween,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { add, exp, log, neg, sub, sumOverCoordinates } from "../../ops.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { type LineParts, onTheLine } from "../support/divergence_truth.ts";

type Single = MixtureWith<object, undefined>;

/** Parts in numbers as a mixture. */
function fromParts(parts: LineParts): Single {
  const column = (x: readonly number[]) => x.map((y) => [y]);
  return mixtureOf(parts.map((part) => {
    const weights = [...part.weights];
    switch (part.family) {
      case "gaussian":
        return { weights, gaussian: { means: column(part.means), variances: [...part.variances] } };
      case "uniform":
        return {
          weights,
          uniform: { centers: column(part.centers), widths: column(part.widths) },
        };
      case "laplace":
        return {
          weights,
          laplace: { locations: column(part.locations), scales: column(part.scales) },
        };
      default:
        return part satisfies never;
    }
  })) as Single;
}

const gaussian = { family: "gaussian", weights: [0.4], means: [0.5], variances: [2] } as const;
const box = { family: "uniform", weights: [0.6], centers: [-1], widths: [3] } as const;
const laplace = { family: "laplace", weights: [0.6], locations: [1], scales: [0.7] } as const;
const sides: readonly LineParts[] = [
  [gaussian, laplace],
  [gaussian, box],
  [{ ...gaussian, weights: [1] }],
  [{ ...laplace, weights: [1] }],
  [{ ...box, weights: [1] }],
];

Deno.test("every bound between mixtures of different families lies on its side of the truth", async () => {
  const chosen = [[0, 1], [1, 0], [2, 3], [3, 2], [4, 0], [0, 4]] as const;
  const cases = chosen.map(([a, b]) => ({ p: sides[a]!, q: sides[b]! }));
  const found = await evaluate(cases.map(({ p, q }) => {
    const [one, other] = [fromParts(p), fromParts(q)];
    return [
      klBetween(one, other),
      crossEntropy(one, other),
      jensenShannon(one, other),
    ] as const;
  }));
  cases.forEach(({ p, q }, t) => {
    const names = ["kl", "crossEntropy", "jensenShannon"] as const;
    const isOfBoxes = (parts: LineParts) => parts.every(({ family }) => family === "uniform");
    names.forEach((name, s) => {
      const isInfinite = name !== "jensenShannon" && isOfBoxes(q) && !isOfBoxes(p);
      const truth = isInfinite ? Infinity : onTheLine(name, p, q);
      const what = `${p.map(({ family }) => family)} | ${q.map(({ family }) => family)}: ${name}`;
      const { lowers, uppers } = found[t]![s]!;
      for (const [bound, x] of Object.entries(lowers as Numbers)) {
        assert(x === truth || x <= truth + 1e-8, `${what} ${bound}: ${x} ≤ ${truth}`);
      }
      for (const [bound, x] of Object.entries(uppers as Numbers)) {
        assert(x === truth || x >= truth - 1e-8, `${what} ${bound}: ${x} ≥ ${truth}`);
      }
    });
  });
});

interface Numbers {
  readonly [name: string]: number;
}

Deno.test("without a variance the cross entropy to Gaussians is infinite, from both sides", async () => {
  const q = gaussianMixture({ weights: [0.2, 0.8], means: [[0], [3]], variances: [1, 2] });
  for (const degreesOfFreedom of [1, 2]) {
    const p = studentTMixture({ locations: [[0], [1]], scales: 1, degreesOfFreedom });
    for (const effort of ["linear", "pairs"] as const) {
      const { cross, kl, back } = await evaluate({
        cross: crossEntropy(p, q, { effort }),
        kl: klBetween(p, q, { effort }),
        back: klBetween(q, p, { effort }),
      });
      for (const ends of [cross, kl]) assertEquals([ends.lower, ends.upper], [Infinity, Infinity]);
      assert(back.lower >= 0 && back.lower <= back.estimate && back.estimate <= back.upper);
    }
    const none = mixtureOf([
      { weight: 0, studentT: { location: 0, scale: 1, degreesOfFreedom } },
      { weight: 1, gaussian: { mean: 0, variance: 1 } },
    ]);
    assert((await evaluate(klBetween(none as Single, q))).upper < 2);
  }
  const known = studentTMixture({ locations: [[0]], scales: 1, degreesOfFreedom: 3 });
  // E x² = 3: ½(ln 2π + 3)
  const { lower, upper } = await evaluate(
    crossEntropy(known, gaussianMixture({ means: [[0]], variance: 1 })),
  );
  const truth = 0.5 * (Math.log(2 * Math.PI) + 3);
  assert(lower <= truth && Math.abs(upper - truth) < 1e-11, `${lower} ${truth} ${upper}`);
});

Deno.test("components without weight do not make a divergence from boxes infinite", async () => {
  const boxes = uniformMixture({ centers: [[0]], widths: 2 });
  const p = mixtureOf([
    { weight: 0, gaussian: { mean: 0, variance: 1 } },
    { weight: 1, uniform: { center: 0, width: 1 } },
  ]);
  const { lower, upper } = await evaluate(klBetween(p as Single, boxes));
  assert(lower <= Math.LN2 && Math.LN2 <= upper && upper < 0.7, `${lower} ${upper}`);
});

/** Gumbel's distribution of extremes, with nothing told of pairs or moments. */
const own: OwnEntry = {
  dimension: 1,
  parameters: { m: [[0]] },
  logDensity: (x, { m }) => {
    const y = sub(x, m!);
    return neg(sumOverCoordinates(add(y, exp(neg(y)))));
  },
  sample: (u, { m }) => sub(m!, log(neg(log(u)))),
  entropy: ({ m }) => sumOverCoordinates(add(sub(m!, m!), 1.5772156649015329)),
};

Deno.test("beside a family of one's own of which nothing is told, bounds are numbers or infinite, and wide", async () => {
  const plain = gaussianMixture({ weights: [0.5, 0.5], means: [[0], [1]], variance: 1 });
  const alone = mixtureOf([{ weights: [1], own }]) as Single;
  const both = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    { weights: [0.5], own },
  ]) as Single;
  for (const p of [plain, both]) {
    for (const q of [alone, both]) {
      const found = await evaluate({
        kl: klBetween(p, q),
        cross: crossEntropy(p, q),
        js: jensenShannon(p, q),
        tv: totalVariationBetween(p, q),
      });
      for (const { lower, estimate, upper } of Object.values(found)) {
        assert(lower <= estimate && estimate <= upper, `${lower} ${estimate} ${upper}`);
      }
      if (p === q && p !== plain) assert(found.kl.upper < 1e-9);
    }
  }
});

Deno.test("an option that there is not is named with its article", () => {
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  // deno-lint-ignore no-explicit-any -- what a program without types may give
  const wrong = () => mutualInformation(p, { group: [0, 1] } as any);
  assertThrows(wrong, UnknownNameError, 'Unknown parameter of a bound on an information "group"');
});

Deno.test("a plan that was compiled for one component encloses the divergence of several", async () => {
  const q = gaussianMixture({ means: [[0.5]], variance: 2 });
  const means = input([[0]], { name: "means" });
  const made = klBetween(gaussianMixture({ means, variance: 1 }), q);
  using plan = compile({ lower: made.lower, upper: made.upper, estimate: made.estimate }, {
    inputs: { means },
  });
  for (const places of [[0], [0, 1, 5], [2, 2]]) {
    const { lower, upper, estimate } = await plan.run({ means: places.map((x) => [x]) });
    const share = places.map(() => 1 / places.length), ones = places.map(() => 1);
    const p = { family: "gaussian", weights: share, means: places, variances: ones } as const;
    const other = { family: "gaussian", weights: [1], means: [0.5], variances: [2] } as const;
    const truth = onTheLine("kl", p, other);
    assert(lower <= truth + 1e-9 && truth - 1e-9 <= upper, `${lower} ${truth} ${upper}`);
    assert(lower <= estimate && estimate <= upper);
    if (places.length === 1) assert(upper - lower < 1e-10);
  }
});
