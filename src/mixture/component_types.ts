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

/**
 * One component of a product of one-dimensional distributions of one shape, which a location moves and a scale stretches along
 * each coordinate: Laplace distributions, density exp(−|x − m|/b)/2b, or logistic ones, 1/(4s cosh²((x − m)/2s)).
 */
export interface LocationComponent<F extends "laplace" | "logistic", E extends Expr = Expr> {
  /** The family of the mixture. */
  readonly family: F;
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: AxisOf<E>;
  /** The axis that runs over the d coordinates of `location` and `scale`. */
  readonly coordinate: AxisOf<E>;
  /** cᵢ. */
  readonly weight: E;
  /** mᵢ, with the coordinate axis. */
  readonly location: E;
  /** bᵢ or sᵢ, with the coordinate axis unless one number is shared. */
  readonly scale: E;
}

/** One component of a mixture of products of Laplace distributions. */
export type LaplaceComponent<E extends Expr = Expr> = LocationComponent<"laplace", E>;

/** One component of a mixture of products of logistic distributions. */
export type LogisticComponent<E extends Expr = Expr> = LocationComponent<"logistic", E>;

/** One component of a mixture of products of Student's t-distributions, one along each coordinate. */
export interface StudentComponent<E extends Expr = Expr> {
  /** The family of the mixture. */
  readonly family: "studentT";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: AxisOf<E>;
  /** The axis that runs over the d coordinates of `location` and `scale`. */
  readonly coordinate: AxisOf<E>;
  /** cᵢ. */
  readonly weight: E;
  /** mᵢ, with the coordinate axis. */
  readonly location: E;
  /** sᵢ, with the coordinate axis unless one number is shared. */
  readonly scale: E;
  /** νᵢ > 0. */
  readonly degreesOfFreedom: E;
}

/** The parameters of components of one's own family, by their names: lazy values along the component axis. */
export interface OwnParameters<E extends Expr = Expr> {
  /** A parameter. */
  readonly [name: string]: E;
}

/** Functions of two components of one family of one's own, where they are known. */
export interface OwnPairs {
  /** KL(p‖q), or what is not below it. */
  readonly kl?: ((p: OwnParameters, q: OwnParameters) => Expr) | undefined;
  /** ln ∫ p^α q^(1−α), or what is not below it. */
  readonly logAffinity?:
    | ((p: OwnParameters, q: OwnParameters, alpha: number) => Expr)
    | undefined;
  /** ln ∫ p q, or what is not below it. */
  readonly logOverlap?: ((p: OwnParameters, q: OwnParameters) => Expr) | undefined;
}

/**
 * A family of one's own: functions of its parameters, which are values for every component. Points and what they are drawn of
 * have the coordinate axis; what a function returns for a component has none.
 */
export interface OwnFamily {
  /** ln p(x) at points x; −∞ is allowed. Its slopes in the parameters are those of densities: E[∂ ln p] = 0. */
  readonly logDensity: (x: Expr, parameters: OwnParameters) => Expr;
  /** A point of the component from numbers u that are uniform on (0, 1), one for each coordinate. */
  readonly sample: (u: Expr, parameters: OwnParameters) => Expr;
  /** The entropy −∫ p ln p in nats. */
  readonly entropy: (parameters: OwnParameters) => Expr;
  /** A point near which densities are computed with all digits, the middle for `kdeEntropy`, along coordinates; 0 if left out. */
  readonly middle?: ((parameters: OwnParameters) => Expr) | undefined;
  /** The mean, along coordinates; without it and `variance` there are no bounds by moments. */
  readonly mean?: ((parameters: OwnParameters) => Expr) | undefined;
  /** The variances along coordinates, which are uncorrelated. */
  readonly variance?: ((parameters: OwnParameters) => Expr) | undefined;
  /** What is known of pairs. */
  readonly pairs?: OwnPairs | undefined;
}

/** One component of a mixture of one's own family. */
export interface OwnComponent<E extends Expr = Expr> {
  /** The family of the mixture. */
  readonly family: "own";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: AxisOf<E>;
  /** The axis that runs over the d coordinates of points. */
  readonly coordinate: AxisOf<E>;
  /** cᵢ. */
  readonly weight: E;
  /** The parameters by their names. */
  readonly parameters: OwnParameters<E>;
  /** What the family is. */
  readonly definition: OwnFamily;
}

/** The component of each family. */
export interface ComponentOf<E extends Expr = Expr> {
  /** Gaussians. */
  readonly gaussian: GaussianComponent<E>;
  /** Boxes. */
  readonly uniform: UniformComponent<E>;
  /** Products of Laplace distributions. */
  readonly laplace: LaplaceComponent<E>;
  /** Products of Student's t-distributions. */
  readonly studentT: StudentComponent<E>;
  /** Products of logistic distributions. */
  readonly logistic: LogisticComponent<E>;
  /** A family of one's own. */
  readonly own: OwnComponent<E>;
}

/** The name of a family of components. */
export type Family = keyof ComponentOf;

/** A component of any family. */
export type Component<E extends Expr = Expr> = ComponentOf<E>[Family];

/** The components of one family in a mixture. Their weights are those in the whole mixture. */
export interface MixturePart {
  /** Their family. */
  readonly family: Family;
  /** How many there are. */
  readonly components: number;
  /** The components, indexed by copy number `copy` of the component axis that the part has for itself. */
  readonly at: (copy: number) => Component;
}

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
  /** The family of its components; "mixed" where there are several. */
  readonly family: Family | "mixed";
  /** How many components there are: k. */
  readonly components: number;
  /** The number of coordinates of a point: d. */
  readonly dimension: number;
  /** How many mixtures the batch holds; undefined without a batch axis. */
  readonly batch: B;
  /** The parameters by the names under which they were given, and `weights`. */
  readonly parameters: P;
  /** The components, indexed by copy number `copy` of the component axis; throws `TypeError` where there are several parts. */
  readonly at: (copy: number) => Component;
  /** The components by family: one part for a mixture of one family. */
  readonly parts: readonly MixturePart[];
}

/**
 * A mixture, single or a batch: `if (p.batch === undefined)` tells, and values of a single one are numbers. `P` are its parameters
 * by name; `B` is `undefined` for a single mixture, `number` for a batch, both where the types of the parameters do not tell.
 */
export type Mixture<
  P extends object = MixtureParameters,
  B extends number | undefined = number | undefined,
> = B extends unknown ? MixtureWith<P, B> : never;

/**
 * A mixture, whatever its parameters are and whether it is a batch.
 *
 * @internal
 */
export type AnyMixture = MixtureWith<object, number | undefined>;
