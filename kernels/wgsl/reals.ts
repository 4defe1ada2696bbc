/**
 * Single precision on a GPU. WGSL may assume that there are no infinities and no NaN, so a finite number stands for −∞; sums
 * of a few such numbers, and parts of them, still count as infinite when a result is decoded.
 */

/** Stands for −∞: −2¹²⁰. */
export const floor = -(2 ** 120);
/** What lies at or below stands for −∞, and at or above its negative for +∞: −2⁹⁶. A log-sum-exp starts its maximum here. */
export const infinite = -(2 ** 96);
/** Half the distance between 1 and the next float: the relative error of a rounding. */
export const roundoff = 2 ** -24;

/** A number as WGSL text, rounded to f32; infinities, and what has no room in an f32, as their finite stand-ins. */
export function literal(value: number): string {
  const rounded = Math.fround(value);
  const text = String(Number.isFinite(rounded) ? rounded : -Math.sign(value) * floor);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A value as it stands in the text of a kernel. */
export interface Term {
  /** A name, a literal or an access: never in need of parentheses. */
  readonly text: string;
  /** Whether it differs between the rows of a thread, and so has type `real`; else it is an f32. */
  readonly wide: boolean;
  /** Its value, if it is known when the kernel is printed. */
  readonly known?: number;
  /** Whether it is a whole number small enough to be exact, so that comparisons of it are never in doubt. */
  readonly exact?: boolean | undefined;
  /** Whether it is a number of the data, of which 0 is no rounding. */
  readonly given?: boolean | undefined;
  /** Whether it cannot be negative. */
  readonly nonNegative?: boolean | undefined;
  /** The size of the numbers it was computed from, whose rounding it carries; |it| if absent. */
  readonly size?: string | undefined;
  /** Stands for its value where the row and the lane are one: equal values there have equal names; "0" is zero. */
  readonly self?: string | undefined;
  /** The name of its reciprocal, if there is one. */
  readonly reciprocal?: string;
  /** What it was before it was kept from falling below zero: there its sign is in doubt. */
  readonly before?: Term | undefined;
}

/** A number that is known. */
export function constantTerm(value: number): Term {
  return {
    text: value < 0 ? `(${literal(value)})` : literal(value),
    wide: false,
    known: value,
    exact: Number.isInteger(value) && Math.abs(value) < 2 ** 24,
    given: true,
    nonNegative: value >= 0,
    self: String(value),
  };
}

/** The term as an argument of a function whose other arguments are `wide`. */
export function widened(term: Term, wide: boolean): string {
  return wide && !term.wide ? `real(${term.text})` : term.text;
}

/** |x|, or the size of what x was computed from. */
export function sizeOf(term: Term): string {
  if (term.size !== undefined) return term.size;
  if (term.known !== undefined) return literal(Math.abs(term.known));
  return term.nonNegative ? term.text : `abs(${term.text})`;
}
