/**
 * What is known to go wrong and is mended elsewhere. A hunt that met these again and again would find nothing else. Each
 * goes when its mend is here.
 */
import type { ExtremeMixture } from "../tests/extreme_mixtures.ts";

/** Mixtures all of whose gradients wait for a mend. */
const mixtures: { readonly [mend: string]: (mixture: ExtremeMixture) => boolean } = {
  "gradients at extreme units": ({ m, widths }) => {
    const sizes = [...widths.flat(), ...m.entries.flatMap(({ point }) => point.map(Math.abs))];
    return Math.min(...widths.flat()) < 1e-70 || Math.max(...sizes) > 1e70;
  },
};

/** Gradients of single estimators. */
const estimators: {
  readonly [mend: string]: (mixture: ExtremeMixture, estimator: string) => boolean;
} = {
  "KL gradients in covariance matrices lose the condition": ({ condition }, estimator) =>
    estimator === "kl" && condition > 1e4,
};

/** Whether the gradients of a mixture wait for a mend. */
export function areKnown(mixture: ExtremeMixture): boolean {
  return Object.values(mixtures).some((waits) => waits(mixture));
}

/** Whether the gradient of one estimator does. */
export function isKnown(mixture: ExtremeMixture, estimator: string): boolean {
  return Object.values(estimators).some((waits) => waits(mixture, estimator));
}

/** Whether worker threads die in the hunt for faults: in Deno a death may go unseen, and its job end with a wrong value. */
export const workersDie = false;
