/** All numbers from `lo` to `hi`, bounds included. A bound that is NaN says nothing: whoever compares with it must not conclude. */
export interface Interval<T> {
  readonly lo: T;
  readonly hi: T;
  /** 1 where no number of it is below 0, −1 where none is above: known without a look at the bounds. */
  readonly sign?: 1 | -1 | undefined;
}

/** One number as an interval. */
export function point<T>(value: T, sign?: 1 | -1 | undefined): Interval<T> {
  return { lo: value, hi: value, sign };
}

/** Whether both bounds are one value: no rule need look at it twice. */
export function isPoint<T>({ lo, hi }: Interval<T>): boolean {
  return lo === hi;
}
