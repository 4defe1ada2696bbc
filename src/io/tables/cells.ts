/** Texts that stand for numbers, for gaps, or for neither. */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";

/** The mark between whole numbers and decimals. */
export type DecimalMark = "." | ",";

/** What stands for a number that is not there, in small letters: the markers of pandas, and the full stop of SAS and Stata. */
const gaps: ReadonlySet<string> = new Set([
  ...["", "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>"],
  ...["n/a", "na", "nan", "none", "null", "."],
]);

const withPoint = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const withComma = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
/** What may as well be a whole number of thousands. */
const perhapsThousands = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** The longest text that can be a gap: longer ones need not be looked at. */
const longestGap = 8;

/** Whether a text stands for a number that is not there. */
export function isGap(text: string): boolean {
  return text.length <= longestGap && gaps.has(text.toLowerCase());
}

/** Reads cells of one file, and remembers which decimal mark they have. */
export interface CellReader {
  /** The number that a text stands for; NaN where it is no finite one. */
  read(text: string, line: number): number;
  /** A sentence on the decimal mark, if it is the comma. Throws `DomainError` if it is unclear. */
  finish(): string | undefined;
}

/** A text and the line that it stands in. */
interface Seen {
  readonly text: string;
  readonly line: number;
}

/** @param mark the decimal mark, if it is known; else points, and commas where they do not separate fields */
export function cellReader(mark: DecimalMark | undefined, separator: string): CellReader {
  const allowsComma = mark === "," || (mark === undefined && separator !== ",");
  const allowsPoint = mark !== ",";
  let point: Seen | undefined, comma: Seen | undefined, isDecimal = mark === ",";
  return {
    read(text, line) {
      if (withPoint.test(text)) {
        if (allowsComma && text.includes(".")) {
          if (!allowsPoint) return NaN;
          point ??= { text, line };
        }
        return finite(Number(text));
      }
      if (!allowsComma || !withComma.test(text)) return NaN;
      comma ??= { text, line };
      isDecimal ||= !perhapsThousands.test(text);
      return finite(Number(text.replace(",", ".")));
    },
    finish() {
      if (comma === undefined || mark === ",") return undefined;
      if (point !== undefined) {
        throw new DomainError(
          `Expected one decimal mark, got ${quoted(comma.text)} in line ${comma.line} and ${
            quoted(point.text)
          } in line ${point.line}: write all numbers with points`,
        );
      }
      if (isDecimal) return `Commas are read as decimal marks, as in ${quoted(comma.text)}`;
      throw new DomainError(
        `Expected numbers without separators of thousands, got ${
          quoted(comma.text)
        } in line ${comma.line}: say --decimal comma if it is a decimal mark`,
      );
    },
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
