import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { klTerm, lean, told } from "./draw_terms.ts";
import { growthOfXLogX } from "./jumps.ts";

/** Log densities at a point: of the mixture whose slope is asked for, and of the other one. */
export interface Logs {
  readonly own: Node;
  readonly other: Node;
}

/** Log densities at a face of a box: of the box by itself, of the rest of its mixture, and of the other mixture. */
export interface FaceLogs {
  readonly box: Node;
  readonly rest: Node;
  readonly other: Node;
}

/**
 * How a quantity F = ∫ ψ(p, q) changes with one of its two mixtures, called `own`, say f. What f changes by, ψ changes by ψ_f times
 * that, so the slope of F is E[κ ∂ ln f] over draws, κ = f ψ_f / density of the draws, and what no draw is needed for.
 */
export interface Side {
  /** Whether κ is for draws from both mixtures, half of them each, or from `own` alone. */
  readonly draws: "both" | "own";
  /** κ less what `constant` gives. */
  readonly pull: (logs: Logs) => Node;
  /** A part of ψ_f that is no function of x: it counts for the sum of weights only. */
  readonly constant: Node;
  /**
   * The slope of ψ_f along the path of a draw from f as so much of that of ln f and of the other logarithm, and what of κ that leaves
   * for draws of both. Missing where draws of both alone tell more.
   */
  readonly path?: {
    readonly own: (logs: Logs) => Node;
    readonly other: (logs: Logs) => Node;
    readonly left?: (logs: Logs) => Node;
  };
  /** (ψ(rest + box) − ψ(rest)) / box, less the constant: what a face of a box changes that moves outward. */
  readonly face: (logs: FaceLogs) => Node;
}

/** A quantity of two mixtures, as a mean over draws. */
export interface Quantity {
  /** Whether draws are from both mixtures, half of them each, or from one alone. */
  readonly draws: "both" | "p" | "q";
  /** What a draw tells, given ln p and ln q at it. */
  readonly perDraw: (logP: Node, logQ: Node) => Node;
  /** What no mean is above; weights sum to 1 but for rounding. */
  readonly most?: number;
  readonly p: Side;
  readonly q: Side;
}

const zero = /* @__PURE__ */ constant(0), one = /* @__PURE__ */ constant(1);
const two = /* @__PURE__ */ constant(2), half = /* @__PURE__ */ constant(0.5);
const minusOne = /* @__PURE__ */ constant(-1);

/** E = ln f/g, of a draw of both: (f − g)/(f + g) is tanh ½E. */
const logRatio = ({ own, other }: Logs) => nodes.sub(own, other);
const upper = (e: Node) => nodes.add(one, lean(e));
const whole = () => one, opposite = () => minusOne;

/** ∂KL(f‖g)/∂f: ψ = ln(f/g) + 1. */
const klFirst: Side = {
  draws: "both",
  pull: (logs) => nodes.weigh(upper(logRatio(logs)), logRatio(logs)),
  constant: one,
  path: { own: whole, other: opposite },
  face: ({ box, rest, other }) => nodes.sub(nodes.sub(growthOfXLogX(rest, box), other), one),
};

/** ∂KL(g‖f)/∂f: ψ = −g/f, which is taken as −1 + (1 − g/f): bounded for draws of both, and 0 where f = g. */
const klSecond: Side = {
  draws: "both",
  pull: pullOfSecond,
  constant: minusOne,
  face: (logs) => nodes.sub(one, lossOfLog(logs)),
};

/** 2u, for draws of both. */
function pullOfSecond(logs: Logs): Node {
  return nodes.mul(two, lean(logRatio(logs)));
}

/** (g/box) ln(1 + box/rest). */
function lossOfLog({ box, rest, other }: FaceLogs): Node {
  const grown = nodes.log1p(nodes.exp(nodes.sub(box, rest)));
  return nodes.weigh(nodes.exp(nodes.sub(other, box)), grown);
}

/** KL(p‖q). */
export const kl: Quantity = {
  draws: "both",
  perDraw: (logP, logQ) => klTerm(nodes.sub(logP, logQ)),
  p: klFirst,
  q: klSecond,
};

const eitherWay: Side = {
  draws: "both",
  pull: (logs) => nodes.add(klFirst.pull(logs), pullOfSecond(logs)),
  constant: zero,
  path: { own: whole, other: opposite, left: pullOfSecond },
  face: (logs) => nodes.add(klFirst.face(logs), klSecond.face(logs)),
};

/** KL(p‖q) + KL(q‖p) = ∫ (p − q) ln(p/q): 2uE for draws of both. */
export const symmetric: Quantity = {
  draws: "both",
  perDraw: (logP, logQ) => {
    const e = nodes.sub(logP, logQ);
    return nodes.mul(two, nodes.weigh(lean(e), e));
  },
  p: eitherWay,
  q: eitherWay,
};

/** ψ = ½ ln(2f/(f + g)) = ½ ln(1 + u). */
const towardsMiddle: Side = {
  draws: "both",
  pull: (logs) => {
    const u = lean(logRatio(logs));
    return nodes.mul(half, nodes.weigh(nodes.add(one, u), nodes.log1p(u)));
  },
  constant: zero,
  path: {
    own: (logs) => nodes.mul(constant(0.25), nodes.sub(one, lean(logRatio(logs)))),
    other: (logs) => nodes.mul(constant(-0.25), nodes.sub(one, lean(logRatio(logs)))),
  },
  face: ({ box, rest, other }) => {
    const all = nodes.max(rest, other);
    const both = nodes.add(
      all,
      nodes.log1p(nodes.expDiff(nodes.min(rest, other), all)),
    );
    const apart = nodes.sub(growthOfXLogX(rest, box), growthOfXLogX(both, box));
    return nodes.mul(half, nodes.add(apart, constant(Math.LN2)));
  },
};

/**
 * The Jensen–Shannon divergence: ln 2 − H(t) for draws of both, t = p/(p + q) being the posterior of where a draw comes from.
 */
export const jensenShannon: Quantity = {
  draws: "both",
  perDraw: (logP, logQ) => told(nodes.sub(logP, logQ)),
  most: Math.LN2,
  p: towardsMiddle,
  q: towardsMiddle,
};

/** −∫ p ln q; `base` is near it, and moves with the unit of x as ln q does. */
export function crossEntropy(base: Node): Quantity {
  const surprise = ({ other }: Logs) => nodes.neg(other);
  return {
    draws: "p",
    perDraw: (_logP, logQ) => nodes.neg(logQ),
    p: {
      draws: "own",
      pull: (logs) => nodes.sub(surprise(logs), base),
      constant: base,
      path: { own: () => zero, other: opposite },
      face: ({ other }) => nodes.sub(nodes.neg(other), base),
    },
    q: klSecond,
  };
}

/** The same quantity of q and p. */
export function reversed({ draws, perDraw, p, q, ...others }: Quantity): Quantity {
  return {
    ...others,
    draws: draws === "p" ? "q" : draws === "q" ? "p" : draws,
    perDraw: (logP, logQ) => perDraw(logQ, logP),
    p: q,
    q: p,
  };
}
