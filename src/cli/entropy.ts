import { nearestNeighbourEntropy } from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import { answerOf } from "./answer.ts";
import { bracketOf, estimatesOf, warningsOf } from "./bracket.ts";
import type { CommandIO } from "./command_io.ts";
import { informationOf } from "./information.ts";
import { measureAll } from "./measure.ts";
import { measureBounds } from "./measure_bounds.ts";
import { type DirectBracket, measureInformation } from "./measure_information.ts";
import { startProgress } from "./progress.ts";
import type { DataEstimate, Estimate, GroupEntropy, Information, Report } from "./report.ts";
import type { Scale } from "./rounding.ts";
import type { Group } from "./label_groups.ts";
import type { Data, Grouping } from "./rows.ts";
import type { Source } from "./source.ts";
import type { EntropyOptions } from "./syntax/entropy_options.ts";
import { nats } from "./syntax/unit.ts";
import { isSingle } from "./syntax/running_options.ts";

/** Asks for the entropy of the mixture, and the estimators about it and about each group of it. */
export async function entropyReport(
  options: EntropyOptions,
  source: Source,
  io: CommandIO,
): Promise<Report> {
  const { estimators, draws, unit, aim } = options, perUnit = nats(unit);
  const { data, mixture } = source, grouping = data?.grouping;
  const scale: Scale = {
    d: mixture.dimension,
    nats: perUnit,
    isSingle: isSingle(options.running),
  };
  const heard: string[] = [];
  const progress = options.quiet ? undefined : startProgress(io);
  const during = (from: number, to: number) => ({
    ...options.running,
    onProgress: progress && ((share: number) => progress.report(from + (to - from) * share)),
    onWarning: (message: string) => void heard.push(message),
  });
  const isTable = estimators.ofMixture.length + estimators.bounds.length > 0;
  const [answered, measuredAt] = isTable ? [0.4, 0.8] : [data === undefined ? 1 : 0.8, 1];
  const asked = { ...estimators, draws, unit: perUnit };
  const measure = async () => {
    const answer = await answerOf(mixture, aim, unit, during(0, answered));
    const all = await measureAll(source, asked, during(answered, measuredAt));
    // of labels, a row of the table needs a value for each
    const bounds = grouping !== undefined ? [] : await measureBounds(mixture, estimators, {
      ...{ effort: aim.effort, scale, running: during(measuredAt, 1) },
    });
    const direct = grouping &&
      await measureInformation(mixture, grouping.labels, {
        ...{ effort: aim.effort, scale, running: during(measuredAt, 1) },
      });
    return { answer, bounds, direct, ...all };
  };
  const { answer, bounds, direct, measured, leaveOneOut } = await measure().finally(() =>
    progress?.end()
  );
  const [ofWhole, ...ofGroups] = measured.map((values) =>
    estimatesOf(estimators.ofMixture, values, { mixture, scale })
  );
  const estimates = [...ofWhole!, ...bounds];
  const report: Report = {
    ...{ source, unit, answer, draws, estimates, bracket: bracketOf(estimates) },
    warnings: warningsOf("H(X)", estimates),
    ofData: [],
    notes: [...data?.notes ?? []],
  };
  if (data !== undefined) askData(report, data, leaveOneOut, options);
  if (grouping !== undefined && direct !== undefined) {
    report.information = informationAbout(grouping, ofGroups, report, { perUnit, direct });
  }
  // the library knows the loosest bounds of each value, and not which value it is
  const isOfDraws = (sentence: string) => sentence.startsWith("The Monte Carlo value");
  const known = report.warnings.length > 0;
  report.warnings.push(...new Set(heard.filter((sentence) => !(known && isOfDraws(sentence)))));
  return report;
}

/** Adds the estimates of the entropy of what the rows are draws of. */
function askData(
  report: Report,
  data: Data,
  leaveOneOut: number | undefined,
  { estimators: { ofData }, unit }: EntropyOptions,
): void {
  if (leaveOneOut !== undefined) {
    const note = "the kernels of all other rows";
    report.ofData.push({ name: "leave-one-out", value: leaveOneOut, note });
  }
  if (!ofData.includes("nearest-neighbours")) return;
  if (data.sample.weights === undefined) report.ofData.push(nearestNeighbours(data, nats(unit)));
  else report.notes.push("The nearest-neighbours estimate knows no weights and is left out");
}

/** What the labels and the data tell about each other; adds the warnings about each label. */
function informationAbout(
  { column, groups }: Grouping,
  ofGroups: readonly Estimate[][],
  { estimates, bracket, answer, warnings }: Report,
  { perUnit, direct }: { readonly perUnit: number; readonly direct: DirectBracket },
): Information {
  const entropies = groups.map(({ label, rows, weight }, g): GroupEntropy => {
    const own = ofGroups[g]!;
    warnings.push(...warningsOf(`H(X | ${quoted(label)})`, own));
    return { label, rows, weight, estimates: own, bracket: bracketOf(own) };
  });
  // what is certain of the whole is what is nearer: the bounds of the table, or those of the answer
  const whole = {
    lower: Math.max(answer.lower, bracket.lower?.value ?? -Infinity),
    upper: Math.min(answer.upper, bracket.upper?.value ?? Infinity),
  };
  return informationOf(column, { estimates, ...whole }, entropies, {
    labelEntropy: labelEntropy(groups) / perUnit,
    nats: perUnit,
    direct,
  });
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
