/** Numbers beyond this bound nothing: products of three or four of them may overflow, and infinities hide what is no number. */
const most = 1e75;

/**
 * The least and the largest numbers of blocks of `size` neighbours, for each of some planes of `count` numbers; NaN for a block
 * with a number that is not finite, or too large.
 */
export function blockEnds(
  from: Float64Array,
  { count, size }: Blocking,
  lo: Float64Array,
  hi: Float64Array,
): void {
  const blocks = Math.ceil(count / size), planes = from.length / count;
  for (let plane = 0, block = 0; plane < planes; plane++) {
    for (let b = 0; b < blocks; b++, block++) {
      const first = plane * count + b * size;
      const end = plane * count + Math.min(count, (b + 1) * size);
      let least = from[first]!, largest = least, zero = least * 0;
      for (let t = first + 1; t < end; t++) {
        const value = from[t]!;
        if (value < least) least = value;
        if (value > largest) largest = value;
        zero += value * 0;
      }
      const isSure = zero === 0 && largest < most && least > -most;
      lo[block] = isSure ? least : NaN;
      hi[block] = isSure ? largest : NaN;
    }
  }
}

/** Blocks of the numbers of a plane, the last of which may have fewer. */
export interface Blocking {
  readonly count: number;
  readonly size: number;
}
