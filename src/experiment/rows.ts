import { entropyBounds } from "../bound/entropy_bounds.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { elkEntropy } from "../estimator/elk.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { kdeEntropy } from "../estimator/kde.ts";
import { monteCarloEntropy } from "../estimator/monte_carlo.ts";
import { pairwiseEntropy } from "../estimator/pairwise.ts";
import type { Expr } from "../expr/expression.ts";
import { nodeOf } from "../expr/node_of.ts";
import { nodes } from "../expr/simplify.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { EvaluateOptions } from "../run/face/options.ts";
import type { OneMixture } from "./ensembles.ts";
import type { Experiment } from "./experiments.ts";

/** Entropies of a mixture, in nats, at a place of a sweep. */
export interface SweepRow {
  /** The place along the axis. */
  readonly x: number;
  /** The entropy, by posterior Monte Carlo. */
  readonly entropy: number;
  /** Its standard error. */
  readonly standardError: number;
  /** What encloses the entropy, surely. */
  readonly lower: number;
  /** The other end. */
  readonly upper: number;
  /** H(X|C), the entropy of the components given which one it is. */
  readonly conditional: number;
  /** H(X, C), that of a point and its component. */
  readonly joint: number;
  /** −Σ cᵢ ln p(μᵢ), the estimate by kernel densities. */
  readonly kde: number;
  /** −Σ cᵢ ln Σ cⱼ ∫ pᵢpⱼ, a lower bound. */
  readonly elk: number;
  /** The pairwise upper bound, by Kullback–Leibler divergences. */
  readonly kl: number;
  /** The pairwise lower bound, by Bhattacharyya distances. */
  readonly bhattacharyya: number;
  /** The pairwise estimate of the distance −ln ∫ pq. */
  readonly elkDistance: number;
}

/** How a sweep is run. */
export interface SweepOptions extends Omit<EvaluateOptions, "onProgress"> {
  /** How many draws: 8192 if left out. */
  readonly samples?: number | undefined;
  /** The seed of the draws. */
  readonly seed?: number | undefined;
  /** How many mixtures each place is the mean of: 1 if left out. */
  readonly repeats?: number | undefined;
  /** Told after each place how many of them are done. */
  readonly onRow?: ((done: number) => void) | undefined;
}

/** The rows of an experiment, one a place of its axis. */
export async function sweepRows(
  { at, mixture, variesDimension }: Experiment,
  { samples = 8192, seed = 0, repeats = 1, onRow, ...running }: SweepOptions = {},
): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  for (const x of at) {
    const several: Omit<SweepRow, "x">[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      several.push(
        await evaluate(asked(mixture(x, repeat), { samples, seed, variesDimension }), running),
      );
    }
    rows.push({ x, ...meanOf(several) });
    onRow?.(rows.length);
  }
  return rows;
}

/** What is asked of each mixture. */
interface Question {
  readonly samples: number;
  readonly seed: number;
  /** Whether each mixture has another dimension, and needs code of its own. */
  readonly variesDimension: boolean;
}

function asked(p: OneMixture, { samples, seed, variesDimension }: Question) {
  const drawn = monteCarloEntropy(p, { samples, seed });
  return {
    entropy: drawn.value,
    standardError: drawn.standardError,
    ...envelope(p, variesDimension),
    conditional: conditionalEntropy(p),
    joint: jointEntropy(p),
    kde: kdeEntropy(p),
    elk: elkEntropy(p),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    elkDistance: pairwiseEntropy(p, { distance: "elk" }),
  };
}

/**
 * What encloses the entropy: the best of the bounds that take less than a tenth of a second here. The clustered bounds are left
 * out where each mixture would need code of its own for them.
 */
function envelope(p: OneMixture, variesDimension: boolean) {
  const { lowers, uppers } = entropyBounds(p);
  const { pairs: _lower, clustered, ...quickLowers } = lowers;
  const { pairs: _upper, marginals, ...quickUppers } = uppers;
  const isBoxes = p.family === "uniform";
  const low = { ...quickLowers, ...variesDimension ? {} : { clustered } };
  const high = { ...quickUppers, ...isBoxes ? { marginals } : {} };
  return {
    lower: best(Object.values(low), "max"),
    upper: best(Object.values(high), "min"),
  };
}

function best(bounds: readonly (Expr<number> | undefined)[], by: "max" | "min"): Expr<number> {
  const known = bounds.filter((bound) => bound !== undefined).map((bound) => nodeOf(bound));
  return known.reduce((one, other) => nodes[by](one, other));
}

/** The means of several mixtures; their errors are independent. */
function meanOf(several: readonly Omit<SweepRow, "x">[]): Omit<SweepRow, "x"> {
  const [first] = several, n = several.length;
  if (n === 1) return first!;
  const mean = (name: keyof Omit<SweepRow, "x">) =>
    several.reduce((sum, row) => sum + row[name], 0) / n;
  const names = Object.keys(first!) as (keyof Omit<SweepRow, "x">)[];
  const means = Object.fromEntries(names.map((name) => [name, mean(name)])) as unknown as SweepRow;
  const squares = several.reduce((sum, row) => sum + row.standardError ** 2, 0);
  return { ...means, standardError: Math.sqrt(squares) / n };
}
