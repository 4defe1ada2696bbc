/**
 * The number of a bound that was evaluated, or an array with one for each mixture of a batch.
 *
 * @internal
 */
type BoundValue = number | { readonly data: ArrayLike<number> };

/** Which bounds are the best, by name; for a batch one name for each mixture. */
export interface Winners<V extends BoundValue = BoundValue> {
  /** The largest lower bound. */
  readonly lower: V extends number ? string : string[];
  /** The least upper bound. */
  readonly upper: V extends number ? string : string[];
}

/**
 * Which of the bounds that were evaluated are the best: the name of the largest lower one and of the least upper one; of
 * equal ones the first. For a batch a name for each mixture.
 *
 * @example
 * ```ts
 * import { entropyBounds, evaluate, uniformMixture, winners } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [2]], widths: 1 });
 * console.log(winners(await evaluate(entropyBounds(p))).upper); // "joint": the boxes are disjoint
 * ```
 */
export function winners<V extends BoundValue>(bounds: {
  readonly lower: V;
  readonly upper: V;
  readonly lowers: { readonly [name: string]: V };
  readonly uppers: { readonly [name: string]: V };
}): Winners<V> {
  return {
    lower: bestOf(bounds.lowers, bounds.lower, (x, best) => x > best),
    upper: bestOf(bounds.uppers, bounds.upper, (x, best) => x < best),
  };
}

function bestOf<V extends BoundValue>(
  bounds: { readonly [name: string]: V },
  like: V,
  isBetter: (x: number, best: number) => boolean,
): Winners<V>["lower"] {
  const listed = Object.entries(bounds);
  const at = (value: V, entry: number) =>
    typeof value === "number" ? value : value.data[entry] ?? NaN;
  const winnerAt = (entry: number) =>
    listed.reduce((best, next) =>
      isBetter(at(next[1], entry), at(best[1], entry)) ? next : best
    )[0];
  const found = typeof like === "number"
    ? winnerAt(0)
    : Array.from(like.data, (_, entry) => winnerAt(entry));
  // a name for a number, names for an array: the type of `like` says which
  return found as Winners<V>["lower"];
}
