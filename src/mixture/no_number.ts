import type { Mixture } from "./component_types.ts";

/** The same mixture, which refuses to be taken for a number: `p - 1` would be NaN in silence. As a text it says what it is. */
export function noNumber<M extends Mixture>(p: M): M {
  const { family, components, dimension } = p;
  const name = family === "gaussian" ? "a Gaussian mixture" : "a uniform mixture";
  const text = `${name}, k = ${components}, d = ${dimension}`;
  const toPrimitive = (hint: string): string => {
    if (hint === "string") return text;
    throw new TypeError(
      "Expected functions of a mixture, as jointEntropy(p), and functions for arithmetic on what they give (sub(a, b) of the " +
        `entry "ops"), got an operator or a function for numbers on ${text}`,
    );
  };
  return Object.defineProperty(p, Symbol.toPrimitive, { value: toPrimitive });
}
