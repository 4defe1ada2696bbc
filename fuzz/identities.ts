/** The identities and inequalities of values, for mixtures at the ends of what numbers can be. */
import fc from "fast-check";
import { isBoxes, withEntries } from "../tests/support/entries.ts";
import {
  drawExtreme,
  type Extreme,
  type ExtremeMixture,
  extremes,
} from "../tests/support/extreme_mixtures.ts";
import {
  boxEntropy,
  boxesOf,
  covariancesOf,
  gaussianEntropy,
} from "../tests/support/exact_entropy.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { type Check, hunt } from "./hunt.ts";
import {
  alike,
  apart,
  linear,
  mirrored,
  moved,
  reordered,
  scaled,
  shuffle,
  split,
  turned,
  withGhost,
} from "./maps.ts";
import { pasteMixture } from "./paste.ts";
import { type Route, routes, valuesOf } from "./plans.ts";
import { mostApart, termsOf } from "./rounding.ts";
import { otherForms } from "./forms.ts";

/** An input: a mixture, and how its numbers are made. */
export interface Asked {
  readonly recipe: Extreme;
  readonly route: Route;
}

/** Extreme mixtures by any route. */
export const asked: fc.Arbitrary<Asked> = fc.record({
  recipe: extremes(),
  route: fc.constantFrom(...routes),
});

interface Values {
  readonly [estimator: string]: number;
}

/** How a map changes values: what is to be expected in the place of each. */
type Expected = (name: string, value: number) => number;
const unchanged: Expected = (_name, value) => value;

const pairwise = ["bhattacharyya", "chernoff0.3", "chernoff0.7", "elkDistance", "kl"] as const;
const lower = ["conditional", "bhattacharyya", "chernoff0.3", "chernoff0.7", "elk"] as const;

export const identities = hunt({
  name: "identities",
  law: "values keep MATH.md's identities and inequalities at any unit, width, weight and condition",
  share: 5,
  inputs: asked,
  paste: ({ recipe, route }) => pasteMixture(drawExtreme(recipe), `route: ${route}`),
  holdsFor: ({ recipe, route }, check) => {
    const mixture = drawExtreme(recipe);
    const random = randomNumbers(recipe.seed + 1);
    const base = underMaps(mixture, { random, route, check });
    withOneMore(mixture, base, { random, route, check });
    otherwiseWritten(mixture, base, { random, route, check });
    areBounds(mixture, base, check);
    areKnown(mixture, base, check);
  },
});

interface Tools {
  readonly random: () => number;
  readonly route: Route;
  readonly check: Check;
}

/** Values of the mixture; those of all maps of it that keep its shape, in one batch, follow from them. */
function underMaps(mixture: ExtremeMixture, { random, route, check }: Tools): Values {
  const { m, recipe: { structure, k, d }, grid } = mixture;
  const halvings = Math.round((mixture.recipe.unit > 0 ? -1 : 1) * 40 * random());
  const distance = grid * 2 ** 80;
  const isFull = structure === "covariance" || structure === "covariances";
  const sheared = isFull ? linear(mixture, random) : undefined;
  const maps = [
    { name: "another order of components", m: reordered(m, shuffle(k, random)), to: unchanged },
    { name: "another order of coordinates", m: turned(m, shuffle(d, random)), to: unchanged },
    { name: "a mirror", m: mirrored(m), to: unchanged },
    { name: "a translation", m: moved(mixture, random), to: unchanged },
    {
      name: `the unit 2^${-halvings}`,
      m: scaled(m, halvings),
      to: (_name: string, value: number) => value + d * halvings * Math.LN2,
    },
    ...(sheared === undefined ? [] : [{ name: "a shear", m: sheared, to: unchanged }]),
  ];
  const limits = [apart(m, distance), alike(m)];
  const all = valuesOf([m, ...maps.map((map) => map.m), ...limits], route);
  const [base] = all as [Values];
  maps.forEach(({ name, to }, t) => follows(mixture, base, all[t + 1]!, { name, to, check }));
  const [far, same] = all.slice(maps.length + 1) as [Values, Values];
  atLimits(mixture, { base, far, same }, check);
  return base;
}

/** Each value is what is expected from the base, up to rounding. */
function follows(
  mixture: ExtremeMixture,
  base: Values,
  values: Values,
  { name, to, check }: { readonly name: string; readonly to: Expected; readonly check: Check },
): void {
  for (const [estimator, value] of Object.entries(base)) {
    const expected = to(estimator, value);
    near(mixture, { [`${estimator} under ${name}`]: values[estimator]! }, expected, check);
  }
}

/** The one value of a record is near to what is expected. */
function near(mixture: ExtremeMixture, named: Values, expected: number, check: Check): void {
  const [[what, value]] = Object.entries(named) as [[string, number]];
  const most = mostApart(mixture), off = Math.abs(value - expected);
  check(
    off <= most,
    () => `Expected ${what} to be ${expected}, got ${value}: off by ${off}, more than ${most}`,
  );
}

/** −ln N(μ; μ, Σ) − h = −d/2 and −ln ∫ N² − h = −(d/2) ln(e/2); boxes have the same constant everywhere. */
function selfTerm({ recipe: { structure, d } }: ExtremeMixture, name: string): number {
  if (isBoxes(structure)) return 0;
  return name === "kde" ? -d / 2 : name === "elk" ? -d / 2 * (1 - Math.LN2) : 0;
}

