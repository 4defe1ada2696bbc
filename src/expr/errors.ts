import { describe } from "./describe.ts";
import { listed, quoted } from "./quote.ts";

/** The value, argument or shape that was given does not fit what was expected; the message is a sentence naming all three. */
export class ShapeError extends RangeError {
  /** The class name, as it appears in front of the message. */
  override name = "ShapeError";
}

/** A value lies outside the domain of its argument: a negative weight, a width of 0, α = 1, NaN. */
export class DomainError extends RangeError {
  /** The class name, as it appears in front of the message. */
  override name = "DomainError";
}

/** A covariance matrix is not symmetric positive definite; the message names the component and the pivot. */
export class NotPositiveDefiniteError extends DomainError {
  /** The class name, as it appears in front of the message. */
  override name = "NotPositiveDefiniteError";
}

/** A device or a precision that was asked for is not to be had. */
export class DeviceError extends Error {
  /** The class name, as it appears in front of the message. */
  override name = "DeviceError";
}

/** A name that is not known: of an option, a distance, a device, a parameter, an axis. The message lists those that are. */
export class UnknownNameError extends TypeError {
  /** The class name, as it appears in front of the message. */
  override name = "UnknownNameError";
}

/** Longer names are no typing mistakes. */
const longestMisspelt = 64;
/** How many pairs of letters are compared in search of a hint, a tenth of a second's worth: a file may have 10⁶ columns. */
const mostCompared = 1e7;

/**
 * The entry of `valid` nearest to `name` by Damerau–Levenshtein distance (adjacent swaps count once), or undefined
 * where none is near enough to be a typing mistake (more than half of the letters differ).
 */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  if (name.length > longestMisspelt) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 2)) + 1;
  let compared = 0;
  for (const candidate of valid) {
    // the distance is at least the difference of the lengths
    if (Math.abs(candidate.length - name.length) >= least) continue;
    compared += name.length * candidate.length;
    if (compared > mostCompared) break;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/**
 * `Unknown distance "kll"; did you mean "kl"? Valid are "kl", "elk"`: the sentence for an unknown name. `hint` stands in place of
 * the nearest valid one where it is known what was meant.
 */
export function unknownName(
  what: string,
  name: unknown,
  valid: readonly string[],
  hint = nearestHint(name, valid),
): string {
  const joint = hint === "" ? "; valid are " : `; ${hint} Valid are `;
  return `Unknown ${what} ${describe(name)}${joint}${listed(valid)}`;
}

function nearestHint(name: unknown, valid: readonly string[]): string {
  const near = typeof name === "string" ? nearest(name, valid) : undefined;
  return near === undefined ? "" : `did you mean ${quoted(near)}?`;
}

function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!, row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
      }
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
