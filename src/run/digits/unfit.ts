import type { Buffer } from "../../plan/types.ts";
import { limits, mostWhole } from "./limits.ts";
import { largestOf, type Look } from "./looks.ts";
import { nameOf } from "./names.ts";

/** What is known of the numbers of a buffer. */
export interface Traits {
  /** They are whole. */
  readonly whole: boolean;
  /** Even the smallest counts by its size. */
  readonly scale: boolean;
}

/** Why the numbers of a buffer do not go into the f32 of a GPU; undefined where they do. */
export function unfitFor(
  buffer: Buffer,
  look: Look,
  { whole, scale }: Traits,
): string | undefined {
  const { largest: most, least: normal, leastScale } = limits.gpu;
  const { hasNaN, least } = look, largest = largestOf(look);
  if (hasNaN) return `${nameOf(buffer)} holds numbers that are not`;
  if (largest > most || (largest > 0 && largest < 1 / most)) {
    return `the numbers of ${nameOf(buffer)} go up to ${
      largest.toExponential(1)
    }, and their squares do not fit into single precision`;
  }
  if (least < (scale ? leastScale : normal)) {
    return `the numbers of ${nameOf(buffer)} go down to ${
      least.toExponential(1)
    }, too near to the least that single precision holds`;
  }
  if (whole && largest >= mostWhole) {
    return `the whole numbers of ${
      nameOf(buffer)
    } go up to ${largest}, and single precision holds them up to 2²⁴`;
  }
  return undefined;
}
