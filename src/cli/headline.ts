/** The one answer in words: as many digits as are known, and how they are known. */
import type { Answer } from "./report.ts";
import { grouped, interval } from "./report_words.ts";
import { fixed } from "./rounding.ts";
import type { Unit } from "./syntax/unit.ts";

/** More decimals say nothing of a double, and errors below 10⁻⁶ are easier to read as powers of ten. */
const mostDecimals = 15, mostPlain = 6;
/** Where an end is infinite. */
const usualDecimals = 4;

/** H(X) = 16.216 ± 0.001 nats, and between which values it lies for sure. */
export function headline(answer: Answer, unit: Unit): string {
  const { value, lower, upper, certified } = answer;
  const width = upper - lower, digits = width < Infinity ? decimalsOf(width / 10) : usualDecimals;
  const within = interval(lower, upper, digits);
  if (!Number.isFinite(answer.error)) return `H(X) lies in ${within} ${unit}, for sure`;
  const shown = `H(X) = ${valueAndError(answer)} ${unit}`;
  if (certified) return isEstimated(answer) ? shown : `${shown}, for sure`;
  const printed = Number(fixed(value, decimalsOf(answer.error)));
  // the number that is printed shall lie in what is printed
  const clear = printed < lower || printed > upper ? mostDecimals : digits;
  return `${shown}, certainly within ${interval(lower, upper, clear)}`;
}

/** By what the answer was found, and how sure its error is. */
export function howSentence(answer: Answer, unit: Unit): string {
  const { error, samples, certified, aim } = answer;
  const by = methodWords(answer);
  const ofDraws = `; ± holds with ${percent(aim.confidence)} confidence`;
  const sure = !certified ? ofDraws : isEstimated(answer) ? ", whose error is estimated" : "";
  if (error <= aim.error) return `${by}${sure}`;
  const why = samples === 0 ? "cannot be reached" : "takes more draws (--samples)";
  return `${by}${sure}\nthe error asked for, ${aim.error} ${unit}, ${why}`;
}

/** Whether the error is that of a quadrature, which is estimated and not proved. */
function isEstimated({ method }: Answer): boolean {
  return method === "line" || method === "lattice";
}

function methodWords({ method, samples, aim }: Answer): string {
  switch (method) {
    case "closed form":
      return "by a closed form";
    case "two components":
      return "by an integral for two components";
    case "line":
      return "by quadrature along a line";
    case "lattice":
      return "by quadrature on a lattice";
    case "cells":
      return "by the cells that boxes cut out of each other";
    case "bounds":
      return "in the middle of bounds";
    case "posterior sampling":
      return `by posterior sampling, ${grouped(samples)} draws with seed ${aim.seed}`;
    default:
      return method satisfies never;
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(12))} %`;
}

/** The value with the digits that its error leaves, and the error with what rounding the value adds to it, rounded up. */
export function valueAndError({ value, error }: Pick<Answer, "value" | "error">): string {
  if (error === 0) return `${value + 0} ± 0`;
  const digits = decimalsOf(error), text = fixed(value, digits);
  const all = error + Math.abs(Number(text) - value);
  return `${text} ± ${digits > mostPlain ? powerOfTen(all) : fixed(all, digits, "up")}`;
}

/** So many decimals that an error has one digit, or two if the first is 1 or 2. */
function decimalsOf(error: number): number {
  if (!(error > 0)) return mostDecimals;
  const power = Math.floor(Math.log10(error));
  const first = error / 10 ** power;
  return Math.min(mostDecimals, Math.max(0, (first < 3 ? 1 : 0) - power));
}

/** 4.1e-15 as 5e-15: one digit, rounded up. */
function powerOfTen(x: number): string {
  const power = Math.floor(Math.log10(x)), first = Math.ceil(x / 10 ** power);
  return first < 10 ? `${first}e${power}` : `1e${power + 1}`;
}
