import { constant, nodes } from "../../expr/simplify.ts";
import { reduce, sumOver } from "../../expr/build.ts";
import { logAddExp } from "../../expr/log_add_exp.ts";
import type { Node } from "../../expr/node.ts";
import { asFull, matrixAxes } from "../../bound/gaussian_moments.ts";
import { inKind } from "../../bound/reference.ts";
import type { AnyMixture, Component, GaussianComponent } from "../../mixture/component_types.ts";
import { type TwoMixtures, twoMixtures } from "../two_mixtures.ts";

/** A part of a distribution, with its share in the whole where that is mixed of two; weights are those within the part. */
export type Part = Component<Node> & { readonly share?: Node };

/** One of two distributions in a formula, as its parts: a sum over it is the sum of those over its parts. */
export type Side = readonly Part[];

/** A mixture in its two roles: what an expectation is taken over, and the density whose logarithm is taken. */
export interface TwoRoles {
  /** Over copy 0 of its component axes. */
  readonly averaged: Side;
  /** Over copy 1, so that a mixture may stand beside itself. */
  readonly evaluated: Side;
}

/** Two mixtures that are compared. */
export interface Pair extends Omit<TwoMixtures, "p" | "q"> {
  readonly p: TwoRoles;
  readonly q: TwoRoles;
  readonly dimension: number;
}

/** Reads two mixtures of one dimension, whose covariances then have one structure. A batch beside a single mixture is one of pairs. */
export function pairOf(p: AnyMixture, q: AnyMixture): Pair {
  const both = twoMixtures(p, q), like = alike([...both.p, ...both.q].map(({ pair: [i] }) => i));
  const roles = (parts: TwoMixtures["p"]): TwoRoles => ({
    averaged: parts.map(({ pair: [i] }) => like(i)),
    evaluated: parts.map(({ pair: [, j] }) => like(j)),
  });
  return { ...both, p: roles(both.p), q: roles(both.q), dimension: p.dimension };
}

/** Changes covariances into the one structure that those of all components have room in. */
function alike(all: Side): (x: Component<Node>) => Part {
  const kinds = new Set(all.map((x) => x.family === "gaussian" ? x.covariance.kind : "diagonal"));
  const isLine = all[0]?.coordinate.set.extent === 1;
  return (x) => {
    if (x.family !== "gaussian" || kinds.size === 1 && !isLine) return x;
    if (kinds.has("full") && !isLine) {
      return { ...x, covariance: asFull(x.covariance, matrixAxes(x)) };
    }
    return inKind(x, "diagonal");
  };
}

/** Σ cᵢ f(i) over all components. */
export function average(side: Side, of: (i: Component<Node>) => Node): Node {
  return side.map((i) => sumOver(i.component, nodes.weigh(i.weight, of(i))))
    .reduce((sum, x) => nodes.add(sum, x));
}

/** ln Σ cⱼ exp f(j) over all components. What is summed does not depend on shares, so that a mixture of both sides costs no sweep more. */
export function logAverage(side: Side, of: (j: Component<Node>) => Node): Node {
  return side.map((j) => {
    const { share, component, weight } = j;
    const log = reduce("logSumExp", component, of(j), weight);
    return share === undefined ? log : nodes.add(nodes.log(share), log);
  }).reduce((sum, x) => logAddExp(sum, x));
}

/** The weight of a component in the whole. */
export function weightOf({ weight, share }: Part): Node {
  return share === undefined ? weight : nodes.mul(share, weight);
}

/** A mixture of two sides, with their shares. */
export function mixed(p: Side, q: Side, [w, v]: readonly [Node, Node]): Side {
  return [...p.map((x) => ({ ...x, share: w })), ...q.map((x) => ({ ...x, share: v }))];
}

/** A Gaussian part. */
export type GaussianPart = GaussianComponent<Node> & { readonly share?: Node };

/** The side where all its components are Gaussian. */
export function gaussians(side: Side): readonly GaussianPart[] | undefined {
  const found = side.filter((x): x is GaussianPart => x.family === "gaussian");
  return found.length === side.length ? found : undefined;
}

/** A component of a side of Gaussians. */
export function asGaussian(x: Component<Node>): GaussianComponent<Node> {
  if (x.family === "gaussian") return x;
  throw new TypeError("Expected a component of Gaussians");
}

/** Whether all components are boxes. */
export function areBoxes(side: Side): boolean {
  return side.every(({ family }) => family === "uniform");
}

/** −∞ */
export const never: Node = /* @__PURE__ */ constant(-Infinity);
