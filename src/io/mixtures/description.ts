import type { DenseArray } from "../../expr/array.ts";
import { gaussianOver } from "../../mixture/gaussian.ts";
import { given } from "../../mixture/parameters.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import type { Expr } from "../../expr/expression.ts";
import { uniformMixture } from "../../mixture/uniform.ts";
import { nodeOf } from "../../expr/node_of.ts";

/** A mixture as files hold it: its family, and its parameters by the names of the library. */
export type Description =
  | {
    readonly family: "gaussian";
    readonly weights?: DenseArray | undefined;
    readonly means: DenseArray;
    /** Of which kind the covariances are, and what they are. */
    readonly spread: Spread;
    readonly array: DenseArray;
  }
  | {
    readonly family: "uniform";
    readonly weights?: DenseArray | undefined;
    readonly centers: DenseArray;
    readonly widths: DenseArray;
  };

/** The names by which covariances are given. */
export const spreads = ["covariances", "covariance", "variances", "variance"] as const;

/** One of them. */
export type Spread = typeof spreads[number];

/** The mixture that is described. Throws what `gaussianMixture` and `uniformMixture` throw. */
export function describedMixture(described: Description): Mixture {
  switch (described.family) {
    case "gaussian": {
      const { weights, means, spread, array } = described;
      return gaussianOver({
        weights: weights && given(weights, "weights"),
        means: given(means, "means"),
        spread: given(array, spread),
      }, spread);
    }
    case "uniform": {
      const { weights, centers, widths } = described;
      return uniformMixture({ weights, centers, widths });
    }
    default:
      return described satisfies never;
  }
}

/** The parameters by name, those that are there. */
export function parametersOf(described: Description): Map<string, DenseArray> {
  const { weights } = described;
  const named: [string, DenseArray][] = described.family === "gaussian"
    ? [["means", described.means], [described.spread, described.array]]
    : [["centers", described.centers], ["widths", described.widths]];
  return new Map(weights === undefined ? named : [["weights", weights], ...named]);
}

/** What a mixture of arrays is. Throws `TypeError` if a parameter is an expression, which no file holds. */
export function descriptionOf(p: Mixture): Description {
  const named = new Map(
    Object.entries(p.parameters).map(([name, node]) => [name, arrayOf(name, node)]),
  );
  const of = (name: string): DenseArray => named.get(name)!;
  const weights = of("weights");
  if (p.family === "uniform") {
    return { family: p.family, weights, centers: of("centers"), widths: of("widths") };
  }
  if (p.family !== "gaussian") {
    throw new TypeError(`Expected a mixture of Gaussians or boxes to write it, got ${p}`);
  }
  const spread = spreads.find((name) => named.has(name))!;
  return { family: p.family, weights, means: of("means"), spread, array: of(spread) };
}

function arrayOf(name: string, parameter: Expr): DenseArray {
  const node = nodeOf(parameter);
  if (node.kind === "input") return node.source;
  throw new TypeError(`Expected numbers in ${name} to write them, got an expression`);
}
