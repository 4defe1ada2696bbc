import type { Node } from "../expr/node.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";

/** The components of a mixture of one family, as one that stands for all. Throws `TypeError` for a mixture of several. */
export function componentOfOne(
  p: MixtureWith<object, number | undefined>,
  operation: string,
): Component<Node> {
  const [part, ...others] = partsOf(p);
  if (part === undefined || others.length > 0) {
    throw new TypeError(
      `Expected a mixture of one family for ${operation}, got one of ${
        [part, ...others].map((one) => one?.family).join(", ")
      }`,
    );
  }
  return part.pair[0];
}

/** Says that there is an operation for one family only. */
export function onlyFor(families: string, operation: string, p: Component<Node>): TypeError {
  return new TypeError(
    `Expected a mixture of ${families} for ${operation}, got one of ${manyOf(p)}`,
  );
}

/** The components of a family in words. */
export function manyOf({ family }: Component<Node>): string {
  return family === "uniform" ? "boxes" : "Gaussians";
}
