import { checkMixture } from "../mixture/components.ts";
import type { AnyMixture } from "../mixture/component_types.ts";

/** A batch is refused, and what is no mixture; `each` is what is to be asked for instead. */
export function checkSingle(p: AnyMixture, each: string): void {
  checkMixture(p);
  if (p.batch === undefined) return;
  throw new TypeError(`Expected a single mixture, got a batch of ${p.batch}: ask for ${each}`);
}
