import { describe } from "../expr/array.ts";
import type { Component, Mixture } from "./component_types.ts";

/** The components of a mixture over the first two copies of its component axis: i and i′. */
export function componentsOf(p: Mixture): [Component, Component] {
  if (typeof p !== "object" || p === null || typeof p.at !== "function") {
    throw new TypeError(
      `Expected a mixture made by gaussianMixture, uniformMixture or mixture, got ${describe(p)}`,
    );
  }
  return [p.at(0), p.at(1)];
}
