import { DomainError } from "../../expr/errors.ts";
import type { Slices } from "./slices.ts";

/** Up to so many keys are compared: the counters of the digits cost more. */
const mostCompared = 64;

/** How many keys are looked at or dealt out in one slice: some milliseconds, where they do not fit the cache. */
const keysAtOnce = 2 ** 16;

/** Six digits of eleven bits have the 64 of a key. */
const digitBits = 11, radix = 2 ** digitBits, digits = 6;

/** Which half of a number in memory holds its sign: 1 where the lower half comes first. */
const upper = new Uint8Array(Float64Array.of(-1).buffer)[7] === 0 ? 0 : 1, lower = 1 - upper;

/**
 * The indices of keys from the least to the largest; equal keys, as −0 and 0 are, stay in their order. The time is linear:
 * keys are sorted by one digit of their bits after another (Knuth TAOCP 5.2.5), those of least weight first. Overwrites
 * the keys. Throws `DomainError` for a key that is no number.
 */
export function* sortedOrder(keys: Float64Array): Slices<Uint32Array> {
  const count = keys.length;
  let order = new Uint32Array(count);
  const words = new Uint32Array(keys.buffer, keys.byteOffset, 2 * count);
  const counts = new Uint32Array(digits * radix);
  const isCompared = count <= mostCompared;
  for (let first = 0; first < count; first += keysAtOnce) {
    if (first > 0) yield undefined;
    const end = Math.min(count, first + keysAtOnce);
    checkKeys(keys, order, first, end);
    if (!isCompared) countDigits(words, counts, first, end);
  }
  if (isCompared) return order.sort((s, t) => keys[s]! - keys[t]! || s - t);
  let sorted = new Uint32Array(count);
  for (let digit = 0; digit < digits; digit++) {
    const places = counts.subarray(digit * radix, (digit + 1) * radix);
    if (places.includes(count)) continue; // all keys have the same digit
    sumBefore(places);
    for (let first = 0; first < count; first += keysAtOnce) {
      yield undefined;
      const end = Math.min(count, first + keysAtOnce);
      deal(words, order, { digit, places, to: sorted, first, end });
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** Sees that keys are numbers, makes −0 be 0, and gives each its index. */
function checkKeys(keys: Float64Array, order: Uint32Array, first: number, end: number): void {
  for (let t = first; t < end; t++) {
    const key = keys[t]!;
    if (Number.isNaN(key)) {
      throw new DomainError(`Expected keys that can be put in order, got NaN at index ${t}`);
    }
    keys[t] = key + 0;
    order[t] = t;
  }
}

/**
 * Turns keys into integers of the same order (all bits of a negative number change, of others the sign), and counts their
 * digits.
 */
function countDigits(words: Uint32Array, counts: Uint32Array, first: number, end: number): void {
  const mask = radix - 1;
  for (let t = 2 * first; t < 2 * end; t += 2) {
    const sign = -(words[t + upper]! >>> 31);
    const low = words[t + lower]! ^ sign, high = words[t + upper]! ^ (sign | 2 ** 31);
    words[t + lower] = low;
    words[t + upper] = high;
    counts[low & mask]!++;
    counts[radix + (low >>> 11 & mask)]!++;
    counts[2 * radix + (low >>> 22)]!++;
    counts[3 * radix + (high & mask)]!++;
    counts[4 * radix + (high >>> 11 & mask)]!++;
    counts[5 * radix + (high >>> 22)]!++;
  }
}

/** Each count becomes the sum of those before it: where the keys of a digit begin. */
function sumBefore(counts: Uint32Array): void {
  for (let b = 0, sum = 0; b < counts.length; b++) {
    const count = counts[b]!;
    counts[b] = sum;
    sum += count;
  }
}

/** Deals indices out by a digit of their keys, three to a word: each to the next place of its digit. */
function deal(
  words: Uint32Array,
  order: Uint32Array,
  { digit, places, to, first, end }: {
    readonly digit: number;
    readonly places: Uint32Array;
    readonly to: Uint32Array;
    readonly first: number;
    readonly end: number;
  },
): void {
  const word = digit < 3 ? lower : upper, shift = digit % 3 * digitBits, mask = radix - 1;
  for (let t = first; t < end; t++) {
    const index = order[t]!, at = words[2 * index + word]! >>> shift & mask;
    to[places[at]!++] = index;
  }
}
