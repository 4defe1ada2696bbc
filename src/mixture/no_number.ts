import type { MixtureWith } from "./component_types.ts";

const names: { readonly [F in MixtureWith<object, undefined>["family"]]: string } = {
  gaussian: "a Gaussian mixture",
  uniform: "a uniform mixture",
  laplace: "a Laplace mixture",
  studentT: "a mixture of Student distributions",
  logistic: "a logistic mixture",
  own: "a mixture of one's own family",
  mixed: "a mixed mixture",
};

/** The same mixture, which refuses to be taken for a number: `p - 1` would be NaN in silence. As a text it says what it is. */
export function noNumber<M extends MixtureWith<object, number | undefined>>(p: M): M {
  const { family, components, dimension } = p;
  const text = `${names[family]}, k = ${components}, d = ${dimension}`;
  const toPrimitive = (hint: string): string => {
    if (hint === "string") return text;
    throw new TypeError(
      "Expected functions of a mixture, as jointEntropy(p), and functions for arithmetic on what they give (sub(a, b) of the " +
        `entry "ops"), got an operator or a function for numbers on ${text}`,
    );
  };
  return Object.defineProperty(p, Symbol.toPrimitive, { value: toPrimitive });
}
