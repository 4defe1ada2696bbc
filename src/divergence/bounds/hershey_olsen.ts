import { sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { klDivergence } from "../../distance/kl.ts";
import type { Component } from "../../mixture/component_types.ts";
import { average, logAverage, type Side } from "./sides.ts";

/** KL(pᵢ‖gⱼ), or what is not below it. */
function componentKl(i: Component<Node>, j: Component<Node>): Node {
  return nodeOf(klDivergence(i, j));
}

/** What rounding makes of the sums of φ, of the mean of K and of each step. */
const loss = 2 ** -47;

/**
 * KL(p‖q) from above by the variational bound of Hershey & Olsen (2007, eq. 25): with φᵢⱼ ≥ 0, Σⱼ φᵢⱼ = cᵢ, and ψᵢⱼ ≥ 0, Σᵢ ψᵢⱼ = ωⱼ, by the log-sum
 * inequality KL(p‖q) ≤ Σ φᵢⱼ (ln φᵢⱼ/ψᵢⱼ + Kᵢⱼ), K = KL(pᵢ‖gⱼ). From φ = ψ = cᵢωⱼ each step lowers it: φᵢⱼ = cᵢ ψᵢⱼ e^(−K)/Σ, then
 * ψᵢⱼ = ωⱼ φᵢⱼ/Σ.
 *
 * Nothing of the size of φ is kept, for after t steps φᵢⱼ = cᵢ ωⱼ exp(−Mⱼ′ − tKᵢⱼ − Lᵢ) and φ/ψ = exp(Mⱼ − Mⱼ′) with
 * Lᵢ = ln Σⱼ ωⱼ exp(−Mⱼ′ − tK) and Mⱼ = ln Σᵢ cᵢ exp(−tK − Lᵢ), Mⱼ′ being that of the step before, 0 at first. A step is two sweeps.
 */
export function hersheyOlsenUpper(p: Side, q: Side, steps: number): Node {
  const zero = constant(0);
  let before: Node[] = q.map(() => zero), after: Node[] = before, reach: Node[] = [];
  for (let t = 1; t <= steps; t++) {
    const times = constant(t), last = after;
    before = last;
    const exponent = (i: Component<Node>, j: Component<Node>) =>
      nodes.neg(nodes.mul(times, componentKl(i, j)));
    reach = p.map((i) =>
      known(logAverage(q, (j) => nodes.sub(exponent(i, j), last[q.indexOf(j)]!)))
    );
    after = q.map((j) =>
      known(logAverage(p, (i) => nodes.sub(exponent(i, j), reach[p.indexOf(i)]!)))
    );
  }
  const perPart = q.map((j, b) => {
    const gain = nodes.sub(after[b]!, before[b]!);
    const terms = p.map((i, a) => {
      const k = componentKl(i, j);
      const logShare = nodes.neg(
        nodes.add(nodes.add(nodes.mul(constant(steps), k), before[b]!), reach[a]!),
      );
      const share = nodes.weigh(i.weight, nodes.exp(logShare));
      return sumOver(i.component, nodes.weigh(share, nodes.add(gain, k)));
    });
    const column = terms.reduce((sum, x) => nodes.add(sum, x));
    return sumOver(j.component, nodes.weigh(j.weight, column));
  });
  const value = perPart.reduce((sum, x) => nodes.add(sum, x));
  const size = nodes.add(constant(1), nodes.abs(value));
  const lost = nodes.mul(constant(loss * steps), nodes.mul(size, size));
  const uncovered = average(p, (i) => {
    const meets = logAverage(q, (j) => nodes.neg(componentKl(i, j)));
    return nodes.sub(constant(1), nodes.less(constant(-Infinity), meets));
  });
  return nodes.select(
    nodes.less(zero, markers.stop(uncovered)),
    constant(Infinity),
    nodes.add(value, markers.stop(lost)),
  );
}

/** A logarithm of a sum, 0 where nothing is in it: what is multiplied by it is 0 then. */
function known(x: Node): Node {
  return nodes.select(nodes.less(constant(-Infinity), x), x, constant(0));
}
