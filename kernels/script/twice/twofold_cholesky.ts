import { divideTwice, dotTwice, rest, rootTwice } from "../../../src/expr/twofold.ts";

/** A matrix in twice the working precision, row-major: high and low parts of its entries. */
export interface TwiceMatrix {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** S = L Lᵀ in place of the lower triangle of S. */
export function choleskyTwice(d: number, { high, low }: TwiceMatrix): void {
  const one = { high, low, at: 0, stride: 1 }, other = { ...one };
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * d + j;
      one.at = i * d;
      other.at = j * d;
      const h = dotTwice(j, one, other, high[at]!, low[at]!, -1), l = rest[0]!;
      if (i === j) {
        high[at] = rootTwice(h, l);
      } else high[at] = divideTwice(h, l, high[j * d + j]!, low[j * d + j]!);
      low[at] = rest[0]!;
    }
  }
}
