/** All estimators of a mixture, and values with all their gradients. */
import {
  conditionalEntropy,
  elkEntropy,
  type Expr,
  gradient,
  jointEntropy,
  kdeEntropy,
  type Mixture,
  type MixtureWith,
  pairwiseEntropy,
  type PerBatch,
} from "../../mod.ts";

/** Every estimator that the vectors know, by their names there. */
export interface Estimators<B extends number | undefined = number | undefined> {
  readonly conditional: Expr<PerBatch<B>>;
  readonly joint: Expr<PerBatch<B>>;
  readonly kl: Expr<PerBatch<B>>;
  readonly bhattacharyya: Expr<PerBatch<B>>;
  readonly "chernoff0.3": Expr<PerBatch<B>>;
  readonly "chernoff0.7": Expr<PerBatch<B>>;
  readonly elkDistance: Expr<PerBatch<B>>;
  readonly elk: Expr<PerBatch<B>>;
  readonly kde: Expr<PerBatch<B>>;
  readonly [estimator: string]: Expr<PerBatch<B>>;
}

/** The estimators of a mixture's entropy. */
export function estimatorsOf<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Estimators<B> {
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
export function withSlopes(value: Expr, p: Mixture): readonly [Expr, ...Expr[]] {
  return [value, ...Object.values(gradient(value, p))];
}
