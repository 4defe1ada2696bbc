import type { Slices } from "../expr/slices.ts";
import { newTotal } from "./compensated.ts";
import type { Effort } from "./effort.ts";
import { nodeCount } from "./gauss_legendre.ts";
import type { Gaussians, Integral } from "./gaussians.ts";
import { type Panel, panels } from "./panels.ts";
import { posteriorEntropy } from "./posterior_entropy.ts";

/** How often a panel is halved at most. */
const deepest = 24;
/** So many panels may a component have to itself: twice 9.5 σ in halves, and an end. */
const panelsEach = 40;

/**
 * −∫ p ln p on the line as J − ∫ p H(r) dx, with J = Σ cᵢ(hᵢ − ln cᵢ) and H(r(x)) the entropy of the component given the point:
 * Gauss–Legendre rules of 12 nodes on panels of half a σ. Undefined where that takes more than `maxWork` densities.
 *
 * Why so few nodes do. ln p is singular where p has a zero, off the line: terms cancel where their phases zy/σ differ by π, so
 * at z standard deviations from two means no nearer than y = πσ/2z, where p is below e^{−z²/2} of its height. On a panel of half
 * a σ the rule converges as ρ⁻²⁴ with ρ = 4y/σ + √(1 + (4y/σ)²), and e^{−z²/2}ρ⁻²⁴ is below 1e−16 for every z. Besides, each panel
 * estimates what it loses by the last coefficients of the polynomial through its values, and is halved where that is more than
 * its share. The sum of these estimates, the tails beyond 9.5 σ and an allowance for rounding are the error.
 */
export function* lineEntropy(
  p: Gaussians,
  { tolerance, maxWork, onProgress }: Effort,
): Slices<Integral | undefined> {
  const { k, weights, covariances, shared } = p;
  const sigmas = Float64Array.from(
    { length: k },
    (_, i) => Math.sqrt(covariances[shared ? 0 : i]!),
  );
  const sum = weights.reduce((s, c) => s + c, 0);
  const integral = posteriorEntropy(p, sigmas), inner = newTotal();
  let loss = 0, work = 0, slice = 0;
  /** Integrates a panel, in halves where it must; says how many rules that took. */
  const halved = (left: number, right: number, depth: number): number => {
    integral.integrate(left, right);
    const share = 0.1 * tolerance * Math.max(integral.mass / sum, 1 / (panelsEach * k));
    if (integral.loss > Math.max(share, 2 ** -53 * integral.value) && depth > 0) {
      const middle = (left + right) / 2;
      return 1 + halved(left, middle, depth - 1) + halved(middle, right, depth - 1);
    }
    inner.add(integral.value);
    loss += integral.loss;
    return 1;
  };
  for (const panel of panels(p, sigmas)) {
    const each = nodeCount * panel.count;
    // one component has no entropy of the component
    if (panel.count > 1) {
      integral.prepare(panel);
      work += each * halved(panel.left, panel.right, deepest);
    }
    if (work > maxWork) return undefined;
    if ((slice += each) > 1e5) {
      slice = 0;
      onProgress?.(shareDone(panel, p));
      yield;
    }
  }
  const [joint, size] = jointOf(p, sigmas);
  const tails = 1e-18 * sum * (1 + Math.log(k));
  return {
    value: joint - inner.total(),
    error: loss + tails + 2 ** -51 * (size + inner.total()),
  };
}

/** J, and the sum of its terms' sizes. */
function jointOf({ k, weights }: Gaussians, sigmas: Float64Array): [joint: number, size: number] {
  const joint = newTotal();
  let size = 0;
  for (let i = 0; i < k; i++) {
    const h = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(sigmas[i]!);
    const term = weights[i]! * (h - Math.log(weights[i]!));
    joint.add(term);
    size += Math.abs(term);
  }
  return [joint.total(), size];
}

/** How many of the means a panel has passed, roughly: the anchors come from left to right. */
function shareDone({ anchor }: Panel, { k, means }: Gaussians): number {
  let passed = 0;
  for (let i = 0; i < k; i++) if (means[i]! < means[anchor]!) passed++;
  return passed / k;
}
