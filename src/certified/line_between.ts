/** Integrals over two densities on the line, by Gauss–Legendre rules on panels that are halved until what they lose is small. */
import type { Slices } from "../expr/slices.ts";
import { newTotal } from "./compensated.ts";
import { lossOf, nodeCount, nodes, nodeWeights } from "./gauss_legendre.ts";
import type { Integral } from "./gaussians.ts";
import { type LineComponent, logDensityOf } from "./line_component.ts";
import { mayCross, quantities, type Quantity, termsAt } from "./line_terms.ts";

/** How exact integrals shall be, and the most densities of components at points. */
interface Limits {
  readonly tolerance: number;
  readonly maxWork: number;
}

/** An interval, and the components that reach it. */
interface Panel {
  readonly left: number;
  readonly right: number;
  readonly near: readonly LineComponent[];
  readonly halvings: number;
}

/** Where more of the masses was not found, numbers lie too far apart for a component. */
const mostMissing = 1e-9;

/** How often a panel is halved for its integrals, at most. */
const mostHalvings = 45;

/**
 * The integrals of two mixtures on the line, by name, each with an error: what the rules lose by an estimate of each panel (where p − q
 * may change its sign, by a bound), and an allowance for rounding. Panels end where densities have edges or kinks, and are as short as the
 * components that reach them ask for. Distances are measured from the place of the narrowest of these, so that narrow modes far from 0 keep
 * their digits. Undefined where that takes more than `maxWork` densities, or where numbers lie too far apart for a component.
 */
export function* lineBetween(
  p: readonly LineComponent[],
  q: readonly LineComponent[],
  { tolerance, maxWork }: Limits,
): Slices<{ readonly [Q in Quantity]: Integral } | undefined> {
  const all = [...p, ...q], open = firstPanels(all), totals = quantities.map(() => newTotal());
  const sizes = new Float64Array(quantities.length), losses = new Float64Array(quantities.length);
  const cost = nodeCount * all.length, masses = [newTotal(), newTotal()] as const;
  let work = 0, sinceBreath = 0;
  for (let panel = open.pop(); panel !== undefined; panel = open.pop()) {
    const { left, right, near, halvings } = panel;
    if (near.length === 0) continue;
    if (near.some(({ longest }) => right - left > longest)) {
      const halves = halvesOf(panel, halvings);
      if (halves === undefined) return undefined;
      open.push(...halves);
      continue;
    }
    if ((work += cost) > maxWork) return undefined;
    if ((sinceBreath += cost) > 1e5) {
      sinceBreath = 0;
      yield;
    }
    const rule = ruleOn(panel, p, q);
    const [ofP, ofQ] = rule.masses, share = 0.5 * (ofP + ofQ);
    const most = 0.1 * tolerance * Math.max(share, 1 / (100 * all.length));
    const isFine = rule.losses.every((lost, t) => {
      const size = rule.sizes[t]!;
      return size === Infinity || lost <= Math.max(most, 2 ** -52 * size);
    });
    const halves = isFine || halvings >= mostHalvings ? undefined : halvesOf(panel, halvings + 1);
    if (halves !== undefined) {
      open.push(...halves);
      continue;
    }
    masses.forEach((mass, t) => mass.add(rule.masses[t]!));
    totals.forEach((total, t) => {
      total.add(rule.sums[t]!);
      sizes[t]! += rule.sizes[t]!;
      losses[t]! += rule.losses[t]!;
    });
  }
  const [ofP, ofQ] = [p, q].map((side) => side.reduce((sum, c) => sum + Math.exp(c.logWeight), 0));
  const missing = Math.abs(masses[0].total() - ofP!) + Math.abs(masses[1].total() - ofQ!);
  if (missing > mostMissing) return undefined;
  const found = quantities.map((name, t): readonly [Quantity, Integral] => {
    // what is infinite anywhere is no sum of parts
    if (sizes[t] === Infinity) return [name, { value: Infinity, error: 0 }];
    return [name, {
      value: totals[t]!.total(),
      // edges far from 0 are rounded, which moves mass
      error: losses[t]! + (4 * missing + 2 ** -49) * (1 + sizes[t]!),
    }];
  });
  // it has all names
  return Object.fromEntries(found) as { readonly [Q in Quantity]: Integral };
}

/** All that any component reaches, cut at edges and kinks, the last first. */
function firstPanels(all: readonly LineComponent[]): Panel[] {
  const cuts = all.flatMap((c) => [c.place - c.reach, c.place + c.reach, ...c.kinks]);
  const places = [...new Set(cuts)].sort((x, y) => x - y);
  return places.slice(1).map((right, t): Panel => {
    const left = places[t]!;
    return { left, right, near: reaching(all, left, right), halvings: 0 };
  }).toReversed();
}

/** The components that reach the middle of an interval, or a part of it. */
function reaching(all: readonly LineComponent[], left: number, right: number): LineComponent[] {
  const middle = left + (right - left) / 2, half = (right - left) / 2;
  // panels end where components do, but for rounding
  return all.filter((c) => Math.abs(middle - c.place) < c.reach + 0.99 * half);
}

/** Both halves, the second first; undefined where no number lies between the ends. */
function halvesOf({ left, right, near }: Panel, halvings: number): Panel[] | undefined {
  const middle = left + (right - left) / 2;
  if (!(left < middle && middle < right)) return undefined;
  return ([[middle, right], [left, middle]] as const).map(([from, to]) => ({
    left: from,
    right: to,
    near: reaching(near, from, to),
    halvings,
  }));
}

/** What a rule says of a panel: sums, what their rounding grows with, and what they may lose, for each quantity. */
interface Rule {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly losses: readonly number[];
  /** ∫ p and ∫ q. */
  readonly masses: readonly [number, number];
}

function ruleOn(
  { left, right, near }: Panel,
  p: readonly LineComponent[],
  q: readonly LineComponent[],
): Rule {
  const { place } = near.reduce((least, c) => c.longest < least.longest ? c : least);
  const start = left - place, length = right - left, logHalf = Math.log(length / 2);
  const values = quantities.map(() => new Float64Array(nodeCount));
  const gaps = new Float64Array(nodeCount), sizes = new Float64Array(quantities.length);
  let ofP = 0, ofQ = 0;
  for (let t = 0; t < nodeCount; t++) {
    const offset = start + length * (0.5 + 0.5 * nodes[t]!), weight = nodeWeights[t]!;
    const f = logDensityOf(p, place, offset), g = logDensityOf(q, place, offset);
    const terms = termsAt(f, g, logHalf);
    gaps[t] = terms.gap;
    ofP += weight * Math.exp(f + logHalf);
    ofQ += weight * Math.exp(g + logHalf);
    values.forEach((own, s) => {
      own[t] = terms.values[s]!;
      sizes[s]! += weight * terms.sizes[s]!;
    });
  }
  const sums = Float64Array.from(
    values,
    (own) => own.reduce((sum, x, t) => sum + nodeWeights[t]! * x, 0),
  );
  const losses = values.map((own, s) =>
    quantities[s] === "totalVariation" && mayCross(gaps) ? 2 * Math.max(...own) : lossOf(own)
  );
  return { sums, sizes, losses, masses: [ofP, ofQ] };
}
