/**
 * By which names programs save mixtures: those of this library, of scikit-learn, and of the Python package MixEntroPY.
 *
 * @module
 */
import { DomainError, nearest, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { listed } from "../../expr/quote.ts";
import type { Archive, Value } from "../arrays/values.ts";
import type { Description, Spread } from "./description.ts";
import { familyKeys, fileFamilies, type FileFamily, spreads } from "./file_families.ts";
import { ofMixEntroPY } from "./mixentropy.ts";
import { type Named, namedIn } from "./named.ts";
import { arePartNames, ofPartNames, partNamesAmong } from "./part_arrays.ts";
import { gaussianOfKernels, gaussianOfSklearn } from "./sklearn.ts";

/** A way to save a mixture. */
interface Convention {
  /** The names by one of which it is known. */
  readonly telling: readonly string[];
  /** All names that it knows. */
  readonly names: readonly string[];
  /** What the values say. */
  describe(values: Named): Description;
}

const conventions: readonly Convention[] = [
  {
    telling: ["means_", "weights_", "covariances_", "precisions_cholesky_"],
    names: ["weights_", "means_", "covariances_", "precisions_cholesky_", "covariance_type"],
    describe: (values) => fitted(values, "_"),
  },
  {
    telling: ["mu", "sigma"],
    names: ["c", "mu", "sigma", "family"],
    describe: ofMixEntroPY,
  },
  {
    telling: ["tree_data", "bandwidth"],
    names: ["data", "tree_data", "bandwidth", "kernel", "metric", "sample_weight"],
    describe: ofKernels,
  },
  {
    telling: ["means", "centers", "widths", "locations", "degreesOfFreedom", ...spreads],
    names: [
      "family",
      ...new Set(fileFamilies.flatMap((family) => familyKeys[family])),
      "precisions_cholesky",
      "covariance_type",
    ],
    describe: ofOwnNames,
  },
];

/** What fitted mixtures of scikit-learn have beside that, under names that are near to the others. */
const fittedOnly: readonly string[] = [
  ...["precisions_", "mean_precision_", "mean_precision_prior_", "mean_prior_"],
  ...["covariance_prior_", "weight_concentration_", "weight_concentration_prior_"],
  ...["degrees_of_freedom_", "degrees_of_freedom_prior_", "converged_", "n_iter_"],
  ...["lower_bound_", "lower_bounds_", "n_features_in_", "feature_names_in_"],
];

/** The convention whose names an archive has; undefined where it holds no mixture. */
function conventionOf(names: readonly string[]): Convention | undefined {
  return conventions.find(({ telling }) => telling.some((name) => names.includes(name)));
}

/** Whether the names are those of a mixture. */
export function isMixture(names: readonly string[]): boolean {
  return arePartNames(names) || conventionOf(names) !== undefined;
}

/**
 * The mixture that an archive of arrays holds. Arrays of other names are left alone, unless they look like a name misspelt.
 *
 * Rejects with a `DomainError` or `ShapeError` where something is missing or of another shape.
 */
export async function describeArchive(archive: Archive): Promise<Description> {
  const values = new Map<string, Value>();
  for (const name of readNames(archive.names)) values.set(name, await archive.read(name));
  return describeValues(values);
}

/** The mixture that values by name are, all of which a convention knows. */
export function describeValues(values: ReadonlyMap<string, Value>): Description {
  const names = [...values.keys()], named = namedIn(values);
  return arePartNames(names) ? ofPartNames(names, named) : knownConvention(names).describe(named);
}

/** The names among those of an archive that a mixture is read from. */
export function readNames(names: readonly string[]): string[] {
  if (arePartNames(names)) return partNamesAmong(names);
  const convention = knownConvention(names);
  const known = names.filter((name) => convention.names.includes(name));
  const left = convention.names.filter((name) => !known.includes(name));
  for (const name of names) {
    if (known.includes(name) || fittedOnly.includes(name) || nearest(name, left) === undefined) {
      continue;
    }
    throw new UnknownNameError(unknownName("array", name, convention.names));
  }
  return known;
}

function knownConvention(names: readonly string[]): Convention {
  const convention = conventionOf(names);
  if (convention !== undefined) return convention;
  throw new DomainError(
    `Expected the arrays of a mixture, such as "weights", "means" and "covariances", got ${
      listed(names) || "none"
    }`,
  );
}

/** scikit-learn's names, with the underscore at their end or, as they are saved by hand, without. */
function fitted(values: Named, end: "_" | ""): Description {
  const optional = (name: string) => values.has(name) ? values.array(name) : undefined;
  return gaussianOfSklearn({
    weights: optional(`weights${end}`),
    means: values.array(`means${end}`),
    covariances: optional(`covariances${end}`),
    precisionsCholesky: optional(`precisions_cholesky${end}`),
    covarianceType: values.has("covariance_type") ? values.text("covariance_type") : undefined,
  });
}

function ofOwnNames(values: Named): Description {
  if (values.has("covariance_type") || values.has("precisions_cholesky")) return fitted(values, "");
  const weights = values.has("weights") ? values.array("weights") : undefined;
  const said = values.has("family") ? values.text("family") : familyWithout(values.has);
  const family = fileFamilies.find((known) => known === said);
  if (family === undefined) throw new UnknownNameError(unknownName("family", said, fileFamilies));
  const of = (name: string) => values.array(name);
  switch (family) {
    case "uniform":
      return { family, weights, centers: of("centers"), widths: of("widths") };
    case "laplace":
    case "logistic":
      return { family, weights, locations: of("locations"), scales: of("scales") };
    case "studentT":
      return {
        ...{ family, weights, locations: of("locations"), scales: of("scales") },
        degreesOfFreedom: of("degreesOfFreedom"),
      };
    case "gaussian": {
      const spread = spreadAmong(values), means = of("means"), array = of(spread);
      // what scikit-learn calls covariances
      if (spread === "covariances" && array.shape.length < 3) return fitted(values, "");
      return { family, weights, means, spread, array };
    }
    default:
      return family satisfies never;
  }
}

/** The family that the names of parameters tell where none is named. Throws `DomainError` where it may be one of two. */
export function familyWithout(has: (name: string) => boolean): FileFamily {
  if (has("centers") || has("widths")) return "uniform";
  if (has("degreesOfFreedom")) return "studentT";
  if (!has("locations") && !has("scales")) return "gaussian";
  throw new DomainError(
    'Expected the family "laplace" or "logistic" beside locations and scales, got none',
  );
}

/** The one name by which the covariances are given. */
export function spreadAmong(values: { has(name: string): boolean }): Spread {
  const present = spreads.filter((name) => values.has(name)), [spread] = present;
  if (spread !== undefined && present.length === 1) return spread;
  throw new DomainError(
    `Expected one of ${listed(spreads)} in a gaussian mixture, got ${
      present.length === 0 ? "none" : listed(present)
    }`,
  );
}

/** scikit-learn's `KernelDensity`: `tree_.data`, `bandwidth_`, `kernel`. */
function ofKernels(values: Named): Description {
  return gaussianOfKernels({
    points: values.array(values.has("tree_data") ? "tree_data" : "data"),
    bandwidth: values.number("bandwidth"),
    kernel: values.has("kernel") ? values.text("kernel") : "gaussian",
    metric: values.has("metric") ? values.text("metric") : "euclidean",
    weights: values.has("sample_weight") ? values.array("sample_weight") : undefined,
  });
}
