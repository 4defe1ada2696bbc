import { nearestNeighbourEntropy } from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import { bracketOf, estimatesOf, warningsOf } from "./bracket.ts";
import type { CommandIO } from "./command_io.ts";
import { informationOf } from "./information.ts";
import { measureAll } from "./measure.ts";
import { startProgress } from "./progress.ts";
import type { DataEstimate, GroupEntropy, Report } from "./report.ts";
import type { Group } from "./label_groups.ts";
import type { Data } from "./rows.ts";
import type { Source } from "./source.ts";
import type { EntropyOptions } from "./syntax/entropy_options.ts";
import { nats } from "./syntax/unit.ts";
import { isSingle } from "./syntax/running_options.ts";

/** Asks every estimator about the mixture and about each group of it. */
export async function entropyReport(
  options: EntropyOptions,
  source: Source,
  io: CommandIO,
): Promise<Report> {
  const { estimators: { ofMixture: estimators, ofData }, draws, unit } = options;
  const { data } = source, grouping = data?.grouping, groups = grouping?.groups ?? [];
  const perUnit = nats(unit),
    scale = {
      d: source.mixture.dimension,
      nats: perUnit,
      isSingle: isSingle(options.running),
    };
  const heard: string[] = [];
  const progress = options.quiet ? undefined : startProgress(io);
  const asked = { estimators, ofData, draws, unit: perUnit };
  const { measured, leaveOneOut } = await measureAll(source, asked, {
    ...options.running,
    onProgress: progress?.report,
    onWarning: (message) => heard.push(message),
  }).finally(() => progress?.end());
  const [estimates, ...ofGroups] = measured.map((values) => estimatesOf(estimators, values, scale));

  const bracket = bracketOf(estimates!), warnings = warningsOf("H(X)", estimates!);
  const report: Report = {
    ...{ source, unit, draws, estimates: estimates!, bracket, warnings },
    ofData: [],
    notes: [...data?.notes ?? []],
  };
  if (leaveOneOut !== undefined) {
    const note = "the kernels of all other rows";
    report.ofData.push({ name: "leave-one-out", value: leaveOneOut, note });
  }
  if (data !== undefined && ofData.includes("nearest-neighbours")) {
    if (data.sample.weights === undefined) report.ofData.push(nearestNeighbours(data, perUnit));
    else report.notes.push("The nearest-neighbours estimate knows no weights and is left out");
  }
  if (grouping !== undefined) {
    const entropies = groups.map(({ label, rows, weight }, g): GroupEntropy => {
      const own = ofGroups[g]!;
      warnings.push(...warningsOf(`H(X | ${quoted(label)})`, own));
      return { label, rows, weight, estimates: own, bracket: bracketOf(own) };
    });
    report.information = informationOf(grouping.column, report, entropies, {
      labelEntropy: labelEntropy(groups) / perUnit,
      nats: perUnit,
    });
  }
  // the library knows the loosest bounds of each value, and not which value it is
  const isOfDraws = (sentence: string) => sentence.startsWith("The Monte Carlo value");
  const known = warnings.length > 0;
  warnings.push(...heard.filter((sentence) => !(known && isOfDraws(sentence))));
  return report;
}

/** Neighbours by how near they are; the last of them counts, if there are so many. */
const ordinals = ["nearest", "2nd nearest", "3rd nearest"];

/** The columns have units of their own, so distances are taken where their covariance is the unit matrix. */
function nearestNeighbours({ sample: { values, n, d } }: Data, perUnit: number): DataEstimate {
  const k = Math.min(ordinals.length, n - 1);
  const rows = { data: values, shape: [n, d] };
  const value = nearestNeighbourEntropy(rows, { neighbours: k, whiten: true }) / perUnit;
  const note = value > -Infinity
    ? `${ordinals[k - 1]} rows (Kozachenko–Leonenko)`
    : "nearest rows: some repeat, 0 apart";
  return { name: "nearest-neighbours", value, note };
}

/** H(label) = −Σ p ln p, in nats. */
function labelEntropy(groups: readonly Group[]): number {
  let entropy = 0, rest = 0;
  for (const { weight } of groups) {
    // compensated, as all terms are ≥ 0 (Kahan 1965)
    const term = -weight * Math.log(weight) - rest, next = entropy + term;
    rest = next - entropy - term;
    entropy = next;
  }
  return entropy;
}
