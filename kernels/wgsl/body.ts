import type { Instruction, Kernel, Level, Value } from "../ir/kernel.ts";
import { withPlainProducts } from "../program/plain_products.ts";
import type { Cell } from "./accumulators.ts";
import { printExponent } from "./exponent_text.ts";
import { exponentsOf, type ExponentText } from "./exponents.ts";
import type { Facts } from "./facts.ts";
import { onHost } from "./host_values.ts";
import { nameAt } from "./identifiers.ts";
import { instructionTerms } from "./instruction_text.ts";
import type { Point } from "./points.ts";
import type { Term } from "./reals.ts";
import { mostStatements } from "./most_statements.ts";
import { newSheet, type Schedule, type Sheet } from "./sheet.ts";
import { TooLong } from "./slots.ts";
import { termOf } from "./terms.ts";

/** The instructions of a kernel as text, by how often they run. */
export interface Body
  extends Readonly<Pick<Sheet, "before" | "inside" | "slots" | "functions" | "doubts" | "shares">> {
  readonly term: (value: Value, point: Point) => Term;
  readonly exponents: ReadonlyMap<Cell, ExponentText>;
}

/** Prints the instructions of a kernel, unrolled along all short axes, and the exponents of its log-sum-exps. */
export function printBody(
  kernel: Kernel,
  cells: readonly Cell[],
  facts: Facts,
  schedule: Schedule,
): Body {
  const sheet = newSheet(kernel, facts, schedule), plain = withPlainProducts(kernel);
  const split = (args: readonly Value[]) =>
    // with what rounding has lost, a difference is more than that of two numbers
    schedule.exactDifferences ? undefined : sheet.groupOf(args);
  const { of, alongLanes } = exponentsOf(plain, split);
  const levels = [plain.levels[0], plain.levels[1], alongLanes];
  for (const [level, list] of levels.entries()) printLevel(sheet, level as Level, list);
  const exponents = new Map<Cell, ExponentText>();
  cells.forEach((cell, n) => {
    const own = of.get(cell.accumulator);
    if (own !== undefined) exponents.set(cell, printExponent(sheet, n, cell, own));
  });
  return { ...sheet, term: (value, point) => termOf(sheet, value, point), exponents };
}

function printLevel(sheet: Sheet, level: Level, list: readonly Instruction[]): void {
  const { before, inside, registers, hostNames } = sheet;
  const { lines } = level === 2 ? inside : before;
  const isOnHost = sheet.isOnHost = level === 0;
  for (const instruction of list) {
    if (isOnHost) {
      hostNames.set(
        instruction.out.id,
        instruction.kind === "extent" ? `|${instruction.set.letter}|` : nameAt(instruction, 0, 1),
      );
    }
    const terms = isOnHost
      ? onHost(instruction, (one) => instructionTerms(sheet, one, level))
      : instructionTerms(sheet, instruction, level);
    registers.set(instruction.out.id, terms);
    if (lines.length > mostStatements) {
      throw new TooLong(`it has more than ${mostStatements} statements for a pair`);
    }
  }
}
