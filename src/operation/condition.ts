import { coord, sumOver } from "../expr/build.ts";
import { describe, isRecord } from "../expr/describe.ts";
import { ShapeError } from "../expr/errors.ts";
import { markers } from "../expr/mark.ts";
import type { Operand } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityAt } from "../distance/component.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { conditionalGaussian } from "./conditional_gaussian.ts";
import { chosenCoordinates } from "./chosen_coordinates.ts";
import {
  checkIndex,
  commonBatch,
  type GivenValue,
  givenValue,
  perMixture,
  wrongShape,
} from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { countedParts, withEach } from "./made_mixture.ts";
import type { BatchWithValues } from "./operation_types.ts";
import { rowOf } from "./rows/row_table.ts";

/**
 * The distribution of the other coordinates of a mixture where some have given values x_B: a mixture of the conditional components,
 * with weights cᵢ pᵢ(x_B)/p(x_B), by differences of exponents, so that they are right far from all components. Gaussian: mean
 * μ_A + Σ_AB Σ_BB⁻¹(x_B − μ_B), covariance Σ_AA − Σ_AB Σ_BB⁻¹ Σ_BA, which is one for all where Σ is; variances stay what they are.
 * Boxes: those that hold the values. Other families have independent coordinates. Lazy; values are numbers, [b] or expressions, to which gradients flow.
 *
 * Throws `DomainError` for coordinates that are out of range, `ShapeError` where no coordinate is left or given, and, when it is
 * evaluated, `DomainError` where no component has a density above 0 at the values, as outside of all boxes.
 *
 * @example
 * ```ts
 * import { condition, evaluate, gaussianMixture, meanOf } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0]], covariance: [[2, 1], [1, 2]] });
 * console.log((await evaluate(meanOf(condition(p, { 1: 3 })))).data); // 1.5
 * ```
 */
export function condition<
  M extends AnyMixture,
  const V extends { readonly [coordinate: number]: Operand },
>(p: M, values: V): MixtureWith<M["parameters"], BatchWithValues<M["batch"], V>> {
  checkMixture(p);
  const { dimension: d } = p, given = givenCoordinates(values, d);
  const known = [...given.keys()];
  const left = Array.from({ length: d }, (_, a) => a).filter((a) => !given.has(a));
  if (left.length === 0) {
    throw new ShapeError(
      `Expected values for some of the ${d} coordinates, got values for all: no coordinate is left`,
    );
  }
  const batch = commonBatch([{ name: "p", batch: p.batch }, ...given.values()]);
  const rest = chosenCoordinates(left);
  // where as many are known as are left, both run over copies of one set
  const fixed = chosenCoordinates(known, known.length === left.length ? 2 : 0);
  const x = known.map((a) => given.get(a)!.along([])).reduceRight((others, value, t) =>
    nodes.select(nodes.equal(coord(fixed.axis), constant(t)), value, others)
  );
  const ofKnown = countedParts(p).map(({ p: own }) => rowOf(own).chosen(own, fixed));
  const density = ofKnown.map((own) => logDensityAt(own, x));
  const total = logSumExpOf(ofKnown, (_own, t) => density[t]!);
  // cᵢ pᵢ(x)/p(x); all 0 where no component has a density
  const shares = ofKnown.map(({ weight }, t) =>
    nodes.weigh(weight, nodes.expDiff(density[t]!, total))
  );
  // 1 but for the rounding of ln p(x), which far away is a factor; 1 where all are 0, too
  const sum = markers.stop(
    shares.map((share, t) => sumOver(ofKnown[t]!.component, share)).reduce((x, y) =>
      nodes.add(x, y)
    ),
  );
  const whole = nodes.select(sum, sum, constant(1));
  return madeAs(withEach(p, { d: left.length, batch, weights: "shares" }, (own, t) => {
    const conditional = own.family === "gaussian" && own.covariance.kind === "full"
      ? conditionalGaussian(own, { rest, fixed, x })
      : rowOf(own).chosen(own, rest);
    return { ...conditional, weight: nodes.div(shares[t]!, whole) };
  }));
}

/** The values by coordinate, in order. */
function givenCoordinates(
  values: { readonly [coordinate: number]: Operand },
  d: number,
): ReadonlyMap<number, GivenValue> {
  if (!isRecord(values)) {
    throw new TypeError(
      `Expected values by coordinate, as { 0: 1.5 }, got ${describe(values)}`,
    );
  }
  const entries = Object.entries(values);
  if (entries.length === 0) {
    throw new ShapeError("Expected the value of at least one coordinate, as { 0: 1.5 }, got none");
  }
  const given = new Map<number, GivenValue>();
  for (const [key, value] of entries) {
    const coordinate = /^\d+$/.test(key) ? Number(key) : key;
    checkIndex(coordinate, "the keys of values", { one: "coordinate", count: d });
    const one = perMixture(givenValue(value, `values[${key}]`));
    if (one.shape.length > 0) throw wrongShape(one, "as a number or of shape [b]");
    given.set(Number(key), one);
  }
  return new Map([...given].sort(([a], [b]) => a - b));
}
