import type { Component, GaussianComponent } from "../component_types.ts";
import type { Node } from "../../expr/node.ts";

/** The uniform numbers that a draw is made of. */
export interface Uniforms {
  /** Numbers of the sequence, one for each coordinate. */
  readonly first: Node;
  /** Further ones, independent, for families that need two a coordinate. */
  readonly further: () => Node;
}

/** The first two moments of a component. */
export interface Moments {
  /** The Gaussian that has them; where they do not exist, one of variance 1. */
  readonly gaussian: GaussianComponent<Node>;
  /** 1 where the variances are finite, else 0; undefined if they always are. */
  readonly exists: Node | undefined;
}

/** How gradients of Monte Carlo estimates reach the parameters of a family. */
export type SlopeRoute = "path" | "faces" | "score";

/** What a family is: all that a formula asks of a component, in one place. */
export interface FamilyRow<C extends Component<Node>> {
  /** Its name. */
  readonly family: C["family"];
  /** The values that tell components apart, besides their weights. */
  readonly parametersOf: (p: C) => readonly Node[];
  /** All that a component is made of, to be looked at where a program gave it: undefined for what is missing. */
  readonly piecesOf: (p: C) => readonly unknown[];
  /** The component with each of its parameters changed. */
  readonly changed: (p: C, change: (value: Node) => Node) => C;
  /** The point from which differences are taken: the mean of a Gaussian, the centre of a box. */
  readonly middle: (p: C) => Node;
  /** −∫ p ln p. */
  readonly entropy: (p: C) => Node;
  /** ln p at the difference δ from the middle. */
  readonly logDensityFrom: (p: C, delta: Node) => Node;
  /** ln of the largest density, which is that at the middle, plus the entropy; undefined where it is not known. */
  readonly peakExcess: (p: C) => Node | undefined;
  /** ln ∫ p² plus the entropy; undefined where it is not known. */
  readonly squareExcess: (p: C) => Node | undefined;
  /** The mean and variances; undefined where they are not known. */
  readonly moments: (p: C) => Moments | undefined;
  /** The difference of a draw from the middle of its component, whose values `at` reads. */
  readonly offset: (p: C, at: (value: Node) => Node, uniforms: Uniforms) => Node;
  /**
   * "path": densities have slopes nearly everywhere, so that gradients go along the paths of draws; "faces": densities jump, and
   * gradients are those of the moving faces; "score": nothing is known of densities but their slopes in parameters.
   */
  readonly slopes: SlopeRoute;
}

/**
 * What is known of two components that are not both Gaussians. Where there is no closed form it is a bound, so that bounds on entropies
 * hold.
 */
export interface MixedPairs {
  /** KL(p‖q), or what is not below it. */
  readonly kl: (p: Component<Node>, q: Component<Node>) => Node;
  /** The Chernoff-α distance −ln ∫ p^α q^(1−α), or what is not above it. */
  readonly chernoff: (p: Component<Node>, q: Component<Node>, alpha: number) => Node;
  /** ln ∫ p q, or what is not below it. */
  readonly logOverlap: (p: Component<Node>, q: Component<Node>) => Node;
  /** ln ∫ p². */
  readonly logSquare: (p: Component<Node>) => Node;
}
