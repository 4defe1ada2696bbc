import { evaluate, type Expr, type Mixture } from "../../mod.ts";
import type { EntropyCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import type { Draws, Lazy } from "./estimators.ts";
import { startProgress } from "./progress.ts";
import {
  bracketOf,
  estimatesOf,
  type GroupEntropy,
  informationOf,
  type Measured,
  type Report,
} from "./report.ts";
import type { Group, Source } from "./source.ts";

/** Asks every estimator about the mixture and about each group of it, in one evaluation. */
export async function entropyReport(
  command: EntropyCommand,
  source: Source,
  io: CommandIO,
): Promise<Report> {
  const { estimators, draws, unit } = command;
  const groups = source.data?.grouping?.groups ?? [];
  const lazyOf = (mixture: Mixture, draws: Draws) => estimators.map((e) => e.of(mixture, draws));
  const lazy = [
    lazyOf(source.mixture, draws),
    // Seeds of their own make the draws of the groups independent, so that the variances add.
    ...groups.map(({ mixture }, g) => lazyOf(mixture, { ...draws, seed: draws.seed + 1 + g })),
  ];

  const progress = command.quiet ? undefined : startProgress(io);
  const [whole, ...parts] = await measure(lazy, nats(unit), progress?.report)
    .finally(() => progress?.end());

  const estimates = estimatesOf(estimators, whole!);
  const bracket = bracketOf(estimates);
  const report: Report = { source, unit, draws, estimates, bracket };
  const grouping = source.data?.grouping;
  if (grouping !== undefined) {
    const rows = groups.reduce((sum, { rows }) => sum + rows, 0);
    const entropies = groups.map(({ label, rows: members }, g): GroupEntropy => {
      const ofGroup = estimatesOf(estimators, parts[g]!);
      return {
        label,
        rows: members,
        weight: members / rows,
        estimates: ofGroup,
        bracket: bracketOf(ofGroup),
      };
    });
    report.information = informationOf(
      grouping.column,
      report,
      entropies,
      labelEntropy(groups, rows) / nats(unit),
    );
  }
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
  let entropy = 0;
  for (const { rows: members } of groups) entropy += members / rows * Math.log(rows / members);
  return entropy;
}

/** The values of all lazy estimates, mixture by mixture, divided by `unit`: one evaluation, so one plan. */
async function measure(
  lazy: Lazy[][],
  unit: number,
  onProgress?: (fraction: number) => void,
): Promise<Measured[][]> {
  const key = (m: number, e: number) => `${m}.${e}`;
  const errorKey = (m: number, e: number) => `${key(m, e)}.error`;
  const expressions: Record<string, Expr> = {};
  for (const [m, estimates] of lazy.entries()) {
    for (const [e, { value, standardError }] of estimates.entries()) {
      expressions[key(m, e)] = value;
      if (standardError !== undefined) expressions[errorKey(m, e)] = standardError;
    }
  }
  const values = await evaluate(expressions, { onProgress });
  return lazy.map((estimates, m) =>
    estimates.map(({ standardError }, e) => {
      const measured: Measured = { value: values[key(m, e)]! / unit };
      if (standardError !== undefined) measured.standardError = values[errorKey(m, e)]! / unit;
      return measured;
    })
  );
}
