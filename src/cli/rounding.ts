/**
 * Bounds as they are printed. What is called a bound must still be one after all rounding, so lower ends are rounded down
 * and upper ends up: first by what the computation may have lost, then to the decimals that are shown.
 *
 * @module
 */

/** In which direction a number is rounded: a lower bound down, an upper bound up. */
export type Direction = "down" | "nearest" | "up";

/**
 * What computing an entropy in double precision may lose of each of its d + |H| nats or so: a logarithm of each of d
 * pivots, quadratic forms and sums. A matrix is factored in doubles as long as its factor keeps 43 of 53 bits (trustedGrowth
 * in src/expr/cholesky.ts), and that is the largest of the errors; the worst seen in the tests is 2⁻⁴³·⁵.
 */
const loss = 2 ** -43;

/**
 * The same in single precision: generated code is right to 4e−6 (`precision` of `EvaluateOptions`), a GPU to 2e−5 in a term, and
 * 2⁻¹⁵ = 3.1e−5.
 */
const singleLoss = 2 ** -15;

/** In what a value is measured, and how well. */
export interface Scale {
  /** The dimension of the mixture. */
  readonly d: number;
  /** How many nats the unit is. */
  readonly nats: number;
  /** Whether single precision was asked for. */
  readonly isSingle: boolean;
}

/** A computed entropy of a mixture, moved outward by what rounding may have lost. */
export function outward(value: number, direction: Direction, scale: Scale): number {
  const { d, nats, isSingle } = scale;
  const margin = (isSingle ? singleLoss : loss) * (d / nats + Math.abs(value));
  switch (direction) {
    case "down":
      return value - margin;
    case "up":
      return value + margin;
    case "nearest":
      return value;
    default:
      return direction satisfies never;
  }
}

/**
 * The entropy H of shares that are fractions of whole numbers, moved up by what rounding may have lost: each p has one
 * error and its logarithm two, and Σ p = 1, so 2⁻⁵⁰ of 1 + H nats is more. The entropy of a single share is 0 exactly.
 */
export function aboveLabelEntropy(entropy: number, nats: number): number {
  return entropy === 0 ? 0 : entropy + 2 ** -50 * (1 / nats + entropy);
}

/** The number with so many decimals, and without a sign where they are all 0. */
export function fixed(value: number, digits: number, direction: Direction = "nearest"): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "not a number";
  return stepped(value, digits, direction).replace(/^-(0(\.0*)?)$/, "$1");
}

/** The nearest decimal number, or the one before or after it if that is on the wrong side. */
function stepped(value: number, digits: number, direction: Direction): string {
  const text = value.toFixed(digits), nearest = Number(text);
  const step = direction === "down" && nearest > value
    ? -1n
    : direction === "up" && nearest < value
    ? 1n
    : 0n;
  // beyond 2⁵³ there are no decimals, and from 1e21 on no plain digits
  if (step === 0n || Math.abs(value) > Number.MAX_SAFE_INTEGER) return text;
  const units = BigInt(text.replace(".", "")) + step;
  const plain = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  const sign = units < 0n ? "-" : "";
  return digits === 0 ? sign + plain : `${sign}${plain.slice(0, -digits)}.${plain.slice(-digits)}`;
}
