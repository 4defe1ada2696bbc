import { divideTwice, dotTwice, rest, rootTwice } from "../../src/expr/twice.ts";

/** A matrix in twice the working precision, row-major: high and low parts of its entries. */
export interface TwiceMatrix {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** S = L Lᵀ in place of the lower triangle of S; `check` is told each pivot and the diagonal entry that it comes from. */
export function choleskyTwice(
  d: number,
  { high, low }: TwiceMatrix,
  check: (row: number, pivot: number, diagonal: number) => void,
): void {
  const one = { high, low, at: 0, stride: 1 }, other = { ...one };
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * d + j, diagonal = high[at]!;
      one.at = i * d;
      other.at = j * d;
      const h = dotTwice(j, one, other, diagonal, low[at]!, -1), l = rest[0]!;
      if (i === j) {
        check(i, h, diagonal);
        high[at] = rootTwice(h, l);
      } else high[at] = divideTwice(h, l, high[j * d + j]!, low[j * d + j]!);
      low[at] = rest[0]!;
    }
  }
}
