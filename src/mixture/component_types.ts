import type { Axis } from "../expr/axes.ts";
import type { Node } from "../expr/node.ts";
import type { Covariance } from "./covariance.ts";

/** One component of a Gaussian mixture, as a lazy value for every index along `component`. */
export interface GaussianComponent {
  /** The family of the mixture. */
  readonly family: "gaussian";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: Axis;
  /** The axis that runs over the d coordinates of `mean`. */
  readonly coordinate: Axis;
  /** cᵢ. */
  readonly weight: Node;
  /** μᵢ, with the coordinate axis. */
  readonly mean: Node;
  /** Σᵢ in the structure in which it was given. */
  readonly covariance: Covariance;
}

/** One component of a mixture of uniform boxes, as a lazy value for every index along `component`. */
export interface UniformComponent {
  /** The family of the mixture. */
  readonly family: "uniform";
  /** The axis that runs over the components: i for one side of a pair, i′ for the other. */
  readonly component: Axis;
  /** The axis that runs over the d coordinates of `center` and `width`. */
  readonly coordinate: Axis;
  /** cᵢ. */
  readonly weight: Node;
  /** mᵢ, with the coordinate axis. */
  readonly center: Node;
  /** wᵢ, with the coordinate axis unless one number is shared. */
  readonly width: Node;
}

/** A component of either family. */
export type Component = GaussianComponent | UniformComponent;

/** A mixture distribution p(x) = Σ cⱼ pⱼ(x), lazy; `Name` are the names of its parameters, if known. */
export interface Mixture<Name extends string = string> {
  /** Gaussian components or uniform boxes. */
  readonly family: "gaussian" | "uniform";
  /** How many components there are: k. */
  readonly components: number;
  /** The number of coordinates of a point: d. */
  readonly dimension: number;
  /** How many mixtures the batch holds; undefined without a batch axis. */
  readonly batch: number | undefined;
  /** The parameters by the names under which they were given, and `weights`. */
  readonly parameters: { readonly [K in Name]: Node };
  /** The components, indexed by copy number `copy` of the component axis. */
  readonly at: (copy: number) => Component;
}
