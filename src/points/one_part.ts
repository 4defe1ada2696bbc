import type { MixtureWith } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";

/** Refuses a mixture of several families, whose components have no axis in common. */
export function onePart(p: MixtureWith<object, number | undefined>, what: string): void {
  const parts = partsOf(p);
  if (parts.length === 1) return;
  throw new TypeError(
    `Expected a mixture of one family for ${what}, got one of ${
      parts.map(({ family }) => family).join(" and ")
    }`,
  );
}
