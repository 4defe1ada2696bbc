import type { BoundStep } from "./bound.ts";
import type { Unit } from "./units.ts";

/** How a step runs, as text. */
export function describeStep({ plain, pairs, roundedCopies, refusal }: BoundStep): string {
  if (plain === undefined) {
    return refusal === undefined ? "made when it is needed" : `interpreted: ${refusal.reason}`;
  }
  const precision = roundedCopies === undefined ? "f64" : "f32";
  if (pairs === undefined) return `generated code, ${precision}, ${unitText(plain)}`;
  const rest = pairs.rest === undefined
    ? ""
    : `; what is not symmetric by ordered ones, ${unitText(pairs.rest.plain)}`;
  return `generated code, ${precision}, by unordered pairs, ${unitText(pairs.symmetric)}${rest}`;
}

function unitText({ compiled, pieces }: Unit): string {
  const { rows, vectors, rolled } = compiled.schedule;
  const form = rolled ? "with loops over short axes" : "written out";
  const parts = pieces.length === 1 ? "1 piece" : `${pieces.length} pieces`;
  return `tiles of ${rows} × ${vectors} vectors ${form}, ${compiled.bytes.length} bytes, ${parts}`;
}
