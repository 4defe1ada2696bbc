import { evaluate, type EvaluateOptions, type Expr, type Mixture } from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import type { EntropyCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import type { Draws, Estimator, Lazy } from "./estimators.ts";
import { startProgress } from "./progress.ts";
import {
  bracketOf,
  estimatesOf,
  type GroupEntropy,
  informationOf,
  type Measured,
  type Report,
  warningsOf,
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

  const column = source.data?.grouping?.column ?? "";
  const names = ["", ...groups.map(({ label }, g) => ` of ${column} ${uniquely(label, g)}`)];
  const perUnit = nats(unit), scale = { d: source.mixture.dimension, nats: perUnit };
  const heard: string[] = [];
  const progress = command.quiet ? undefined : startProgress(io);
  const [whole, ...parts] = await measure(
    { lazy, names, estimators },
    perUnit,
    { onProgress: progress?.report, onWarning: (message) => heard.push(message) },
  ).finally(() => progress?.end());

  const estimates = estimatesOf(estimators, whole!, scale);
  const bracket = bracketOf(estimates);
  const warnings = warningsOf("H(X)", estimates);
  const report: Report = { source, unit, draws, estimates, bracket, warnings };
  const grouping = source.data?.grouping;
  if (grouping !== undefined) {
    const rows = groups.reduce((sum, { rows }) => sum + rows, 0);
    const entropies = groups.map(({ label, rows: members }, g): GroupEntropy => {
      const ofGroup = estimatesOf(estimators, parts[g]!, scale), bracket = bracketOf(ofGroup);
      warnings.push(...warningsOf(`H(X | ${quoted(label)})`, ofGroup));
      return { label, rows: members, weight: members / rows, estimates: ofGroup, bracket };
    });
    report.information = informationOf(column, report, entropies, {
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

/** A label in quotes; where that does not show all of it, with its number. */
function uniquely(label: string, g: number): string {
  const text = quoted(label);
  return text.endsWith('…"') ? `${text} (label ${g + 1})` : text;
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

/** The values of all lazy estimates, mixture by mixture, divided by `unit`: one evaluation, so one plan. */
async function measure(
  { lazy, names, estimators }: { lazy: Lazy[][]; names: string[]; estimators: Estimator[] },
  unit: number,
  options: EvaluateOptions,
): Promise<Measured[][]> {
  // messages call a value by its name here: as the user knows it
  const key = (m: number, e: number) => `${estimators[e]!.name}${names[m]!}`;
  const errorKey = (m: number, e: number) => `the standard error of ${key(m, e)}`;
  // no key of these can be a property that every object has
  const expressions: Record<string, Expr> = {};
  for (const [m, estimates] of lazy.entries()) {
    for (const [e, { value, standardError }] of estimates.entries()) {
      expressions[key(m, e)] = value;
      if (standardError !== undefined) expressions[errorKey(m, e)] = standardError;
    }
  }
  const values = await evaluate(expressions, options);
  return lazy.map((estimates, m) =>
    estimates.map(({ standardError }, e) => {
      const measured: Measured = { value: values[key(m, e)]! / unit };
      if (standardError !== undefined) measured.standardError = values[errorKey(m, e)]! / unit;
      return measured;
    })
  );
}