/** Far apart: joint. All the same: conditional. */
function atLimits(
  mixture: ExtremeMixture,
  { base, far, same }: { readonly base: Values; readonly far: Values; readonly same: Values },
  check: Check,
): void {
  for (const name of [...pairwise, "kde", "elk"]) {
    const self = selfTerm(mixture, name);
    near(mixture, { [`${name} far apart`]: far[name]! }, base.joint! + self, check);
    near(
      mixture,
      { [`${name} of one and the same`]: same[name]! },
      same.conditional! + self,
      check,
    );
  }
}

/** A component more that changes nothing: the half of one that was there, or one of weight zero. */
function withOneMore(mixture: ExtremeMixture, base: Values, { random, route, check }: Tools): void {
  const { m, recipe: { k } } = mixture;
  const chosen = Math.floor(random() * k), { weight } = m.entries[chosen]!;
  const ghost = { ...m.entries[Math.floor(random() * k)]!, point: m.entries[0]!.point };
  const [parts, haunted] = valuesOf(
    [split(m, chosen), withGhost(m, ghost, Math.floor(random() * (k + 1)))],
    route,
  ) as [Values, Values];
  const grown = -weight * (0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));
  follows(mixture, base, parts, {
    name: "a split",
    to: (name, value) => name === "joint" ? value + grown : value,
    check,
  });
  follows(mixture, base, haunted, { name: "a component of weight 0", to: unchanged, check });
}

/** The same mixture in another structure of parameters. */
function otherwiseWritten(
  mixture: ExtremeMixture,
  base: Values,
  { random, route, check }: Tools,
): void {
  const forms = otherForms(mixture);
  if (forms.length === 0) return;
  const form = forms[Math.floor(random() * forms.length)]!;
  const [values] = valuesOf([form], route) as [Values];
  const recipe = { ...mixture.recipe, structure: form.structure };
  follows({ ...mixture, recipe }, base, values, {
    name: `the form ${form.structure}`,
    to: unchanged,
    check,
  });
}

/** What lies below what. */
function areBounds(mixture: ExtremeMixture, h: Values, check: Check): void {
  const { structure, d } = mixture.recipe;
  const slack = mostApart(mixture);
  const rises = (...names: readonly string[]) =>
    names.slice(1).forEach((name, t) => {
      const below = names[t]!;
      check(
        h[below]! <= h[name]! + slack,
        () => `Expected ${below} ≤ ${name}, got ${h[below]} > ${h[name]} (slack ${slack})`,
      );
    });
  for (const name of pairwise) rises("conditional", name, "joint");
  for (const name of lower) rises(name, "kl", "joint");
  rises("bhattacharyya", "elkDistance", "kl");
  if (structure !== "variance" && structure !== "covariance") return;
  rises("chernoff0.3", "bhattacharyya");
  rises("chernoff0.7", "bhattacharyya");
  near(mixture, { kl: h.kl! }, h.kde! + d / 2, check);
}

/** ½ ln 2πe: the entropy of a unit Gaussian, for each coordinate. */
const unitEntropy = 0.5 * Math.log(2 * Math.PI * Math.E);
/** Steps that a quadrature may take. */
const mostSteps = 20_000;

/** What has a closed form, or a sum that is exact. */
function areKnown(mixture: ExtremeMixture, h: Values, check: Check): void {
  const { m, recipe: { structure, k, d }, logSizes } = mixture;
  const entropies = logSizes.map((size) => isBoxes(structure) ? size : d * unitEntropy + size / 2);
  const mean = (values: readonly number[]) =>
    values.reduce(
      (sum, x, i) => m.entries[i]!.weight === 0 ? sum : sum + m.entries[i]!.weight * x,
      0,
    );
  const conditional = mean(entropies);
  near(mixture, { conditional: h.conditional! }, conditional, check);
  const labels = -mean(m.entries.map(({ weight }) => Math.log(weight)));
  near(mixture, { joint: h.joint! }, conditional + labels, check);
  if (k === 1) {
    for (const name of [...pairwise, "kde", "elk"]) {
      near(mixture, { [name]: h[name]! }, conditional + selfTerm(mixture, name), check);
    }
  }
  const exact = truth(mixture);
  if (exact === undefined) return;
  // the sum has as many roundings as it has terms
  const slack = mostApart(mixture) + 1e-11 * termsOf(mixture);
  for (const name of lower) {
    check(h[name]! <= exact + slack, () => `Expected ${name} = ${h[name]} ≤ the entropy ${exact}`);
  }
  for (const name of ["kl", "joint"]) {
    check(h[name]! >= exact - slack, () => `Expected ${name} = ${h[name]} ≥ the entropy ${exact}`);
  }
}

/** The entropy, where it is cheap: on the line, or of few boxes in the plane. */
function truth({ m, widths, recipe: { structure, k, d } }: ExtremeMixture): number | undefined {
  if (d > 2 || (d === 2 && !(isBoxes(structure) && k <= 8))) return undefined;
  // from the first point, which rounds nothing: far from the origin a step would be lost
  const origin = m.entries[0]!.point;
  const near = withEntries(
    m,
    (entries) =>
      entries.map((entry) => ({ ...entry, point: entry.point.map((x, a) => x - origin[a]!) })),
  );
  const ends = near.entries.flatMap(({ point }) => point);
  const least = Math.min(...widths.flat()), widest = Math.max(...widths.flat());
  const range = Math.max(...ends) - Math.min(...ends) + 20 * widest;
  // the ends of boxes have up to five digits more than a width
  if (isBoxes(structure)) return range / least < 2 ** 47 ? boxEntropy(boxesOf(near)) : undefined;
  if (!(range / least * 16 * k < mostSteps)) return undefined;
  const weights = m.entries.map(({ weight }) => weight);
  return gaussianEntropy(weights, ends, covariancesOf(m).map(([row]) => row![0]!));
}
