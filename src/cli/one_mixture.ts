import { type Mixture, type MixtureParameters, ShapeError } from "../../mod.ts";

/** A mixture without a batch axis: what is measured of it are numbers. */
export type OneMixture = Mixture<MixtureParameters, undefined>;

/** A mixture of which it was looked at that it is one; throws `ShapeError` for a batch. */
export function oneMixture(mixture: Mixture): OneMixture {
  if (mixture.batch === undefined) return mixture;
  throw new ShapeError(`Expected one mixture, got a batch of ${mixture.batch}`);
}
