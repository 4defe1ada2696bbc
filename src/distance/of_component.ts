import type { Expr } from "../expr/expression.ts";
import type { Component } from "../mixture/component_types.ts";
import { componentOf } from "../mixture/components.ts";
import { entropyOf } from "./component.ts";

/** The entropy of a component: ½[d ln 2πe + ln|Σ|], or ln|V|. */
export function componentEntropy(p: Component): Expr {
  return entropyOf(componentOf(p));
}
