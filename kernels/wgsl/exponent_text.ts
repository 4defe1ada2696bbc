import type { Memory } from "../ir/kernel.ts";
import type { Cell } from "./accumulators.ts";
import type { Exponent, ExponentText, Part } from "./exponents.ts";
import type { Point } from "./points.ts";
import { literal, widened } from "./reals.ts";
import type { Sheet } from "./sheet.ts";
import { read, slotAt, termOf } from "./terms.ts";

/** Writes the exponent of the log-sum-exp of a cell, number n of its kernel. */
export function printExponent(
  sheet: Sheet,
  n: number,
  { accumulator, point }: Cell,
  { pair, lane, row, constant }: Exponent,
): ExponentText {
  const { before, inside } = sheet;
  const weight = accumulator.args[1] && termOf(sheet, accumulator.args[1], point);
  const offset = sumOf(sheet, lane, point, Math.LOG2E), isWide = weight?.wide === true;
  const own = offset?.text ?? "0.0";
  const isNone = weight && `${weight.text} == ${isWide ? "real(0.0)" : "0.0"}`;
  if (weight !== undefined && !isWide) {
    inside.line(`let offset${n} = select(${own}, lowest, ${isNone});`);
  } else if (offset !== undefined) inside.line(`let offset${n} = ${own};`);
  const hasOffset = offset !== undefined || (weight !== undefined && !isWide);
  const ofPair = sumOf(sheet, pair, point, Math.LOG2E);
  const terms = [ofPair?.text, hasOffset ? `offset${n}` : undefined].filter((t) => t !== undefined);
  const text = terms.length === 0 ? "0.0" : terms.join(" + ");
  const wide = ofPair?.wide === true ? text : `real(${text})`;
  // a term of weight 0 does not count, not even for the maximum
  inside.line(`let term${n} = ${isWide ? `select(${wide}, real(lowest), ${isNone})` : wide};`);
  const ofRow = sumOf(sheet, row, point, 1);
  if (ofRow === undefined && constant === 0) return { term: `term${n}`, weight, shift: undefined };
  const shifts = [
    ...ofRow === undefined ? [] : [widened(ofRow, true)],
    ...constant === 0 ? [] : [`real(${literal(constant)})`],
  ];
  before.line(`let shift${n} = ${shifts.join(" + ")};`);
  return { term: `term${n}`, weight, shift: `shift${n}` };
}

/** The sum of some parts, in units. */
function sumOf(
  sheet: Sheet,
  parts: readonly Part[],
  point: Point,
  unit: number,
): { readonly text: string; readonly wide: boolean } | undefined {
  if (parts.length === 0) return undefined;
  const terms = parts.map(({ value, group }) =>
    group === undefined
      ? termOf(sheet, value, point)
      // what is of a group is memory
      : read(sheet, { ...slotAt(value as Memory, point), form: "high", group })
  );
  const wide = terms.some((term) => term.wide);
  const scaled = terms.map((term, t) => {
    const factor = parts[t]!.factor * unit;
    return factor === 1 ? term.text : `${term.text} * ${literal(factor)}`;
  });
  const text = scaled.map((part, t) => wide && !terms[t]!.wide ? `real(${part})` : part);
  return { text: text.join(" + "), wide };
}
