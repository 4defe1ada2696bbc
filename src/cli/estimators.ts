import { areOverlapsExact } from "../divergence/exact_overlaps.ts";
import { DomainError, unknownName } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";
import {
  conditionalEntropy,
  elkEntropy,
  type Expr,
  jointEntropy,
  kdeEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { BOUND_ROWS, type BoundRow } from "./bound_rows.ts";
import type { OneMixture } from "./one_mixture.ts";
import { decimalNumber } from "./syntax/values.ts";

/** What an estimator's value is to the true entropy. */
export type Kind = "lower bound" | "upper bound" | "estimate";

/** How Monte Carlo draws. */
export interface Draws {
  samples: number;
  seed: number;
}

/** Draws by a seed that a run is given. */
export interface LazyDraws {
  samples: number;
  seed: Expr<number>;
}

/** The lazy value of an estimator, and its standard error where it has one. */
export interface Lazy {
  value: Expr<number>;
  standardError?: Expr<number>;
}

/** An estimator as the command line knows it. */
export interface Estimator {
  /** As in `--estimators`, α included: "chernoff:0.3". */
  name: string;
  kind: Kind;
  /** What more there is to say about it, for the table. */
  note?(p: OneMixture): string;
  of(p: OneMixture, draws: LazyDraws): Lazy;
}

/** An estimate of the entropy of what data rows are draws of, beside those of the mixture that they make. */
export type DataEstimator = "leave-one-out" | "nearest-neighbours";

/** All of them. */
export const DATA_ESTIMATORS: readonly DataEstimator[] = ["leave-one-out", "nearest-neighbours"];

/** The estimators that a list names. */
export interface Estimators {
  readonly ofMixture: readonly Estimator[];
  /** Bounds that are no estimators. */
  readonly bounds: readonly BoundRow[];
  /** Whether these were asked for one by one, so that none may be missing. */
  readonly areBoundsNamed: boolean;
  readonly ofData: readonly DataEstimator[];
  /** Whether those of data were asked for by name. */
  readonly isOfDataNamed: boolean;
}

const CHERNOFF = "chernoff";
const ALL = "all";

const noBound = "no bound in general";

/** All estimators but Chernoff-α, in the order of the table: from the lower bounds to the upper ones. */
export const ESTIMATORS: readonly Estimator[] = [
  { name: "conditional", kind: "lower bound", of: (p) => ({ value: conditionalEntropy(p) }) },
  { name: "elk", kind: "lower bound", of: (p) => ({ value: elkEntropy(p) }) },
  {
    name: "bhattacharyya",
    kind: "lower bound",
    of: (p) => ({ value: pairwiseEntropy(p, { distance: "bhattacharyya" }) }),
  },
  {
    name: "elk-distance",
    kind: "estimate",
    // without a closed form it takes a bound of ∫ p q, which may be below that of Bhattacharyya
    note: (p) => areOverlapsExact(p, p) ? "between bhattacharyya and kl" : noBound,
    of: (p) => ({ value: pairwiseEntropy(p, { distance: "elk" }) }),
  },
  {
    name: "kde",
    kind: "estimate",
    note: () => noBound,
    of: (p) => ({ value: kdeEntropy(p) }),
  },
  { name: "monte-carlo", kind: "estimate", of: (p, draws) => monteCarloEntropy(p, draws) },
  {
    name: "kl",
    kind: "upper bound",
    of: (p) => ({ value: pairwiseEntropy(p, { distance: "kl" }) }),
  },
  { name: "joint", kind: "upper bound", of: (p) => ({ value: jointEntropy(p) }) },
];

function chernoff(alpha: number): Estimator {
  return {
    name: `${CHERNOFF}:${alpha}`,
    kind: "lower bound",
    of: (p) => ({ value: pairwiseEntropy(p, { distance: { chernoff: alpha } }) }),
  };
}

/** What a list of names may hold. */
export const ESTIMATOR_NAMES: readonly string[] = [
  ...ESTIMATORS.map(({ name }) => name),
  ...BOUND_ROWS.map(({ name }) => name),
  ...DATA_ESTIMATORS,
  CHERNOFF,
  ALL,
];

/**
 * The estimators of a list such as "kl,chernoff:0.3", each once, lower bounds first; "all" is every one but Chernoff-α, with all bounds.
 *
 * @throws {DomainError} if a name is unknown, or an α is missing or outside (0, 1)
 */
export function parseEstimators(list: string): Estimators {
  const items = list.split(",").map((name) => name.trim());
  const ofMixture = new Map<string, Estimator>();
  for (const item of items.filter((item) => !isOfData(item) && !isBound(item))) {
    for (const estimator of parseEstimator(item)) ofMixture.set(estimator.name, estimator);
  }
  const isOfDataNamed = items.some(isOfData), names = items.map((item) => item.toLowerCase());
  return {
    ofMixture: [...ofMixture.values()].sort((a, b) => rank(a) - rank(b)),
    ofData: names.includes(ALL)
      ? DATA_ESTIMATORS
      : DATA_ESTIMATORS.filter((name) => names.includes(name)),
    isOfDataNamed,
    bounds: names.includes(ALL)
      ? BOUND_ROWS
      : BOUND_ROWS.filter(({ name }) => names.includes(name)),
    areBoundsNamed: items.some(isBound) && !names.includes(ALL),
  };
}

/** What is asked where nothing is: nothing of a mixture, and all of data. */
export const NO_ESTIMATORS: Estimators = {
  ...{ ofMixture: [], bounds: [], areBoundsNamed: false },
  ...{ ofData: DATA_ESTIMATORS, isOfDataNamed: false },
};

function isBound(item: string): boolean {
  return BOUND_ROWS.some(({ name }) => name === item.toLowerCase());
}

function isOfData(item: string): boolean {
  return DATA_ESTIMATORS.some((name) => name === item.toLowerCase());
}

function parseEstimator(item: string): readonly Estimator[] {
  const small = item.toLowerCase();
  if (small === ALL) return ESTIMATORS;
  const plain = ESTIMATORS.filter(({ name }) => name === small);
  if (plain.length > 0) return plain;
  const [name, alpha] = small.split(/:(.*)/s, 2);
  if (name !== CHERNOFF) throw new DomainError(unknownName("estimator", item, ESTIMATOR_NAMES));
  const value = decimalNumber(alpha ?? "");
  if (value > 0 && value < 1) return [chernoff(value)];
  throw new DomainError(
    `Expected an α between 0 and 1 as in ${CHERNOFF}:0.3, got ${quoted(item)}`,
  );
}

/** The place in the table: Chernoff-α stands with the other lower bounds. */
function rank({ name }: Estimator): number {
  const index = ESTIMATORS.findIndex((estimator) => estimator.name === name);
  return index >= 0 ? index : ESTIMATORS.findIndex(({ name }) => name === "bhattacharyya") + 0.5;
}
