import type { MixtureEntry } from "../../mod.ts";

/** A one-dimensional component of any family. */
export interface MixedComponent {
  readonly family: string;
  readonly place: number;
  readonly scale: number;
  readonly nu?: number | undefined;
}

/** The entry of a component. */
export function entryOf(
  { family, place, scale, nu }: MixedComponent,
  weight: number,
): MixtureEntry {
  switch (family) {
    case "gaussian":
      return { weight, gaussian: { mean: place, variance: scale ** 2 } };
    case "uniform":
      return { weight, uniform: { center: place, width: scale } };
    case "laplace":
      return { weight, laplace: { location: place, scale } };
    case "logistic":
      return { weight, logistic: { location: place, scale } };
    case "studentT":
      return { weight, studentT: { location: place, scale, degreesOfFreedom: nu! } };
    default:
      throw new TypeError(`Expected a family, got ${family}`);
  }
}
