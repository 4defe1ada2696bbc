import { studentQuantile } from "../../estimator/student.ts";
import type { PartDescription } from "../../io/mixtures/mixed_description.ts";
import { numberAt, type PartOutlines, rowsOf } from "./part_numbers.ts";

/** The share of a Gaussian's mass within one standard deviation, and the share that is drawn. */
const withinReach = 0.6826894921370859, drawn = 0.999;
/** How many scales of a Student distribution are drawn: tails of Cauchy's would squeeze all else. */
const mostScales = 12;

/** In scales: the reach, and how far it is drawn; of a Student distribution these are quantiles, which depend on ν. */
interface Quantiles {
  readonly reach: number;
  readonly all: number;
}

/** The outlines of components with a location and a scale. */
export function locationOutlines(part: PartDescription, d: number): PartOutlines {
  const { family } = part;
  switch (family) {
    case "laplace":
      return ofQuantiles(part, d, quantilesBy((share) => -Math.log1p(-share)));
    case "logistic":
      return ofQuantiles(part, d, quantilesBy((share) => Math.log1p(share) - Math.log1p(-share)));
    default:
      return ofQuantiles(part, d, undefined);
  }
}

function quantilesBy(quantile: (share: number) => number): Quantiles {
  return { reach: quantile(withinReach), all: quantile(drawn) };
}

function ofQuantiles(
  { family, parameters }: PartDescription,
  d: number,
  known: Quantiles | undefined,
): PartOutlines {
  const { data: centers } = parameters.get("locations")!;
  const scale = numberAt(parameters.get("scales")!, d),
    freedom = parameters.get("degreesOfFreedom");
  const nu = freedom && numberAt(freedom, d), quantiles: Quantiles[] = [];
  const of = (i: number): Quantiles => known ?? (quantiles[i] ??= studentQuantiles(nu!(i, 0)));
  const reach = (i: number, a: number) => of(i).reach * scale(i, a);
  return {
    family,
    centers,
    reach,
    margin: (i) => of(i).all / of(i).reach,
    covariance: undefined,
    // as if the squares of reaches would add up
    blurred: (members, pixel) => ({
      locations: rowsOf(members, d, (i, a) => centers[i * d + a]!),
      scales: rowsOf(
        members,
        d,
        (i, a) => Math.hypot(scale(i, a), (pixel[a] ?? 0) / 2 / of(i).reach),
      ),
      ...nu !== undefined && {
        degreesOfFreedom: {
          data: Float64Array.from(members, (i) => nu(i, 0)),
          shape: [members.length],
        },
      },
    }),
  };
}

function studentQuantiles(nu: number): Quantiles {
  const { reach, all } = quantilesBy((share) => studentQuantile(share, nu));
  return { reach, all: Math.min(mostScales, all) };
}
