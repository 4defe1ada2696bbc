/** All estimators of a mixture, and values with all their gradients. */
import {
  conditionalEntropy,
  elkEntropy,
  type Expr,
  gradient,
  jointEntropy,
  kdeEntropy,
  type Mixture,
  pairwiseEntropy,
} from "../../mod.ts";

/** Every estimator that the vectors know, by their names there. */
export interface Estimators {
  readonly conditional: Expr;
  readonly joint: Expr;
  readonly kl: Expr;
  readonly bhattacharyya: Expr;
  readonly "chernoff0.3": Expr;
  readonly "chernoff0.7": Expr;
  readonly elkDistance: Expr;
  readonly elk: Expr;
  readonly kde: Expr;
  readonly [estimator: string]: Expr;
}

/** The estimators of a mixture's entropy. */
export function estimatorsOf(p: Mixture): Estimators {
  return {
    conditional: conditionalEntropy(p),
    joint: jointEntropy(p),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    "chernoff0.3": pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    "chernoff0.7": pairwiseEntropy(p, { distance: { chernoff: 0.7 } }),
    elkDistance: pairwiseEntropy(p, { distance: "elk" }),
    elk: elkEntropy(p),
    kde: kdeEntropy(p),
  };
}

/** A value and its gradients in all parameters of a mixture. */
export function withSlopes(value: Expr, p: Mixture): [Expr, ...Expr[]] {
  return [value, ...Object.values(gradient(value, p))];
}
