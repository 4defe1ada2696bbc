import {
  compile,
  DeviceError,
  DomainError,
  evaluate,
  type EvaluateOptions,
  type Expr,
  gaussianMixture,
  input,
  leaveOneOutEntropy,
} from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import type { DataEstimator, Draws, Estimator } from "./estimators.ts";
import type { Measured } from "./report.ts";
import type { Group } from "./label_groups.ts";
import type { Data } from "./rows.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { Source } from "./source.ts";

/** What is measured, and in which unit. */
export interface Measuring {
  readonly ofMixture: readonly Estimator[];
  readonly ofData: readonly DataEstimator[];
  readonly draws: Draws;
  /** How many nats one unit is. */
  readonly unit: number;
}

/** How it runs and is watched. */
type Running = Omit<EvaluateOptions, "signal">;

/** The values of all estimators for the whole mixture, and then for each group of its rows; and what is shared with them. */
export async function measureAll(
  { mixture, data }: Source,
  measuring: Measuring,
  running: Running,
): Promise<{ measured: Measured[][]; leaveOneOut: number | undefined }> {
  const { draws } = measuring, groups = data?.grouping?.groups ?? [];
  const works = [mixture.components, ...groups.map(({ rows }) => rows)]
    .map((k) => k * (k + draws.samples));
  const total = works.reduce((sum, work) => sum + work, 0);
  let done = 0, part = 0;
  /** The options of the next part. */
  const next = (): Running => {
    const from = done, work = works[part++]!, { onProgress } = running;
    done += work;
    return {
      ...running,
      onProgress: onProgress && ((share) => onProgress((from + share * work) / total)),
    };
  };
  const { outputs, read } = lazyValues(mixture, measuring, input(draws.seed));
  const isLeaveOneOut = data !== undefined && measuring.ofData.includes("leave-one-out");
  const all = {
    ...outputs,
    ...(isLeaveOneOut && { "leave-one-out": leaveOneOutEntropy(mixture) }),
  };
  const values = Object.keys(all).length === 0 ? {} : await evaluate(all, next());
  const leaveOneOut = values["leave-one-out"];
  return {
    measured: [
      read(values),
      ...data === undefined ? [] : await measureGroups(data, measuring, next),
    ],
    leaveOneOut: leaveOneOut === undefined ? undefined : leaveOneOut / measuring.unit,
  };
}

/**
 * The values for each group. All groups are one plan, that of the largest, made once: they differ by their rows and by the
 * seed of their draws. Nothing is built for a group but its numbers.
 */
async function measureGroups(
  { grouping, kernel }: Data,
  measuring: Measuring,
  options: () => Running,
): Promise<Measured[][]> {
  if (grouping === undefined) return [];
  const { column, groups } = grouping;
  const largest = groups.reduce((most, group) => group.rows > most.rows ? group : most);
  const points = pointsOf(largest), d = points.shape[1];
  const covariance = { data: kernel.covariance, shape: [d, d] } as const;
  const mixture = gaussianMixture({ means: points, weights: largest.weights, covariance });
  const seed = input(measuring.draws.seed);
  const { outputs, read } = lazyValues(mixture, measuring, seed);
  const { weights, means } = mixture.parameters;
  const plan = compile(outputs, {
    inputs: { means, seed, ...(largest.weights !== undefined && { weights }) },
  });
  const measured: Measured[][] = [];
  for (const [g, group] of groups.entries()) {
    // Seeds of their own make the draws of the groups independent, so that the variances add.
    const values = {
      means: pointsOf(group),
      seed: measuring.draws.seed + 1 + g,
      ...(group.weights !== undefined && { weights: group.weights }),
    };
    const found = await plan.run(values, options()).catch((error) => {
      throw named(error, `${column} ${quoted(group.label)}: `);
    });
    measured.push(read(found));
  }
  return measured;
}

function pointsOf(
  { points, rows }: Group,
): { readonly data: Float64Array; readonly shape: readonly [number, number] } {
  return { data: points, shape: [rows, points.length / rows] };
}

/** All estimators of a mixture, by the names that messages call them by, and what reads their values. */
function lazyValues(
  mixture: OneMixture,
  { ofMixture, draws, unit }: Measuring,
  seed: Expr<number>,
) {
  const lazy = ofMixture.map((estimator) => ({
    name: estimator.name,
    ...estimator.of(mixture, { samples: draws.samples, seed }),
  }));
  const errorOf = (name: string) => `the standard error of ${name}`;
  const outputs: { readonly [name: string]: Expr<number> } = Object.fromEntries(
    lazy.flatMap(({ name, value, standardError }): [string, Expr<number>][] => [
      [name, value],
      ...(standardError === undefined
        ? []
        : [[errorOf(name), standardError] as [string, Expr<number>]]),
    ]),
  );
  const read = (values: { readonly [name: string]: number }) =>
    lazy.map(({ name, standardError }) => {
      const measured: Measured = { value: values[name]! / unit };
      if (standardError !== undefined) measured.standardError = values[errorOf(name)]! / unit;
      return measured;
    });
  return { outputs, read };
}

/** An error that says in front which group it is about. */
function named(error: unknown, name: string): unknown {
  for (const kind of [DomainError, DeviceError]) {
    if (error instanceof kind) return new kind(`${name}${error.message}`, { cause: error });
  }
  return error;
}
