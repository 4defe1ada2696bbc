/**
 * Philox 4×32-10, a counter-based random number generator (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers:
 * as easy as 1, 2, 3"): four random words from four counter words and two key words, without state, so that draw s is
 * the same on any device and in any order.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(multiplier0, c0), high0 = multiplyHigh(multiplier0, c0);
    const low1 = Math.imul(multiplier1, c2), high1 = multiplyHigh(multiplier1, c2);
    [c0, c1, c2, c3] = [high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0];
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) | 0;
}

/**
 * Uniform on the open interval (0, 1), 53 bits: (m + ½)·2⁻⁵³ for an integer 0 ≤ m < 2⁵³, capped below 1. `seed` and
 * `index` are integers up to 2⁵³, `stream` and `coordinate` up to 2³².
 */
export function uniformFromCounter(
  seed: number,
  stream: number,
  index: number,
  coordinate: number,
): number {
  const [high, low] = philox(
    [index | 0, (index / 4294967296) | 0, coordinate | 0, stream | 0],
    [seed | 0, (seed / 4294967296) | 0],
  );
  const mantissa = (high >>> 5) * 67108864 + (low >>> 6);
  return Math.min((mantissa + 0.5) * 2 ** -53, 1 - 2 ** -53);
}
