import {
  cauchySchwarzDivergence,
  evaluate,
  type EvaluateOptions,
  type Expr,
  logOverlapBetween,
  monteCarloDivergences,
  type MonteCarloEstimate,
  renyi2Entropy,
  squaredL2Distance,
} from "../../mod.ts";
import { areOverlapsExact } from "../divergence/exact_overlaps.ts";
import { studentQuantile } from "../estimator/student.ts";
import { divergenceBrackets, type Ends } from "./divergence_brackets.ts";
import type {
  DivergenceName,
  DivergenceReport,
  DrawnValue,
  ExactValue,
} from "./divergence_report.ts";
import type { DivergenceOptions } from "./syntax/divergence_options.ts";
import type { OneMixture } from "./one_mixture.ts";
import { nats } from "./syntax/unit.ts";
import type { TwoSources } from "./two_sources.ts";

/** Draws from each, or fewer where they would be more densities than take about ten seconds; never very few. */
const usualSamples = 2 ** 16, usualDensities = 2 ** 30, leastSamples = 2 ** 12;
/** Beyond so many coordinates there is no Sobol sequence. */
const mostEven = 480;

/** Everything that is said of two mixtures, in the unit of the report. */
export async function divergencesOf(
  sources: TwoSources,
  { unit, confidence, samples: asked, seed }: DivergenceOptions,
  running: Pick<EvaluateOptions, "threads" | "onProgress" | "onWarning">,
): Promise<Omit<DivergenceReport, "notes" | "warnings">> {
  const p = sources.p.mixture, q = sources.q.mixture, perUnit = nats(unit);
  const affordable = Math.floor(usualDensities / (p.components + q.components));
  const samples = asked ?? Math.min(usualSamples, Math.max(leastSamples, affordable));
  const sequence = p.dimension > mostEven ? "random" : "sobol";
  const { drawn, exact } = await evaluate({
    drawn: monteCarloDivergences(p, q, { samples, seed, sequence }),
    exact: exactly(p, q),
  }, running);
  const brackets = await divergenceBrackets(p, q, running);
  const names = Object.keys(drawn) as DivergenceName[];
  return {
    ...{ sources, unit, samples, seed, confidence },
    drawn: names.map((name) =>
      drawnValue(name, drawn[name], brackets[name], { perUnit, confidence })
    ),
    exact: exactNames.flatMap((name) => {
      const value = exact[name];
      // a squared distance has the unit of a density
      const unit = name === "squaredL2" ? 1 : perUnit;
      return value === undefined ? [] : [{ name, value: value / unit }];
    }),
  };
}

const exactNames = ["renyi2OfP", "renyi2OfQ", "logOverlap", "cauchySchwarz", "squaredL2"] as const;

/** What is made of integrals ∫ p², ∫ q² and ∫ p q, those of them that have a closed form. */
function exactly(
  p: OneMixture,
  q: OneMixture,
): { readonly [N in ExactValue["name"]]?: Expr<number> } {
  const isExactOfP = areOverlapsExact(p, p), isExactOfQ = areOverlapsExact(q, q);
  const isExactOfBoth = areOverlapsExact(p, q);
  return {
    ...isExactOfP && { renyi2OfP: renyi2Entropy(p) },
    ...isExactOfQ && { renyi2OfQ: renyi2Entropy(q) },
    ...isExactOfBoth && { logOverlap: logOverlapBetween(p, q) },
    ...isExactOfP && isExactOfQ && isExactOfBoth && {
      cauchySchwarz: cauchySchwarzDivergence(p, q),
      squaredL2: squaredL2Distance(p, q),
    },
  };
}

/** What draws tell, or the middle of bounds that are nearer to each other; a drawn value is brought between them. */
function drawnValue(
  name: DivergenceName,
  { value, standardError, degreesOfFreedom }: Evaluated,
  { lower, upper }: Ends,
  { perUnit, confidence }: { readonly perUnit: number; readonly confidence: number },
): DrawnValue {
  const reach = studentQuantile(confidence, degreesOfFreedom) * standardError;
  const half = 0.5 * (upper - lower), isInfinite = value === Infinity;
  const ofEnds = { lower: lower / perUnit, upper: upper / perUnit };
  const ofDraws = { standardError: standardError / perUnit };
  if (half < reach && !isInfinite) {
    const middle = (lower + half) / perUnit;
    return { name, value: middle, error: half / perUnit, by: "bounds", ...ofDraws, ...ofEnds };
  }
  const within = isInfinite ? value : Math.min(upper, Math.max(lower, value));
  // draws that all tell one number say nothing of what they did not meet
  const toEnds = Math.max(upper - within, within - lower);
  const byEnds = standardError === 0 && !isInfinite && toEnds < Infinity;
  const error = isInfinite ? 0 : byEnds ? toEnds : reach;
  return {
    ...{ name, value: within / perUnit, error: error / perUnit, by: byEnds ? "bounds" : "draws" },
    ...ofDraws,
    ...ofEnds,
  };
}

type Evaluated = { readonly [K in keyof MonteCarloEstimate]: number };
