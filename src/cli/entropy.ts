import { evaluate, type EvaluateOptions, type Expr, type Mixture } from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import type { EntropyCommand } from "./arguments.ts";
import { bracketOf, estimatesOf, warningsOf } from "./bracket.ts";
import type { CommandIO } from "./command_io.ts";
import type { Draws, Estimator } from "./estimators.ts";
import { informationOf } from "./information.ts";
import { startProgress } from "./progress.ts";
import type { GroupEntropy, Measured, Report } from "./report.ts";
import type { Group, Source } from "./source.ts";

/** Asks every estimator about the mixture and about each group of it. */
export async function entropyReport(
  command: EntropyCommand,
  source: Source,
  io: CommandIO,
): Promise<Report> {
  const { estimators, draws, unit } = command;
  const grouping = source.data?.grouping, groups = grouping?.groups ?? [];
  const parts: Part[] = [
    { mixture: source.mixture, draws, name: "" },
    ...groups.map(({ mixture, label }, g) => ({
      mixture,
      // Seeds of their own make the draws of the groups independent, so that the variances add.
      draws: { ...draws, seed: draws.seed + 1 + g },
      name: ` of ${grouping?.column} ${quoted(label)}`,
    })),
  ];
  const perUnit = nats(unit), scale = { d: source.mixture.dimension, nats: perUnit };
  const heard: string[] = [];
  const progress = command.quiet ? undefined : startProgress(io);
  const measured = await measureAll(parts, estimators, perUnit, {
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

/** A mixture to be measured: the whole, or one group of it. */
interface Part {
  readonly mixture: Mixture;
  readonly draws: Draws;
  /** What is added to the name of an estimator in messages: ` of species "Adelie"`. */
  readonly name: string;
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

/**
 * The values of all estimators for each part, divided by `unit`. Part by part: one plan serves all, while the plan of all at
 * once would grow with the number of labels.
 */
async function measureAll(
  parts: readonly Part[],
  estimators: readonly Estimator[],
  unit: number,
  { onProgress, onWarning }: EvaluateOptions,
): Promise<Measured[][]> {
  const works = parts.map(({ mixture: { components: k }, draws }) => k * (k + draws.samples));
  const total = works.reduce((sum, work) => sum + work, 0);
  const measured: Measured[][] = [];
  let done = 0;
  for (const [t, part] of parts.entries()) {
    const from = done, work = works[t]!;
    measured.push(
      await measure(part, estimators, unit, {
        onProgress: onProgress && ((share) => onProgress((from + share * work) / total)),
        onWarning,
      }),
    );
    done += work;
  }
  return measured;
}

/** The values of all estimators for one part, divided by `unit`, in one evaluation. */
async function measure(
  { mixture, draws, name }: Part,
  estimators: readonly Estimator[],
  unit: number,
  options: EvaluateOptions,
): Promise<Measured[]> {
  const lazy = estimators.map((estimator) => ({
    // messages call a value by this name: as the user knows it
    key: `${estimator.name}${name}`,
    ...estimator.of(mixture, draws),
  }));
  const errorKey = (key: string) => `the standard error of ${key}`;
  const values = await evaluate(
    Object.fromEntries(
      lazy.flatMap(({ key, value, standardError }): [string, Expr][] => [
        [key, value],
        ...(standardError === undefined ? [] : [[errorKey(key), standardError] as [string, Expr]]),
      ]),
    ),
    options,
  );
  return lazy.map(({ key, standardError }) => {
    const measured: Measured = { value: values[key]! / unit };
    if (standardError !== undefined) measured.standardError = values[errorKey(key)]! / unit;
    return measured;
  });
}
