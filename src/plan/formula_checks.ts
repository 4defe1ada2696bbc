import { shapeText } from "../expr/array.ts";
import { ShapeError } from "../expr/errors.ts";
import { shown } from "../expr/quote.ts";
import type { Formula } from "./formula.ts";
import { checkNumber, fieldsOf, isKey, listOf, unexpected } from "./formula_fields.ts";
import { type Counts, domains, type Form, forms, roles } from "./formula_forms.ts";

/** No value has more axes of one set. */
const mostCopies = 64;

/**
 * Checks that a value has the form of a formula over arrays of these shapes, so that nodes can be made of it: each operation and
 * number in it is one that `formulaOf` may have written, and each set counts a dimension of one of the arrays.
 *
 * Throws `ShapeError`.
 */
export function checkFormula(value: unknown, shapes: readonly (readonly number[])[]): Formula {
  const { sets, lines, outputs } = fieldsOf(value, "formula");
  const own = listOf(sets, "sets").map((set, t) => checkSet(set, `sets[${t}]`));
  const all = listOf(lines, "lines"), counted = new Set<number>();
  for (const [t, line] of all.entries()) checkLine(line, { t, own, shapes, counted });
  for (const [t, { extent }] of own.entries()) {
    if (!counted.has(t)) {
      throw unexpected(`sets[${t}].extent`, "that of a dimension of some array", extent);
    }
  }
  listOf(outputs, "outputs").forEach((output, t) =>
    checkNumber(output, `outputs[${t}]`, all.length)
  );
  // so it is one
  return value as Formula;
}

function checkSet(value: unknown, field: string): Formula["sets"][number] {
  const { role, letter, extent } = fieldsOf(value, field);
  if (!isKey(roles, role)) throw unexpected(`${field}.role`, "a role of axes", role);
  if (!isPrintable(letter)) {
    throw unexpected(`${field}.letter`, "a name as messages show it", letter);
  }
  if (!Number.isSafeInteger(extent) || (extent as number) < 1) {
    throw unexpected(`${field}.extent`, "an integer ≥ 1", extent);
  }
  return { role, letter, extent: extent as number };
}

/** What a line is checked against. */
interface Place {
  /** Its number. */
  readonly t: number;
  readonly own: Formula["sets"];
  readonly shapes: readonly (readonly number[])[];
  /** The sets that dimensions of arrays were found to run over; those of this line are added. */
  readonly counted: Set<number>;
}

function checkLine(line: unknown, place: Place): void {
  const name = `lines[${place.t}]`;
  const { kind, op, domain, value, axes = [], parts = [] } = fieldsOf(line, name);
  if (!isKey(forms, kind)) throw unexpected(`${name}.kind`, "a kind of value", kind);
  const form: Form = forms[kind];
  checkParts(parts, countsOf(form, op, { name, kind }), { name, before: place.t });
  const sets = checkAxes(axes, form, { name, count: place.own.length });
  if (kind === "hold" && !isPrintable(op)) {
    throw unexpected(`${name}.op`, "a name as messages show it", op);
  }
  if (domain !== undefined && !isKey(domains, domain)) {
    throw unexpected(`${name}.domain`, "a domain of numbers", domain);
  }
  if (kind === "const" && !isNumberText(value)) {
    throw unexpected(`${name}.value`, "a number as text", value);
  }
  if (kind === "extent") checkNumber(value, `${name}.value`, place.own.length);
  if (kind === "input") {
    const shape = place.shapes[checkNumber(value, `${name}.value`, place.shapes.length)]!;
    const extents = sets.map((set) => place.own[set]!.extent);
    if (extents.join() !== shape.join()) {
      throw new ShapeError(
        `Expected ${name}.axes to be axes of ${shapeText(shape)}, got those of ${
          shapeText(extents)
        }`,
      );
    }
    for (const set of sets) place.counted.add(set);
  }
}

/** How many arguments a line may have. */
function countsOf(
  { parts }: Form,
  op: unknown,
  { name, kind }: { readonly name: string; readonly kind: string },
): Counts {
  if (isCounts(parts)) return parts;
  if (!isKey(parts, op)) throw unexpected(`${name}.op`, `an operation of kind ${kind}`, op);
  return parts[op]!;
}

function isCounts(parts: Form["parts"]): parts is Counts {
  return parts === "pairs" || Array.isArray(parts);
}

/** Checks that there are so many arguments, each made before. */
function checkParts(
  parts: unknown,
  counts: Counts,
  { name, before }: { readonly name: string; readonly before: number },
): void {
  const field = `${name}.parts`, numbers = listOf(parts, field), { length } = numbers;
  const fits = counts === "pairs" ? length >= 2 && length % 2 === 0 : counts.includes(length);
  if (!fits) {
    const wanted = counts === "pairs" ? "pairs of" : counts.join(" or ");
    throw unexpected(field, `${wanted} lines`, parts);
  }
  numbers.forEach((part, p) => checkNumber(part, `${field}[${p}]`, before));
}

/** The sets of the axes of a line. */
function checkAxes(
  axes: unknown,
  { axes: wanted }: Form,
  { name, count }: { readonly name: string; readonly count: number },
): number[] {
  const field = `${name}.axes`, list = listOf(axes, field);
  if (wanted !== undefined && list.length !== wanted) {
    throw unexpected(field, `${wanted} axes`, axes);
  }
  return list.map((axis, t) => {
    const pair = listOf(axis, `${field}[${t}]`);
    if (pair.length !== 2) throw unexpected(`${field}[${t}]`, "a set and a copy", axis);
    checkNumber(pair[1], `${field}[${t}][1]`, mostCopies);
    return checkNumber(pair[0], `${field}[${t}][0]`, count);
  });
}

/** Whether a text is a name that messages can show as it is; those of users have been made so. */
function isPrintable(name: unknown): name is string {
  return typeof name === "string" && name !== "" && shown(name) === name;
}

/** Whether a value is what `String` makes of a number, or −0. */
function isNumberText(value: unknown): boolean {
  return typeof value === "string" && (value === "-0" || String(Number(value)) === value);
}
