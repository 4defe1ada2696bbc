import { quoted } from "../expr/quote.ts";
import type { EntropyCommand } from "./arguments.ts";
import { bracketOf, estimatesOf, warningsOf } from "./bracket.ts";
import type { CommandIO } from "./command_io.ts";
import { informationOf } from "./information.ts";
import { measureAll } from "./measure.ts";
import { startProgress } from "./progress.ts";
import type { GroupEntropy, Report } from "./report.ts";
import type { Group, Source } from "./source.ts";

/** Asks every estimator about the mixture and about each group of it. */
export async function entropyReport(
  command: EntropyCommand,
  source: Source,
  io: CommandIO,
): Promise<Report> {
  const { estimators, draws, unit } = command;
  const grouping = source.data?.grouping, groups = grouping?.groups ?? [];
  const perUnit = nats(unit), scale = { d: source.mixture.dimension, nats: perUnit };
  const heard: string[] = [];
  const progress = command.quiet ? undefined : startProgress(io);
  const measured = await measureAll(source, { estimators, draws, unit: perUnit }, {
    onProgress: progress?.report,
    onWarning: (message) => heard.push(message),
  }).finally(() => progress?.end());
  const [estimates, ...ofGroups] = measured.map((values) => estimatesOf(estimators, values, scale));

  const bracket = bracketOf(estimates!), warnings = warningsOf("H(X)", estimates!);
  const report: Report = { source, unit, draws, estimates: estimates!, bracket, warnings };
  if (grouping !== undefined) {
    const rows = groups.reduce((sum, { rows }) => sum + rows, 0);
    const entropies = groups.map(({ label, rows: members }, g): GroupEntropy => {
      const own = ofGroups[g]!;
      warnings.push(...warningsOf(`H(X | ${quoted(label)})`, own));
      return {
        label,
        rows: members,
        weight: members / rows,
        estimates: own,
        bracket: bracketOf(own),
      };
    });
    report.information = informationOf(grouping.column, report, entropies, {
      labelEntropy: labelEntropy(groups, rows) / perUnit,
      nats: perUnit,
    });
  }
  // the library knows the loosest bounds of each value, and not which value it is
  if (warnings.length === 0) warnings.push(...heard);
  return report;
}

/** How many nats one unit is. */
function nats(unit: Report["unit"]): number {
  switch (unit) {
    case "nats":
      return 1;
    case "bits":
      return Math.LN2;
    default:
      return unit satisfies never;
  }
}

/** H(label) = −Σ p ln p, in nats. */
function labelEntropy(groups: Group[], rows: number): number {
  let entropy = 0, rest = 0;
  for (const { rows: members } of groups) {
    // compensated, as all terms are ≥ 0 (Kahan 1965)
    const term = members / rows * Math.log(rows / members) - rest, next = entropy + term;
    rest = next - entropy - term;
    entropy = next;
  }
  return entropy;
}
