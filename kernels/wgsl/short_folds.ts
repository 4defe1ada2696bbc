import type { Instruction } from "../ir/kernel.ts";
import { literal, type Term, widened } from "./reals.ts";
import { Inexpressible } from "./slots.ts";

/** A sum, a maximum or a log-sum-exp of the cells along a short axis; or a sum of products. */
export function foldTerm(
  instruction: Extract<Instruction, { kind: "fold" | "dot" }>,
  terms: readonly (readonly Term[])[],
): Term {
  const wide = terms.some((args) => args.some((arg) => arg.wide));
  const exact = terms.every((args) => args.every((arg) => arg.exact));
  const nonNegative = terms.every((args) => args.every((arg) => arg.nonNegative));
  if (instruction.kind === "dot") {
    const text = terms.map(([x, y]) => `${x!.text} * ${y!.text}`).join(" + ");
    return { text, wide, exact, nonNegative: nonNegative || isSquare(terms) };
  }
  const firsts = terms.map(([x]) => x!);
  switch (instruction.op) {
    case "sum":
      return { text: firsts.map((x) => x.text).join(" + "), wide, exact, nonNegative };
    case "max":
      return { text: largest(firsts, wide), wide, exact, nonNegative };
    case "logSumExp": {
      if (terms.some((args) => args.length > 1)) {
        throw new Inexpressible("it has a weighted log-sum-exp over coordinates for every pair");
      }
      const top = `max(${largest(firsts, wide)}, ${wide ? "real(infinite)" : "infinite"})`;
      const total = firsts.map((x) => `exp(${x.text} - ${top})`).join(" + ");
      const least = wide ? `real(${literal(1e-37)})` : literal(1e-37);
      return { text: `${top} + log(max(${total}, ${least}))`, wide };
    }
    default:
      return instruction.op satisfies never;
  }
}

function largest(terms: readonly Term[], wide: boolean): string {
  return terms.map((x) => widened(x, wide)).reduce((top, x) => `max(${top}, ${x})`);
}

function isSquare(terms: readonly (readonly Term[])[]): boolean {
  return terms.every(([x, y]) => x!.text === y!.text);
}
