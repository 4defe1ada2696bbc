import type { Expr } from "../../expr/expression.ts";
import type { Node } from "../../expr/node.ts";
import type { Component, OwnPairs } from "../component_types.ts";
import { ownValue } from "../families/own_family.ts";

/** KL(p‖q) of two components of one own family that knows it. */
export function ownKl(p: Component<Node>, q: Component<Node>): Node | undefined {
  return ofPair("kl", p, q, (known, from, to) => known.kl?.(from, to));
}

/** ln ∫ p^α q^(1−α) of two components of one own family that knows it. */
export function ownLogAffinity(
  p: Component<Node>,
  q: Component<Node>,
  alpha: number,
): Node | undefined {
  return ofPair("logAffinity", p, q, (known, from, to) => known.logAffinity?.(from, to, alpha));
}

/** ln ∫ p q of two components of one own family that knows it. */
export function ownLogOverlap(p: Component<Node>, q: Component<Node>): Node | undefined {
  return ofPair("logOverlap", p, q, (known, from, to) => known.logOverlap?.(from, to));
}

type OwnParameters = Parameters<NonNullable<OwnPairs["kl"]>>[0];

function ofPair(
  name: keyof OwnPairs,
  p: Component<Node>,
  q: Component<Node>,
  ask: (known: OwnPairs, from: OwnParameters, to: OwnParameters) => Expr | undefined,
): Node | undefined {
  if (p.family !== "own" || q.family !== "own" || p.definition !== q.definition) return undefined;
  const { pairs } = p.definition;
  const value = pairs && ask(pairs, p.parameters, q.parameters);
  return value && ownValue(`pairs.${name}`, p, value);
}
