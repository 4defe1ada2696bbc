import { source } from "../../../expr/array.ts";
import { reasonOf } from "../../../expr/describe.ts";
import { ShapeError } from "../../../expr/errors.ts";
import type { Node, Source } from "../../../expr/node.ts";
import { outputsOf } from "../../../plan/formula.ts";
import { checkFormula } from "../../../plan/formula_checks.ts";
import { checkNumber, fieldsOf, listOf, unexpected } from "../../../plan/formula_fields.ts";
import { isReduction } from "../../../plan/formula_forms.ts";
import { type Expressions, mostLevels } from "../structure.ts";
import { digitsEach, fromHexadecimal } from "./hexadecimal.ts";
import { cellsOf, type FormulaText, type OutputPlaces } from "./partial_state.ts";

/** What the text of a formula says, which is the same in all states. Throws `ShapeError` for what `partial` cannot have written. */
export function readFormula(text: string): FormulaText {
  try {
    const { sums, constants, formula, structure } = fieldsOf(JSON.parse(text), "it");
    const shapes = [
      ...listOf(sums, "sums").map((sum, t) => checkSum(sum, `sums[${t}]`)),
      ...listOf(constants, "constants").map((array, t) => checkConstant(array, `constants[${t}]`)),
    ];
    const { length } = checkFormula(formula, shapes).outputs;
    checkPlaces(structure, length, mostLevels);
    // each field has been looked at
    const read = { sums, constants, formula, structure } as FormulaText;
    // axes that do not fit together are refused as nodes are made
    expressionsOf(read, shapes.map((shape) => source({ data: new Float64Array(0), shape }, "any")));
    return read;
  } catch (error) {
    throw new ShapeError(
      `Expected the formula of partial state 0 as partial() wrote it, got one that cannot be read: ${
        reasonOf(error)
      }`,
      { cause: error },
    );
  }
}

function checkSum(value: unknown, field: string): readonly number[] {
  const { op, byBlock, shape } = fieldsOf(value, field);
  if (!isReduction(op)) throw unexpected(`${field}.op`, "sum, max or logSumExp", op);
  if (typeof byBlock !== "boolean") throw unexpected(`${field}.byBlock`, "true or false", byBlock);
  return checkShape(shape, `${field}.shape`);
}

function checkConstant(value: unknown, field: string): readonly number[] {
  const { data, shape } = fieldsOf(value, field);
  const extents = checkShape(shape, `${field}.shape`), cells = cellsOf(extents);
  const isWhole = typeof data === "string" && data.length === cells * digitsEach &&
    fromHexadecimal(data) !== undefined;
  if (isWhole) return extents;
  throw unexpected(`${field}.data`, `${cells * digitsEach} hexadecimal digits`, data);
}

function checkShape(value: unknown, field: string): readonly number[] {
  return listOf(value, field).map((extent, t) => {
    if (Number.isSafeInteger(extent) && (extent as number) >= 1) return extent as number;
    throw unexpected(`${field}[${t}]`, "an integer ≥ 1", extent);
  });
}

/** Checks that each place in a structure is the number of an output. */
function checkPlaces(value: unknown, count: number, levels: number, field = "structure"): void {
  if (typeof value !== "object" || value === null) {
    checkNumber(value, field, count);
    return;
  }
  if (levels === 0) throw unexpected("structure", `nested at most ${mostLevels} times`, value);
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) {
    checkPlaces(inner, count, levels - 1, isList ? `${field}[${name}]` : `${field}.${name}`);
  }
}

/** The outputs, in their structure, over arrays that hold the sums and, after them, the constants. */
export function expressionsOf(
  { formula, structure }: FormulaText,
  inputs: readonly Source[],
): Expressions {
  const outputs = outputsOf(formula, inputs);
  const placed = (places: OutputPlaces): Expressions => {
    if (typeof places === "number") return outputs[places] as Node;
    return isList(places)
      ? places.map(placed)
      : Object.fromEntries(Object.entries(places).map(([name, inner]) => [name, placed(inner)]));
  };
  return placed(structure);
}

function isList(places: OutputPlaces): places is readonly OutputPlaces[] {
  return Array.isArray(places);
}
