import { lossOf, nodeCount, nodes, nodeWeights } from "./gauss_legendre.ts";
import type { Gaussians } from "./gaussians.ts";
import type { Panel } from "./panels.ts";

/** What lies below e⁻⁵⁰ of the largest term adds nothing. */
const negligible = -50;

/** ∫ p H(r) over an interval; the fields tell of the last one. */
export interface PosteriorEntropy {
  /** Takes the components that reach a panel. */
  readonly prepare: (panel: Panel) => void;
  /** Integrates from `left` to `right`, offsets from the panel's anchor. */
  readonly integrate: (left: number, right: number) => void;
  /** ∫ p H(r). */
  value: number;
  /** An estimate of what the rule loses of it. */
  loss: number;
  /** ∫ p. */
  mass: number;
}

/**
 * The integrator of one mixture on the line. With aⱼ = ln cⱼpⱼ(x), M their maximum, S = Σ exp(aⱼ − M) and
 * T = Σ (aⱼ − M) exp(aⱼ − M): p = e^M S and p H(r) = e^M (S ln S − T), where S is 1 + the sum of the others.
 */
export function posteriorEntropy(p: Gaussians, sigmas: Float64Array): PosteriorEntropy {
  const { k, means, weights } = p;
  const logHeights = sigmas.map((s, j) =>
    Math.log(weights[j]!) - Math.log(s) - 0.5 * Math.log(2 * Math.PI)
  );
  const distances = new Float64Array(k), widths = new Float64Array(k), logs = new Float64Array(k);
  const terms = new Float64Array(k), values = new Float64Array(nodeCount);
  let count = 0;
  const self: PosteriorEntropy = {
    value: 0,
    loss: 0,
    mass: 0,
    prepare: (panel) => {
      count = panel.count;
      for (let t = 0; t < count; t++) {
        const j = panel.near[t]!;
        distances[t] = means[panel.anchor]! - means[j]!;
        widths[t] = sigmas[j]!;
        logs[t] = logHeights[j]!;
      }
    },
    integrate: (left, right) => {
      const half = (right - left) / 2, middle = (left + right) / 2;
      self.value = self.mass = 0;
      for (let n = 0; n < nodeCount; n++) {
        const offset = middle + half * nodes[n]!;
        let most = -Infinity, first = 0;
        for (let t = 0; t < count; t++) {
          const z = (distances[t]! + offset) / widths[t]!, a = logs[t]! - 0.5 * z * z;
          terms[t] = a;
          if (a > most) [most, first] = [a, t];
        }
        let others = 0, weighted = 0;
        for (let t = 0; t < count; t++) {
          const a = terms[t]! - most;
          if (t === first || a < negligible) continue;
          const e = Math.exp(a);
          others += e;
          weighted += a * e;
        }
        const scale = half * Math.exp(most);
        values[n] = scale * ((1 + others) * Math.log1p(others) - weighted);
        self.value += nodeWeights[n]! * values[n]!;
        self.mass += nodeWeights[n]! * scale * (1 + others);
      }
      self.loss = lossOf(values);
    },
  };
  return self;
}
