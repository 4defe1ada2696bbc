import type { ComponentOf, Family, OwnFamily } from "../component_types.ts";
import type { Batch, BatchIn, Parameter } from "../parameter_types.ts";

/** One Gaussian, or several: a mean or means, and exactly one kind of covariance. */
export interface GaussianEntry {
  /** The mean of one Gaussian: [d], or a number for d = 1. */
  readonly mean?: Parameter | undefined;
  /** The means of several: [k, d]. */
  readonly means?: Parameter | undefined;
  /** One σ² for all. */
  readonly variance?: Parameter | undefined;
  /** σ² along each coordinate, [d], beside `mean`; as for `gaussianMixture`, [k] or [k, d], beside `means`. */
  readonly variances?: Parameter | undefined;
  /** One matrix, [d, d]. */
  readonly covariance?: Parameter | undefined;
  /** A matrix for each, [k, d, d], beside `means`. */
  readonly covariances?: Parameter | undefined;
}

/** One box, or several. */
export interface UniformEntry {
  /** The middle of one box: [d], or a number for d = 1. */
  readonly center?: Parameter | undefined;
  /** The middles of several: [k, d]. */
  readonly centers?: Parameter | undefined;
  /** The full widths of one box: [d], or one number. */
  readonly width?: Parameter | undefined;
  /** The full widths of several: [k, d], or one number. */
  readonly widths?: Parameter | undefined;
}

/** One component with a location and a scale, or several. */
export interface LocationEntry {
  /** The middle of one: [d], or a number for d = 1. */
  readonly location?: Parameter | undefined;
  /** The middles of several: [k, d]. */
  readonly locations?: Parameter | undefined;
  /** The scales of one: [d], or one number. */
  readonly scale?: Parameter | undefined;
  /** The scales of several: [k, d], or one number. */
  readonly scales?: Parameter | undefined;
}

/** The same with degrees of freedom. */
export interface StudentEntry extends LocationEntry {
  /** ν: a number, or [k] beside `locations`. */
  readonly degreesOfFreedom: Parameter;
}

/** A family of one's own and its parameters. */
export interface OwnEntry extends OwnFamily {
  /** The number of coordinates of its points. */
  readonly dimension: number;
  /** Its parameters by name: beside `weight` a number or [d], beside `weights` [k] or [k, d]. */
  readonly parameters?: { readonly [name: string]: Parameter } | undefined;
}

/** What the components of an entry are, by their family. */
export interface EntryFamilies {
  /** Gaussians. */
  readonly gaussian: GaussianEntry;
  /** Boxes. */
  readonly uniform: UniformEntry;
  /** Products of Laplace distributions. */
  readonly laplace: LocationEntry;
  /** Products of logistic distributions. */
  readonly logistic: LocationEntry;
  /** Products of Student's t-distributions. */
  readonly studentT: StudentEntry;
  /** A family of one's own. */
  readonly own: OwnEntry;
}

/**
 * Components of one family: `weight` is that of the entry, which several components share equally; `weights` are those of its
 * components. All weights of a mixture sum to 1.
 */
export type MixtureEntry = {
  [F in keyof ComponentOf]:
    & {
      readonly weight?: Parameter | undefined;
      readonly weights?: Parameter | undefined;
    }
    & { readonly [K in F]: EntryFamilies[F] }
    & { readonly [K in Exclude<Family, F>]?: undefined };
}[Family];

/** How many axes a parameter has without a batch. */
interface Axes {
  readonly weight: 0;
  readonly weights: 1;
  readonly mean: 0 | 1;
  readonly means: 2;
  readonly variance: 0;
  readonly variances: 1 | 2;
  readonly covariance: 2;
  readonly covariances: 3;
  readonly center: 0 | 1;
  readonly centers: 2;
  readonly width: 0 | 1;
  readonly widths: 0 | 2;
  readonly location: 0 | 1;
  readonly locations: 2;
  readonly scale: 0 | 1;
  readonly scales: 0 | 2;
  readonly degreesOfFreedom: 0 | 1;
}

/** What is known of a batch, told apart in a union. */
type Word<B extends Batch> = [B] extends [undefined] ? "none"
  : undefined extends B ? "unknown"
  : "batch";

type WordsOf<R> = {
  [K in keyof R & keyof Axes]: Word<BatchIn<R[K], Axes[K]>>;
}[keyof R & keyof Axes];

type WordsOfEntry<E> = E extends { readonly own: unknown } ? "unknown"
  : WordsOf<E> | { [F in keyof E & Family]: WordsOf<E[F]> }[keyof E & Family];

/**
 * Whether a mixture of entries is a batch.
 *
 * @internal
 */
export type BatchOfEntries<E extends readonly unknown[]> = "batch" extends WordsOfEntry<E[number]>
  ? number
  : "unknown" extends WordsOfEntry<E[number]> ? Batch
  : undefined;
