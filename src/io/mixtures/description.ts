import type { DenseArray } from "../../expr/array.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import { gaussianOver } from "../../mixture/gaussian.ts";
import { laplaceMixture, logisticMixture, studentTMixture } from "../../mixture/location.ts";
import { given } from "../../mixture/parameters.ts";
import { uniformMixture } from "../../mixture/uniform.ts";
import type { spreads } from "./file_families.ts";
import { type MixedDescription, mixedMixture, valuesOfParts } from "./mixed_description.ts";

/** A mixture of one family as files hold it: its parameters by the names of the library. */
export type FamilyDescription =
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
  }
  | {
    readonly family: "laplace" | "logistic";
    readonly weights?: DenseArray | undefined;
    readonly locations: DenseArray;
    readonly scales: DenseArray;
  }
  | {
    readonly family: "studentT";
    readonly weights?: DenseArray | undefined;
    readonly locations: DenseArray;
    readonly scales: DenseArray;
    readonly degreesOfFreedom: DenseArray;
  };

/** A mixture as files hold it. */
export type Description = FamilyDescription | MixedDescription;

/** A name by which covariances are given. */
export type Spread = typeof spreads[number];

/** The mixture that is described. Throws `ShapeError` and `DomainError` as the functions of the library that make one. */
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
    case "laplace": {
      const { weights, locations, scales } = described;
      return laplaceMixture({ weights, locations, scales });
    }
    case "logistic": {
      const { weights, locations, scales } = described;
      return logisticMixture({ weights, locations, scales });
    }
    case "studentT": {
      const { weights, locations, scales, degreesOfFreedom } = described;
      return studentTMixture({ weights, locations, scales, degreesOfFreedom });
    }
    case "mixed":
      return mixedMixture(described);
    default:
      return described satisfies never;
  }
}

/** The parameters by name, those that are there; of several parts by their number, family and name, "0.gaussian.means". */
export function parametersOf(described: Description): Map<string, DenseArray> {
  if (described.family === "mixed") return valuesOfParts(described);
  const { weights } = described, named = ownParameters(described);
  return new Map(weights === undefined ? named : [["weights", weights], ...named]);
}

function ownParameters(described: FamilyDescription): [string, DenseArray][] {
  switch (described.family) {
    case "gaussian":
      return [["means", described.means], [described.spread, described.array]];
    case "uniform":
      return [["centers", described.centers], ["widths", described.widths]];
    case "laplace":
    case "logistic":
      return [["locations", described.locations], ["scales", described.scales]];
    case "studentT":
      return [
        ["locations", described.locations],
        ["scales", described.scales],
        ["degreesOfFreedom", described.degreesOfFreedom],
      ];
    default:
      return described satisfies never;
  }
}
