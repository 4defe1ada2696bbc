import type { Instruction, Level, Memory, Value } from "../ir/kernel.ts";
import { surroundingsOf } from "./doubt.ts";
import { nameAt } from "./identifiers.ts";
import { indexTerms } from "./indices.ts";
import { printOp } from "./op_text.ts";
import { type Point, pointsOf, withIndices } from "./points.ts";
import { constantTerm, sizeOf, type Term } from "./reals.ts";
import type { Sheet } from "./sheet.ts";
import { foldTerm } from "./short_folds.ts";
import { Inexpressible } from "./slots.ts";
import { printDense, printInverse } from "./spd.ts";
import { read, slotAt, termOf } from "./terms.ts";

type Of<K extends Instruction["kind"]> = Extract<Instruction, { kind: K }>;

/** Writes an instruction of a level, unrolled along all short axes; gives its cells. */
export function instructionTerms(
  sheet: Sheet,
  instruction: Instruction,
  level: Level,
): readonly Term[] {
  const named = (name: string, value: Term) => nameTerm(sheet, level, name, value);
  const term = (value: Value, point: Point) => termOf(sheet, value, point);
  switch (instruction.kind) {
    case "const":
      if (Number.isNaN(instruction.value)) throw new Inexpressible("it has a NaN");
      return [constantTerm(instruction.value)];
    case "extent": {
      const own = `extent ${instruction.set.id}`;
      return [{ text: own, wide: false, self: own, exact: true, nonNegative: true }];
    }
    case "index":
      return indexTerms(instruction.axis, sheet.kernel);
    case "map":
      return mapTerms(sheet, instruction, level);
    case "dot":
    case "fold":
      return foldTerms(sheet, instruction, level);
    case "gather":
      throw new Inexpressible("it reads memory at an index that is computed for every pair");
    case "inverse":
      return printInverse(instruction, { term, named });
    case "dense":
      return printDense(instruction, { term, named, doubt: surroundingsOf(sheet, level).doubt });
    case "guarded":
      return instructionTerms(sheet, instruction.slow, level);
    default:
      return instruction satisfies never;
  }
}

/** Names a value, so that it is computed once. */
function nameTerm(sheet: Sheet, level: Level, name: string, value: Term): Term {
  const { isOnHost, texts, before, inside } = sheet;
  // a number that is known needs no name: it is written where it is read
  if (isOnHost) return value.known === undefined ? { ...value, text: name } : value;
  if (/^[\w.]+$|^\(-[\d.e+-]+\)$|^constants\[\d+\]$/.test(value.text)) return value;
  // equal texts are equal values: both roles of a symmetric matrix have one factor
  const known = texts.get(value.text);
  if (known !== undefined) return { ...value, text: known };
  texts.set(value.text, name);
  (level === 2 ? inside : before).line(`let ${name} = ${value.text};`);
  return { ...value, text: name };
}

function mapTerms(sheet: Sheet, instruction: Of<"map">, level: Level): readonly Term[] {
  const { op, args, out } = instruction;
  const around = surroundingsOf(sheet, level), points = pointsOf(out.cells);
  return points.map((point, t) => {
    const value = (op === "sub" ? difference(sheet, args, point) : undefined) ??
      printOp(op, args.map((arg) => termOf(sheet, arg, point)), around);
    const result = nameTerm(sheet, level, nameAt(instruction, t, points.length), value);
    if (op === "expDiff" && level === 2) sheet.shares.push(result);
    return result;
  });
}

/** The difference of two numbers of the data, of which a centre was taken off before they were rounded. */
function difference(sheet: Sheet, args: readonly Value[], point: Point): Term | undefined {
  const group = sheet.groupOf(args);
  if (group === undefined) return undefined;
  // both arguments of a difference of a group are memory
  const [minuend, subtrahend] = args as readonly [Memory, Memory];
  const part = (of: Memory, form: "high" | "low") =>
    read(sheet, { ...slotAt(of, point), form, group });
  const x = part(minuend, "high"), y = part(subtrahend, "high");
  const wide = x.wide || y.wide, size = `(${sizeOf(x)} + ${sizeOf(y)})`;
  const same = sheet.self.of("sub", [x, y]);
  if (!sheet.schedule.exactDifferences) {
    return { text: `${x.text} - ${y.text}`, wide, size, self: same };
  }
  const p = part(minuend, "low"), q = part(subtrahend, "low");
  return { text: `(${x.text} - ${y.text}) + (${p.text} - ${q.text})`, wide, self: same };
}

function foldTerms(sheet: Sheet, instruction: Of<"dot" | "fold">, level: Level): readonly Term[] {
  const { self } = sheet, { over, args, out } = instruction;
  const points = pointsOf(out.cells);
  const isSum = instruction.kind === "dot" || instruction.op === "sum";
  return points.map((point, t) => {
    const terms = Array.from(
      { length: over.set.extent },
      (_, e) => args.map((arg) => termOf(sheet, arg, withIndices(point, [over, e]))),
    );
    return nameTerm(sheet, level, nameAt(instruction, t, points.length), {
      ...foldTerm(instruction, terms),
      self: isSum
        ? self.of("sum", terms.map((args) => ({ self: self.of("mul", args) })))
        : undefined,
    });
  });
}
