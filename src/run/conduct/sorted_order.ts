import { DomainError } from "../../expr/errors.ts";
import type { Slices } from "./slices.ts";

/** How many keys are looked at or dealt out in one slice: some milliseconds, where they do not fit the cache. */
const keysAtOnce = 2 ** 16;

/** Up to so many keys are put in order by insertion alone. */
const mostInserted = 64;

/** Six digits of eleven bits have the 64 of a key, those of its lower half first. */
const digitBits = 11, radix = 2 ** digitBits, mask = radix - 1;
const upperDigits = [3, 4, 5], allDigits = [0, 1, 2, ...upperDigits];

/** Which half of a number in memory holds its sign: 1 where the lower half comes first. */
const upper = new Uint8Array(Float64Array.of(-1).buffer)[7] === 0 ? 0 : 1, lower = 1 - upper;

/**
 * The indices of keys from the least to the largest; equal keys, as −0 and 0 are, stay in their order. The time is linear:
 * keys are dealt out by one digit of their upper halves after another (Knuth TAOCP 5.2.5), which leaves few out of order to
 * be inserted; if they are not few, by all digits. Overwrites the keys. Throws `DomainError` for a key that is no number.
 */
export function* sortedOrder(keys: Float64Array): Slices<Uint32Array> {
  const count = keys.length, words = new Uint32Array(keys.buffer, keys.byteOffset, 2 * count);
  let order = new Uint32Array(count);
  for (let first = 0; first < count; first += keysAtOnce) {
    if (first > 0) yield undefined;
    toIntegers(keys, words, order, first);
  }
  const isFew = count <= mostInserted;
  if (!isFew) order = yield* dealtOut(words, order, upperDigits);
  let moves = isFew ? Infinity : 2 * count;
  for (let first = 1; first < count && moves >= 0; first += keysAtOnce) {
    if (first > 1) yield undefined;
    moves = insert(words, order, first, moves);
  }
  if (moves >= 0) return order;
  for (let t = 0; t < count; t++) order[t] = t;
  return yield* dealtOut(words, order, allDigits);
}

/**
 * Turns some keys into integers of the same order, upper and lower half: all bits of a negative number change, of others the
 * sign. Gives each its index.
 */
function toIntegers(
  keys: Float64Array,
  words: Uint32Array,
  order: Uint32Array,
  first: number,
): void {
  const end = Math.min(keys.length, first + keysAtOnce);
  for (let t = first; t < end; t++) {
    const key = keys[t]!;
    if (Number.isNaN(key)) {
      throw new DomainError(`Expected keys that can be put in order, got NaN at index ${t}`);
    }
    keys[t] = key + 0; // −0 becomes 0
    const high = words[2 * t + upper]!, sign = -(high >>> 31);
    words[2 * t + upper] = high ^ (sign | 2 ** 31);
    words[2 * t + lower]! ^= sign;
    order[t] = t;
  }
}

/** Indices in the order of some digits of their keys, those of least weight first; such that are equal in them stay as they are. */
function* dealtOut(
  words: Uint32Array,
  order: Uint32Array<ArrayBuffer>,
  digits: readonly number[],
): Slices<Uint32Array<ArrayBuffer>> {
  const count = order.length, places = new Uint32Array(radix);
  let from = order, to = new Uint32Array(count);
  for (const digit of digits) {
    places.fill(0);
    for (let first = 0; first < count; first += keysAtOnce) {
      countDigits(words, digit, places, first);
      yield undefined;
    }
    if (places.includes(count)) continue; // all have the same
    sumBefore(places);
    for (let first = 0; first < count; first += keysAtOnce) {
      deal(words, from, { digit, places, to, first });
      yield undefined;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Counts how often each value of a digit occurs in some keys. */
function countDigits(words: Uint32Array, digit: number, counts: Uint32Array, first: number): void {
  const word = digit < 3 ? lower : upper, shift = digit % 3 * digitBits;
  const end = Math.min(words.length, 2 * (first + keysAtOnce));
  for (let at = 2 * first + word; at < end; at += 2) counts[words[at]! >>> shift & mask]!++;
}

/** Each count becomes the sum of those before it: where the keys with that value of a digit begin. */
function sumBefore(counts: Uint32Array): void {
  for (let b = 0, sum = 0; b < counts.length; b++) {
    const count = counts[b]!;
    counts[b] = sum;
    sum += count;
  }
}

/** Deals some indices out by a digit of their keys: each to the next place of its value. */
function deal(
  words: Uint32Array,
  order: Uint32Array,
  { digit, places, to, first }: {
    readonly digit: number;
    readonly places: Uint32Array;
    readonly to: Uint32Array;
    readonly first: number;
  },
): void {
  const word = digit < 3 ? lower : upper, shift = digit % 3 * digitBits;
  const end = Math.min(order.length, first + keysAtOnce);
  for (let t = first; t < end; t++) {
    const index = order[t]!, value = words[2 * index + word]! >>> shift & mask;
    to[places[value]!++] = index;
  }
}

/** Inserts some indices, from `first` on, into those before; gives the moves that are left, less than 0 if there were too few. */
function insert(words: Uint32Array, order: Uint32Array, first: number, moves: number): number {
  const end = Math.min(order.length, first + keysAtOnce);
  for (let t = first; t < end && moves >= 0; t++) {
    const index = order[t]!, high = words[2 * index + upper]!, low = words[2 * index + lower]!;
    let s = t;
    for (; s > 0; s--, moves--) {
      const before = order[s - 1]!, highBefore = words[2 * before + upper]!;
      if (highBefore < high || (highBefore === high && words[2 * before + lower]! <= low)) break;
      order[s] = before;
    }
    order[s] = index;
  }
  return moves;
}
