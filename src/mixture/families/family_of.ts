import type { Axis } from "../../expr/axes.ts";
import { rename } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import type { Component } from "../component_types.ts";
import type { FamilyRow, MixedPairs } from "./family_row.ts";
import { familyWords } from "./family_words.ts";
import { gaussianFamily } from "./gaussian_family.ts";

/** What a component that is no Gaussian brings along. */
interface Brought<C extends Component<Node>> {
  /** The row of its family. */
  readonly row: FamilyRow<C>;
  /** The formulas for pairs of it and components of any family. */
  readonly pairs: MixedPairs;
}

/** Where a component keeps what it brings: changed by `{ ...p }` it stays. */
const brought = Symbol("family");

/**
 * A component that brings its family along. Only the constructors of a family name its row, so that a program loads the families that
 * it makes mixtures of; Gaussians, whose moments stand for others in many formulas, are always there.
 */
export function bringing<C extends Component<Node>>(component: C, family: Brought<C>): C {
  return { ...component, [brought]: family };
}

function broughtBy<C extends Component<Node>>(p: C): Brought<C> | undefined {
  // `bringing` put it there, beside what the type of a component says
  const found = (p as { readonly [brought]?: Brought<C> })[brought];
  return found?.row.family === p.family ? found : undefined;
}

/** The row of a component's family, if it is one of a mixture. */
export function knownFamilyOf<C extends Component<Node>>(p: C): FamilyRow<C> | undefined {
  // the row of Gaussians is that of a component called so
  return p.family === "gaussian" ? gaussianFamily as unknown as FamilyRow<C> : broughtBy(p)?.row;
}

/** The row of a component's family. */
export function familyOf<C extends Component<Node>>(p: C): FamilyRow<C> {
  return knownFamilyOf(p) ?? unknown(p);
}

/** The formulas for two components that are not both Gaussians. */
export function pairsOf(p: Component<Node>, q: Component<Node>): MixedPairs {
  return (broughtBy(p) ?? broughtBy(q))?.pairs ?? unknown(p.family === "gaussian" ? q : p);
}

function unknown({ family }: Component<Node>): never {
  throw new TypeError(
    `Expected a component of a mixture, as p.at(0) is one, got one of ${
      familyWords[family]
    } put together by hand`,
  );
}

/** The component with another index. */
export function readAt<C extends Component<Node>>(p: C, component: Axis): C {
  const names = new Map([[p.component, component]]);
  const at = (value: Node) => rename(value, names);
  return { ...familyOf(p).changed(p, at), component, weight: at(p.weight) };
}
