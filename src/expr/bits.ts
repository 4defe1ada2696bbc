import { philox } from "./random.ts";

/** A number as a word of 32 bits: cut off to a whole one of 0 … 2³² − 1; NaN is 0. */
function word(x: number): number {
  return x > 0 ? Math.min(Math.trunc(x), 2 ** 32 - 1) : 0;
}

/** The bits in which two whole numbers of 0 … 2³² − 1 differ; other numbers are cut off to one. */
export function exclusiveOr(x: number, y: number): number {
  return (word(x) ^ word(y)) >>> 0;
}

/** The counter word that no other stream of random numbers has: "Owen". */
export const owenStream = 0x4f77656e;
/** Even multipliers of a hash by which a bit depends on lower ones only. */
export const owenFactors = [0x3d20adea, 0x05526c56, 0x53a22864] as const;

/**
 * Owen's scrambling of a number u = Σ bₜ 2⁻ᵗ⁻¹ whose binary digits bₜ are the bits of `digits`, the first the lowest
 * (Owen 1995, "Randomly permuted (t, m, s)-nets and (t, s)-sequences"): each digit is flipped or not, by a hash of those
 * before it (Laine & Karras 2011, "Stratified sampling for stochastic transparency", with the multipliers of Vegdahl 2021),
 * twice over, with four random words by Philox 4×32-10 of the seed, a stream and a coordinate. Points that share these keep
 * their (t, m, s)-net; each alone is uniform on the middles of 2³² intervals of (0, 1).
 */
export function scrambled(
  digits: number,
  seed: number,
  stream: number,
  coordinate: number,
): number {
  const [a, b, c, d] = philox(
    [stream | 0, (stream / 4294967296) | 0, coordinate | 0, owenStream],
    [seed | 0, (seed / 4294967296) | 0],
  );
  const x = mixed(mixed(word(digits) | 0, a, b), c, d);
  return (reversed(x) + 0.5) * 2 ** -32;
}

/** A permutation of words by which bit t depends on bits 0 … t. */
function mixed(x: number, shift: number, factor: number): number {
  const [first, second, third] = owenFactors;
  x ^= Math.imul(x, first);
  x = Math.imul((x + shift) | 0, factor | 1);
  x ^= Math.imul(x, second);
  return x ^ Math.imul(x, third);
}

/** The bits of a word in the other direction. */
export function reversed(x: number): number {
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
