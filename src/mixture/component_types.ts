import type { AxisOf } from "../expr/component_axis.ts";
import type { Expr } from "../expr/expression.ts";
import type { Covariance } from "./covariance.ts";

/** One component of a Gaussian mixture, as a lazy value for every index along `component`. */
export interface GaussianComponent<E extends Expr = Expr> {
  /** The family of the mixture. */
  readonly family: "gaussian";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: AxisOf<E>;
  /** The axis that runs over the d coordinates of `mean`. */
  readonly coordinate: AxisOf<E>;
  /** cᵢ. */
  readonly weight: E;
  /** μᵢ, with the coordinate axis. */
  readonly mean: E;
  /** Σᵢ in the structure in which it was given. */
  readonly covariance: Covariance<E>;
}

/** One component of a mixture of uniform boxes, as a lazy value for every index along `component`. */
export interface UniformComponent<E extends Expr = Expr> {
  /** The family of the mixture. */
  readonly family: "uniform";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: AxisOf<E>;
  /** The axis that runs over the d coordinates of `center` and `width`. */
  readonly coordinate: AxisOf<E>;
  /** cᵢ. */
  readonly weight: E;
  /** mᵢ, with the coordinate axis. */
  readonly center: E;
  /** wᵢ, with the coordinate axis unless one number is shared. */
  readonly width: E;
}

/** A component of either family. */
export type Component<E extends Expr = Expr> = GaussianComponent<E> | UniformComponent<E>;

/** The parameters of a mixture by the names under which they were given. */
export interface MixtureParameters {
  /** A parameter. */
  readonly [name: string]: Expr;
}

/**
 * A mixture distribution p(x) = Σ cⱼ pⱼ(x), lazy. `P` are its parameters by name, `B` is its number of mixtures: `undefined`
 * for a single one.
 */
export interface MixtureWith<
  P extends object,
  B extends number | undefined,
> {
  /** Gaussian components or uniform boxes. */
  readonly family: "gaussian" | "uniform";
  /** How many components there are: k. */
  readonly components: number;
  /** The number of coordinates of a point: d. */
  readonly dimension: number;
  /** How many mixtures the batch holds; undefined without a batch axis. */
  readonly batch: B;
  /** The parameters by the names under which they were given, and `weights`. */
  readonly parameters: P;
  /** The components, indexed by copy number `copy` of the component axis. */
  readonly at: (copy: number) => Component;
}

/**
 * A mixture, single or a batch: `if (p.batch === undefined)` tells, and values of a single one are numbers. `P` are its parameters
 * by name; `B` is `undefined` for a single mixture, `number` for a batch, both where the types of the parameters do not tell.
 */
export type Mixture<
  P extends object = MixtureParameters,
  B extends number | undefined = number | undefined,
> = B extends unknown ? MixtureWith<P, B> : never;
