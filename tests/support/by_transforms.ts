/** Evaluations whose sums of Gaussians are made by Gauss transforms wherever they can be, however few points there are. */
import type { Expr } from "../../src/expr/expression.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { newBreath } from "../../src/run/conduct/slices.ts";
import type { DenseArray } from "../../src/run/conduct/dense_array.ts";
import { computeAll } from "../../src/run/face/compute.ts";
import { keeper } from "../../src/run/face/keeper.ts";
import { programOf } from "../../src/run/face/program.ts";

/** What a forced evaluation may be told. */
export interface ForcedOptions {
  readonly accuracy?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  readonly threads?: number;
}

/** The values of expressions, each sum of Gaussians by a transform, if it can be made so. */
export async function byTransformsOnly(
  expressions: readonly Expr[],
  { accuracy = 1e-13, ...options }: ForcedOptions = {},
): Promise<readonly DenseArray[]> {
  const executors = keeper(), breath = newBreath(options.signal);
  const transforms = { accuracy, leastPairs: 0, perPair: Infinity };
  const program = programOf(expressions.map((one) => nodeOf(one)));
  const given = { arrays: new Map(), sizes: new Map() };
  try {
    return await computeAll(program, given, { ...options, transforms, breath }, executors);
  } finally {
    executors.dispose();
  }
}
