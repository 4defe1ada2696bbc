/** Plans whose generated code is watched: those of the tests, by name. */
import {
  gradient,
  input,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
} from "../../mod.ts";
import { mul, sum } from "../../ops.ts";
import fc from "fast-check";
import { reduce } from "../../src/expr/build.ts";
import type { Schedule } from "../../kernels/wasm/frame/frame.ts";
import type { Expressions } from "../../src/run/face/structure.ts";
import { estimators, mixtures, numbers, schedules } from "./kernel_cases.ts";
import { allOps, build, choices, storable } from "../oracle/random_expressions.ts";
import { casesFor } from "../support/webgpu_cases.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** What one plan computes, and the schedules under which its kernels are generated, besides those that they choose. */
export interface CodeCase {
  readonly name: string;
  readonly outputs: () => Expressions;
  readonly schedules: readonly Schedule[];
}

const loops: readonly Schedule[] = [
  { rows: 1, vectors: 1, rolled: true },
  { rows: 2, vectors: 2, rolled: true },
];
const small: readonly Schedule[] = [...loops, { rows: 1, vectors: 1, rolled: false }];

/** Structures of mixtures, whose batches have their code but for addresses. */
type Structure = keyof ReturnType<typeof mixtures>;
const distinct: readonly Structure[] = [
  "spherical",
  "shared",
  "diagonal",
  "full",
  "boxes",
  "cubes",
];
const batches: readonly Structure[] = ["batch of spherical", "batch of diagonal"];
const withMatrices: readonly Structure[] = ["shared", "full", "boxes"];

/** Which structures are watched in how many coordinates: few are written out, many are loops, some in between. */
const watched: readonly {
  readonly d: number;
  readonly structures: readonly Structure[];
  readonly tried: readonly Schedule[];
}[] = [
  { d: 1, structures: distinct, tried: [] },
  { d: 3, structures: ["full"], tried: schedules(3) },
  { d: 3, structures: ["spherical", "shared", "diagonal", "boxes", "cubes"], tried: small },
  { d: 3, structures: batches, tried: [] },
  { d: 5, structures: withMatrices, tried: [] },
  { d: 10, structures: withMatrices, tried: [] },
  { d: 17, structures: ["full"], tried: loops },
  { d: 17, structures: ["spherical", "shared", "diagonal", "boxes"], tried: loops.slice(0, 1) },
  { d: 40, structures: ["shared", "full"], tried: [] },
];

type Estimator = keyof ReturnType<typeof estimators>;
const everyEstimator: readonly Estimator[] = [
  "kl",
  "bhattacharyya",
  "chernoff",
  "elk distance",
  "own",
  "kde",
  "elk",
  "joint",
  "conditional",
  "monte carlo",
];

/**
 * Every estimator of mixtures with its gradients. Each has a mixture of its own: of two equal products the one that was
 * written first is in the graph, so what a plan has in common with others would tell which of them came before.
 */
function ofMixtures({ d, structures, tried }: typeof watched[number]): CodeCase[] {
  return structures.flatMap((structure) =>
    everyEstimator.map((estimator): CodeCase => ({
      name: `${structure} d=${d} ${estimator}`,
      outputs: () => {
        const p = mixtures(4, d)[structure], value = estimators(p)[estimator];
        return { value, slope: gradient(value, p) };
      },
      schedules: tried,
    }))
  );
}

/** All estimators of a mixture in one plan, whose sweeps are cut where they are too large. */
function together(): CodeCase[] {
  return [...distinct, ...batches].flatMap((structure): CodeCase[] => {
    const name = `${structure} d=4 all`;
    const values = () => {
      const p = mixtures(9, 4)[structure], all = estimators(p);
      return { p, all };
    };
    const withSlopes = () => {
      const { p, all } = values();
      return { all, slopes: Object.values(all).map((value) => gradient(value, p)) };
    };
    return [
      { name, outputs: () => values().all, schedules: [] },
      { name: `${name} slopes`, outputs: withSlopes, schedules: [] },
    ];
  });
}

function logDets(): CodeCase[] {
  return ([[2, 1], [13, 3], [60, 6], [30, 17]] as const).map(([n, d]): CodeCase => ({
    name: `LogDet of rows of ${d}`,
    outputs: () => {
      const draw = numbers(n);
      const x = Array.from({ length: n }, () => draw(d)), y = x.map((row) => row.map(Math.sin));
      return [logDetEntropy(x), logDetJointEntropy([x, y]), logDetMutualInformation(x, y)];
    },
    schedules: small,
  }));
}

/** Long sums, which are cut into strips. */
function strips(): CodeCase {
  const x = input([1, 2, 3]), [axis] = nodeOf(x).axes;
  const outputs = () => [
    nodeOf(sum(x)),
    reduce("max", axis!, nodeOf(x)),
    reduce("logSumExp", axis!, nodeOf(mul(x, 2))),
  ];
  return { name: "a sum, a maximum and a log-sum-exp", outputs, schedules: small };
}

/** Random expressions over all operations. */
function random(): CodeCase[] {
  return fc.sample(choices, { numRuns: 60, seed: 20261201 }).map((made, t): CodeCase => ({
    name: `random expression ${t}`,
    outputs: () => storable(build(made, allOps)[0]),
    schedules: small,
  }));
}

/** All plans; each is made when its outputs are asked for. */
export function codeCases(): CodeCase[] {
  return [
    ...watched.flatMap(ofMixtures),
    ...together(),
    ...logDets(),
    strips(),
    ...random(),
    ...casesFor(3, 2).map(({ name, outputs }): CodeCase => ({
      name: `for GPUs: ${name}`,
      outputs,
      schedules: [],
    })),
  ];
}
