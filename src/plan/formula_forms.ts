import type { Role } from "../expr/axes.ts";
import type { DenseOp, Domain, Reduction, ScanOp } from "../expr/node.ts";
import { arity } from "../expr/ops.ts";
import type { Line } from "./formula.ts";
import { isKey } from "./formula_fields.ts";

/** How many arguments an operation takes: one of these numbers, or any number of pairs. */
export type Counts = readonly number[] | "pairs";

const mapCounts = /* @__PURE__ */ countsOf(arity);

function countsOf(arities: typeof arity): { readonly [op: string]: Counts } {
  return Object.fromEntries(Object.entries(arities).map(([op, count]) => [op, [count]]));
}

const reduceCounts: { readonly [R in Reduction]: Counts } = {
  sum: [1],
  max: [1],
  logSumExp: [1, 2],
};
const scanCounts: { readonly [S in ScanOp]: Counts } = {
  upTo: [1],
  before: [1],
  from: [1],
  after: [1],
  order: [1],
};
const denseCounts: { readonly [D in DenseOp]: Counts } = {
  factor: "pairs",
  definite: "pairs",
  eigenvectors: [1],
  lower: [1],
  logDet: [1],
  quadratic: [2],
  trace: [2],
  divergence: [5],
  forward: [2],
  backward: [2],
  solve: [2],
};

/** What a line of a kind has: how many axes, if that is fixed, and arguments, by its operation where it has one. */
export interface Form {
  readonly axes?: number;
  readonly parts: Counts | { readonly [op: string]: Counts };
}

/** All kinds of lines. */
export const forms: { readonly [K in Line["kind"]]: Form } = {
  const: { axes: 0, parts: [0] },
  input: { parts: [0] },
  coord: { axes: 1, parts: [0] },
  extent: { axes: 0, parts: [0] },
  map: { axes: 0, parts: mapCounts },
  reduce: { axes: 1, parts: reduceCounts },
  scan: { axes: 2, parts: scanCounts },
  take: { axes: 1, parts: [2] },
  dense: { axes: 2, parts: denseCounts },
  hold: { axes: 0, parts: [1] },
  rename: { parts: [1] },
};

/** All roles of axes. */
export const roles: { readonly [R in Role]: true } = {
  batch: true,
  row: true,
  component: true,
  free: true,
  coordinate: true,
};
/** All domains of numbers. */
export const domains: { readonly [D in Domain]: true } = {
  any: true,
  finite: true,
  weights: true,
  shares: true,
  positive: true,
  nonNegative: true,
  covariance: true,
  widthMatrix: true,
  seed: true,
};

/** Whether a value is the name of a reduction. */
export function isReduction(value: unknown): value is Reduction {
  return isKey(reduceCounts, value);
}
