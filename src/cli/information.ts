import type {
  Estimate,
  GroupEntropy,
  Information,
  InformationEnd,
  InformationEstimate,
} from "./report.ts";
import type { DirectBracket } from "./measure_information.ts";
import { aboveLabelEntropy } from "./rounding.ts";

/**
 * I(X; label) = H(X) − Σ p(label) H(X | label). Every group has the kernel of all rows, so p(x) = Σ p(label) p(x | label) holds
 * and I lies in [0, H(label)]; it also lies in [lower H(X) − Σ p upper H(X | label), upper H(X) − Σ p lower H(X | label)], and
 * between the bounds on the information itself.
 *
 * @param labelEntropy H(label), in the unit of the rest, which is `nats`
 */
export function informationOf(
  column: string,
  whole: { estimates: Estimate[]; lower: number; upper: number },
  groups: GroupEntropy[],
  { labelEntropy, nats, direct }: { labelEntropy: number; nats: number; direct: DirectBracket },
): Information {
  const estimates = whole.estimates.map(({ name, value: entropy, standardError }, i) => {
    const conditional = weightedSum(groups, ({ estimates }) => estimates[i]!.value);
    const estimate: InformationEstimate = {
      name,
      entropy,
      conditional,
      information: Math.min(labelEntropy, Math.max(0, entropy - conditional)),
    };
    if (standardError !== undefined) {
      // The draws of the groups are independent of each other and of those of the whole: variances add.
      let variance = standardError ** 2;
      for (const { weight, estimates } of groups) {
        variance += (weight * (estimates[i]!.standardError ?? 0)) ** 2;
      }
      estimate.standardError = Math.sqrt(variance);
    }
    return estimate;
  });

  const conditionalBracket = {
    lower: boundSum(groups, "lower"),
    upper: boundSum(groups, "upper"),
  };
  const least = nearer("larger", [
    { value: 0, from: "zero" },
    { value: direct.lower, from: "direct bounds" },
    { value: difference(whole.lower, conditionalBracket.upper) ?? -Infinity, from: "bounds" },
  ]);
  const most = nearer("smaller", [
    { value: aboveLabelEntropy(labelEntropy, nats), from: "label entropy" },
    { value: direct.upper, from: "direct bounds" },
    { value: difference(whole.upper, conditionalBracket.lower) ?? Infinity, from: "bounds" },
  ]);
  const upper: InformationEnd = most.value < 0 ? { value: 0, from: "zero" } : most;
  return {
    column,
    labelEntropy,
    groups,
    estimates,
    conditionalBracket,
    bracket: { lower: { ...least, value: Math.min(least.value, upper.value) }, upper },
  };
}

/** The largest or the smallest of some ends, the first of those that are equal. */
function nearer(which: "larger" | "smaller", ends: readonly InformationEnd[]): InformationEnd {
  return ends.reduce((best, end) =>
    (which === "larger" ? end.value > best.value : end.value < best.value) ? end : best
  );
}

/** Σ p · value over the groups, compensated (Neumaier 1974): a file may have as many labels as rows. */
function weightedSum(groups: GroupEntropy[], value: (group: GroupEntropy) => number): number {
  let sum = 0, rest = 0;
  for (const group of groups) {
    const term = group.weight * value(group), next = sum + term;
    rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  // an infinite sum has no rest
  return Number.isFinite(sum) ? sum + rest : sum;
}

function boundSum(groups: GroupEntropy[], end: "lower" | "upper"): number | undefined {
  if (groups.some(({ bracket }) => bracket[end] === undefined)) return undefined;
  return weightedSum(groups, ({ bracket }) => bracket[end]?.value ?? NaN);
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
