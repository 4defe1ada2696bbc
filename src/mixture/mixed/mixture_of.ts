import { describe } from "../../expr/describe.ts";
import type { Node } from "../../expr/node.ts";
import { assembled } from "../assembled.ts";
import type { Mixture, MixtureParameters } from "../component_types.ts";
import { patternOf } from "../parameters.ts";
import { partNames } from "../part_names.ts";
import { readEntry } from "./entry.ts";
import { batchOf, checkedBy, checkTogether, haveKnownSum } from "./entry_checks.ts";
import type { Entry } from "./entry_fields.ts";
import { type BoundPart, boundPart, type PartValues } from "./entry_part.ts";
import type { BatchOfEntries, MixtureEntry } from "./entry_types.ts";
import { isPlain, stacked } from "./stacked.ts";
import { equalShare, stackedWeights, weightSlot } from "./weights.ts";

/**
 * A mixture of components of any families, lazy: Gaussians, boxes ("uniform"), products of Laplace, logistic or Student's
 * t-distributions, and families of one's own. An entry is one component, `{ weight, gaussian: { mean, variance } }`, or several of one
 * family, `{ weights, gaussian: { means, variances } }`, with the parameters that `gaussianMixture` and the others take; beside several
 * `weight` is shared equally. Without any weights all components have the same. Parameters may be arrays or expressions, with a leading
 * batch axis.
 *
 * Components stand by family, in the order in which families and components come: entries of numbers are put together into one part of
 * their family, others are a part each (`p.parts`). Parameters are called by family and name, as `gaussianMeans`, `laplaceWeights`, those
 * of a second part of a family `gaussian2Means`; a mixture of one part is one of its family, with `means`, `weights`.
 *
 * Throws `TypeError` for entries that name no family or several, `ShapeError` for shapes that do not fit, `DomainError` for numbers out
 * of their domain and weights that do not sum to 1, `UnknownNameError` for parameters that a family does not have.
 *
 * @example
 * ```ts
 * import { entropyBounds, evaluate, mixtureOf } from "@mixtropy/mixtropy";
 * const p = mixtureOf([
 *   { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
 *   { weight: 0.2, laplace: { location: 3, scale: 0.5 } },
 *   { weight: 0.3, uniform: { centers: [[-4], [4]], widths: 2 } },
 * ]);
 * const { lower, upper } = await evaluate(entropyBounds(p));
 * console.log(p.family, p.components, lower < upper); // mixed 4 true
 * ```
 */
export function mixtureOf<const E extends readonly MixtureEntry[]>(
  entries: E,
): Mixture<MixtureParameters, BatchOfEntries<E>> {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new TypeError(
      `Expected entries as an array of { weight, gaussian: { … } } and the like, got ${
        describe(entries)
      }`,
    );
  }
  // whether it is a batch is what the types of the entries say
  return mixtureOfEntries(entries, (index) => `entries[${index}]`) as unknown as Mixture<
    MixtureParameters,
    BatchOfEntries<E>
  >;
}

/** The same of entries that messages call by other names, as those of files. */
export function mixtureOfEntries(
  entries: readonly unknown[],
  called: (index: number) => string,
): Mixture {
  // unlike map(), from() looks at holes too
  const read = Array.from(entries, (entry, index) => readEntry(entry, called(index)));
  const bound = partValues(read).map(boundPart), isKnown = haveKnownSum(read);
  const batch = batchOf(bound), checked = isKnown ? (x: Node) => x : checkedBy(bound);
  return assembled({
    dimension: read[0]!.dimension,
    batch,
    parameters: namedParameters(bound),
    parts: bound.map(({ partWith, weight }) => partWith(checked(weight))),
  });
}

/** The parts: entries of numbers by family, each other entry by itself. */
function partValues(entries: readonly Entry[]): PartValues[] {
  checkTogether(entries);
  const share = equalShare(entries);
  const taken = new Set<Entry>();
  return entries.flatMap((entry): PartValues[] => {
    if (taken.has(entry)) return [];
    const { family, k, dimension, values, definition } = entry;
    if (!isPlain(entry)) {
      return [{ family, k, dimension, values, definition, ...weightSlot(entry, share) }];
    }
    const alike = entries.filter((other) => other.family === family && isPlain(other));
    alike.forEach((one) => taken.add(one));
    alike.forEach((one) =>
      one.values.forEach(({ given, patterns, domain }) =>
        patternOf({ given, patterns, domain }, one.k, one.dimension)
      )
    );
    const names = values.map(({ name }) => name);
    return [{
      family,
      dimension,
      definition,
      k: alike.reduce((sum, one) => sum + one.k, 0),
      ...stackedWeights(alike, share),
      values: names.map((_, t) => stackedValue(alike, t)),
    }];
  });
}

/** A parameter of entries of numbers as one; covariances of several kinds become the most general of them. */
function stackedValue(entries: readonly Entry[], t: number): PartValues["values"][number] {
  const { name: first, domain } = entries[0]!.values[t]!;
  const given = stacked(entries, t, first), rank = given.shape.length;
  const isSpread = entries[0]!.family === "gaussian" && t === 1;
  const name = !isSpread ? first : rank === 3 ? "covariances" : "variances";
  return {
    name,
    given: { ...given, name },
    patterns: [rank === 3 ? "kdd" : rank === 2 ? "kd" : "k"],
    domain: isSpread ? (rank === 3 ? "covariance" : "positive") : domain,
  };
}

/** The parameters by family and name. */
function namedParameters(parts: readonly BoundPart[]): { readonly [name: string]: Node } {
  const nameOf = partNames(parts.map(({ family }) => family));
  const named = parts.flatMap(({ weights, parameters }, t) =>
    [["weights", weights] as const, ...parameters].map(([name, node]) =>
      [nameOf(t, name), node] as const
    )
  );
  return Object.fromEntries(named);
}
