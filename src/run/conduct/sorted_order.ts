import { numbersAtOnce, type Slices } from "./slices.ts";

/** How many indices are sorted at once: some milliseconds. */
const sortedAtOnce = 2 ** 14;

/** The indices of keys from the least to the largest; equal keys stay in their order. */
export function* sortedOrder(keys: Float64Array): Slices<Uint32Array> {
  const count = keys.length;
  let order = Uint32Array.from(keys, (_, t) => t);
  for (let first = 0; first < count; first += sortedAtOnce) {
    if (first > 0) yield undefined;
    order.subarray(first, first + sortedAtOnce).sort((s, t) => keys[s]! - keys[t]! || s - t);
  }
  let merged = new Uint32Array(count);
  for (let length = sortedAtOnce; length < count; length *= 2) {
    for (let first = 0; first < count; first += 2 * length) {
      yield* merge(keys, order.subarray(first, first + 2 * length), {
        length,
        to: merged.subarray(first, first + 2 * length),
      });
    }
    [order, merged] = [merged, order];
  }
  return order;
}

/** Merges two sorted lists of indices, of which the first has `length` of them. */
function* merge(
  keys: Float64Array,
  lists: Uint32Array,
  { length, to }: { readonly length: number; readonly to: Uint32Array },
): Slices {
  const left = lists.subarray(0, length), right = lists.subarray(length);
  for (let t = 0, l = 0, r = 0; t < to.length; t++) {
    if (t % numbersAtOnce === 0) yield undefined;
    const takesLeft = l < left.length &&
      (r >= right.length || !(keys[right[r]!]! < keys[left[l]!]!));
    to[t] = takesLeft ? left[l++]! : right[r++]!;
  }
}
