import { type BlockArithmetic, oneBlock, type Products } from "../spd/blocks.ts";
import type { Term } from "./reals.ts";

/** A term that may be a sum, in need of parentheses inside of a product. */
export interface Sum extends Term {
  readonly loose?: boolean;
}

/** The arithmetic of matrices as text, written out: what is read more than once has a name. */
export function termArithmetic(d: number): BlockArithmetic<Sum, Term, number> {
  return { ...oneBlock<Sum>(d), minus, divide };
}

function minus(sum: Sum, products: Products<Sum, Term>): Sum {
  const pairs = pairsOf(products);
  if (pairs.length === 0) return sum;
  return {
    text: [enclosed(sum), ...pairs.map(([x, y]) => `${x.text} * ${y.text}`)].join(" - "),
    wide: sum.wide || anyWide(pairs.flat()),
    loose: true,
  };
}

function divide(sum: Sum, { text, wide, reciprocal }: Term): Term {
  const by = reciprocal === undefined ? `/ ${text}` : `* ${reciprocal}`;
  return { text: `${enclosed(sum)} ${by}`, wide: sum.wide || wide };
}

function enclosed({ text, loose }: Sum): string {
  return loose === true ? `(${text})` : text;
}

/** Σᵣ x(r)·y(r). */
export function sumOfProducts(products: Products<Term, Term>): Term {
  const pairs = pairsOf(products);
  return {
    text: pairs.map(([x, y]) => y.known === 1 ? x.text : `${x.text} * ${y.text}`).join(" + "),
    wide: anyWide(pairs.flat()),
  };
}

/** Σᵢ yᵢ². */
export function sumOfSquares(y: readonly Term[]): Term {
  return {
    text: y.map(({ text }) => `${text} * ${text}`).join(" + "),
    wide: anyWide(y),
    nonNegative: true,
  };
}

/** Whether some term differs between the rows of a thread. */
export function anyWide(terms: readonly Term[]): boolean {
  return terms.some((term) => term.wide);
}

function pairsOf({ first, end, x, y }: Products<Term, Term>): (readonly [Term, Term])[] {
  return Array.from({ length: end - first }, (_, r) => [x(first + r), y(first + r)] as const);
}
