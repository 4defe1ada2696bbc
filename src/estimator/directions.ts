import { reversed } from "../expr/bits.ts";
import { dimensionsOfDegree, directionBits } from "./direction_table.ts";

/** How many dimensions of Sobol's sequence there are direction numbers for. */
export const mostDimensions = 1 + dimensionsOfDegree.reduce((sum, count) => sum + count, 0);

/** Digits of a point in base two. */
const digits = 32;

/**
 * Direction numbers of a dimension of Sobol's sequence: what bit t of an index adds to the binary digits of its point, as bits of
 * which the first digit is the lowest; so none is 2ᵗ⁺¹ or more. Dimension 0 is van der Corput's.
 */
export function directionsOf(dimension: number): Uint32Array {
  tables ??= everyDirection();
  return tables.subarray(dimension * digits, (dimension + 1) * digits);
}

let tables: Uint32Array | undefined;

function everyDirection(): Uint32Array {
  const all = new Uint32Array(mostDimensions * digits), next = bitReader(directionBits);
  for (let t = 0; t < digits; t++) all[t] = 2 ** t;
  let from = digits;
  dimensionsOfDegree.forEach((count, index) => {
    const degree = index + 1;
    for (let one = 0; one < count; one++, from += digits) {
      const inner = next(degree - 1);
      const first = Array.from({ length: degree }, (_, t) => 2 * next(t) + 1);
      all.set(recurrence(first, inner).map(reversed), from);
    }
  });
  return all;
}

/**
 * vₜ = mₜ₊₁ 2³¹⁻ᵗ from the first of them: vₜ = a₁vₜ₋₁ ⊕ … ⊕ a_{s−1}vₜ₋ₛ₊₁ ⊕ vₜ₋ₛ ⊕ (vₜ₋ₛ ≫ s), `inner` having the bits a₁ … a_{s−1}.
 */
function recurrence(first: readonly number[], inner: number): Uint32Array {
  const v = new Uint32Array(digits), degree = first.length;
  for (let t = 0; t < digits; t++) {
    if (t < degree) {
      v[t] = first[t]! * 2 ** (31 - t);
      continue;
    }
    const last = v[t - degree]!;
    let value = last ^ (last >>> degree);
    for (let back = 1; back < degree; back++) {
      if ((inner >>> (degree - 1 - back)) & 1) value ^= v[t - back]!;
    }
    v[t] = value;
  }
  return v;
}

/** Reads numbers of so many bits from a text in base 64. */
function bitReader(text: string): (count: number) => number {
  const bytes = atob(text);
  let at = 0;
  return (count) => {
    let value = 0;
    for (let t = 0; t < count; t++, at++) {
      value = 2 * value + ((bytes.charCodeAt(at >>> 3) >>> (7 - (at & 7))) & 1);
    }
    return value;
  };
}
