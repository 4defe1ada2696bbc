import { unknownName, UnknownNameError } from "../expr/errors.ts";
import { rename } from "../expr/build.ts";
import { axisOf } from "../expr/axes.ts";
import type { ArrayResult } from "../expr/expression.ts";
import { gaussianOver } from "./gaussian.ts";
import type {
  AnyBatch,
  Batch,
  BatchIn,
  GaussianMixture,
  Parameter,
  UniformMixture,
} from "./parameter_types.ts";
import { bindParameters, given, sizesOf } from "./parameters.ts";
import type { Mixture } from "./component_types.ts";
import { uniformOver } from "./uniform.ts";

/**
 * A mixture in the argument convention of the Python package MixEntroPY: weights [k], means [k, d] and one matrix a
 * component, [k, d, d]: covariances for "gauss", for "uniform" diagonal matrices of full widths. Each may have a
 * leading batch axis.
 *
 * Throws what `gaussianMixture` and `uniformMixture` throw; a uniform sigma with numbers off its diagonal is a
 * `DomainError`.
 *
 * @example
 * ```ts
 * import { evaluate, jointEntropy } from "@mixtropy/mixtropy";
 * import { mixture } from "@mixtropy/mixtropy/mixentropy";
 * const p = mixture([0.5, 0.5], [[0], [5]], [[[1]], [[1]]], "gauss");
 * console.log(await evaluate(jointEntropy(p))); // ½ ln 2πe + ln 2
 * ```
 */
export function mixture<
  const C extends Parameter,
  const M extends Parameter,
  const S extends Parameter,
  B extends Batch = AnyBatch<[BatchIn<C, 1>, BatchIn<M, 2>, BatchIn<S, 3>]>,
>(c: C, mu: M, sigma: S, family?: "gauss"): GaussianMixture<"covariances", B>;
/** A mixture of uniform boxes, `sigma` being diagonal matrices of full widths. */
export function mixture<
  const C extends Parameter,
  const M extends Parameter,
  const S extends Parameter,
  B extends Batch = AnyBatch<[BatchIn<C, 1>, BatchIn<M, 2>, BatchIn<S, 3>]>,
>(c: C, mu: M, sigma: S, family: "uniform"): UniformMixture<ArrayResult, B>;
/** A mixture of a family that the type does not tell. */
export function mixture(
  c: Parameter,
  mu: Parameter,
  sigma: Parameter,
  family?: "gauss" | "uniform",
): Mixture;
export function mixture(
  c: Parameter,
  mu: Parameter,
  sigma: Parameter,
  family: "gauss" | "uniform" = "gauss",
): Mixture {
  switch (family) {
    case "gauss":
      return gaussianOver(
        { weights: given(c, "c"), means: given(mu, "mu"), spread: given(sigma, "sigma") },
        "covariances",
      );
    case "uniform":
      return boxes(c, mu, sigma);
    default:
      throw new UnknownNameError(
        unknownName("family", family satisfies never, ["gauss", "uniform"]),
      );
  }
}

function boxes(c: Parameter, mu: Parameter, sigma: Parameter): Mixture {
  const centers = given(mu, "mu");
  const { k, d } = sizesOf(centers);
  const { axes, nodes, batch } = bindParameters(
    [
      { given: centers, patterns: ["kd", "bkd"], domain: "finite" },
      { given: given(sigma, "sigma"), patterns: ["kdd", "bkdd"], domain: "widthMatrix" },
      { given: given(c, "c"), patterns: ["k", "bk"], domain: "weights" },
    ],
    k,
    d,
  );
  const center = nodes[0]!, matrix = nodes[1]!, weights = nodes[2]!;
  const diagonal = rename(matrix, new Map([[axisOf(axes.coordinate.set, 1), axes.coordinate]]));
  return uniformOver(axes, { weights, centers: center, widths: matrix }, diagonal, { d, batch });
}
