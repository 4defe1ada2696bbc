/** Sums that lose nothing of their terms but the last digit of the result. */

/** A running sum; `total` is what was added so far. */
export interface Total {
  readonly add: (x: number) => void;
  readonly total: () => number;
}

/** An empty sum, compensated (Neumaier 1974). */
export function newTotal(): Total {
  let sum = 0, lost = 0;
  return {
    add: (x) => {
      const next = sum + x;
      lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
      sum = next;
    },
    total: () => sum + lost,
  };
}
