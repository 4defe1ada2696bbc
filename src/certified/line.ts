import type { Slices } from "../expr/slices.ts";
import { newTotal } from "./compensated.ts";
import type { Effort } from "./effort.ts";
import { lossOf, nodeCount, nodeWeights } from "./gauss_legendre.ts";
import type { Gaussians, Integral } from "./gaussians.ts";
import { cutting, type Panel } from "./panels.ts";

/** How often a panel is halved for its integral, at most. */
const mostHalvings = 24;
/** So many panels may a component have to itself: its reach, 19 σ, in quarters. */
const panelsEach = 80;

/**
 * −∫ p ln p on the line: Gauss–Legendre rules of 16 nodes on panels of at most half the σ of every component that reaches them
 * (see `panels.ts`), of densities relative to the mean height, whose logarithm times Σ cᵢ is added. Undefined where that
 * takes more than `maxWork` densities.
 *
 * Why so few nodes do. ln p is singular where p has a zero, off the line: terms cancel where their phases zy/σ differ by π, so
 * at z standard deviations from two means no nearer than y = πσ/2z, where p is below e^{−z²/2} of its height. On a panel of half
 * a σ the rule converges as ρ⁻³² with ρ = 4y/σ + √(1 + (4y/σ)²), and e^{−z²/2}ρ⁻³² is below 1e−19 for every z. Besides, each panel
 * estimates what it loses by the last coefficients of the polynomial through its values, and is halved where that is more than
 * its share. The error is the sum of these estimates, by what ∫ p differs from Σ cᵢ, the tails, and an allowance for rounding.
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
  const height = -weights.reduce((s, c, i) => s + c * Math.log(sigmas[i]!), 0) / sum;
  const cut = cutting(p, sigmas, height), open: Panel[] = [cut.whole()];
  const value = newTotal(), mass = newTotal(), values = new Float64Array(nodeCount);
  let loss = 0, size = 0, work = 0, sinceBreath = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { panel, densities } = cut.settled(next);
    work += densities;
    if (work > maxWork) return undefined;
    if ((sinceBreath += densities + nodeCount) > 1e5) {
      sinceBreath = 0;
      onProgress?.(Math.min(1, mass.total() / sum));
      yield;
    }
    if (panel.open.length > 0) {
      open.push(...cut.halves(panel, 0).toReversed());
      continue;
    }
    const { density } = panel;
    if (density === undefined) continue;
    const scale = panel.length / 2 * Math.exp(height);
    let own = 0, ownMass = 0, ownSize = 0;
    for (let t = 0; t < nodeCount; t++) {
      const x = density[t]!, term = x > 0 ? -x * Math.log(x) : 0;
      values[t] = term;
      own += nodeWeights[t]! * term;
      ownMass += nodeWeights[t]! * x;
      ownSize += nodeWeights[t]! * Math.abs(term);
    }
    const lost = scale * lossOf(values),
      share = Math.max(scale * ownMass / sum, 1 / (panelsEach * k));
    if (
      lost > Math.max(0.1 * tolerance * share, 2 ** -52 * scale * ownSize) &&
      panel.halvings < mostHalvings
    ) {
      open.push(...cut.halves(panel, panel.halvings + 1).toReversed());
      continue;
    }
    value.add(scale * own);
    mass.add(scale * ownMass);
    size += scale * ownSize;
    loss += lost;
  }
  const tails = 1e-18 * sum * (1 + Math.log(k)),
    rounding = 2 ** -49 * size + 2 ** -51 * sum * Math.abs(height);
  const missing = Math.abs(mass.total() - sum);
  return { value: value.total() - height * sum, error: loss + missing + tails + rounding };
}
