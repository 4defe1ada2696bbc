/** What is integrated over two densities. */
export const quantities = [
  "crossEntropy",
  "crossEntropyReverse",
  "kl",
  "klReverse",
  "jensenShannon",
  "squaredHellinger",
  "totalVariation",
] as const;
export type Quantity = (typeof quantities)[number];

/** The integrands at a point, in the order of `quantities`, and what their rounding grows with. */
export interface Terms {
  readonly values: readonly number[];
  readonly sizes: readonly number[];
  /** ½(p − q). */
  readonly gap: number;
}

/**
 * The integrands where ln p = f and ln q = g, times a volume whose logarithm is given. Those of divergences have terms added that integrate to
 * 0, ∫ p − q, so that none is negative and what is nearly 0 keeps its digits: p ln(p/q) − p + q.
 */
export function termsAt(f: number, g: number, logVolume: number): Terms {
  const p = Math.exp(f + logVolume), q = Math.exp(g + logVolume);
  const ratio = f === g ? 0 : g - f;
  const sizeOf = (x: number, log: number) => x === 0 ? 0 : x * (1 + Math.abs(log));
  const [forward, back] = [excess(p, q, ratio), excess(q, p, -ratio)];
  const root = Math.abs(ratio) < 1
    ? Math.sqrt(p) * Math.expm1(0.5 * ratio)
    : Math.sqrt(p) - Math.sqrt(q);
  const own = sizeOf(p, f) + sizeOf(q, g), gap = 0.5 * (p - q);
  return {
    values: [
      ...[p === 0 ? 0 : -p * g, q === 0 ? 0 : -q * f],
      ...[forward, back],
      0.5 * (towardsMiddle(p, q, ratio) + towardsMiddle(q, p, -ratio)),
      0.5 * root * root,
      Math.abs(gap),
    ],
    sizes: [
      ...[sizeOf(p, g), sizeOf(q, f)],
      ...[sizeOf(p, g) + own, sizeOf(q, f) + own],
      ...[own, own, own],
    ],
    gap,
  };
}

/** p ln(p/q) − p + q, with t = ln(q/p): p(eᵗ − 1 − t). */
function excess(p: number, q: number, t: number): number {
  if (p === 0) return q;
  return Math.abs(t) < 1 ? p * expm2(t) : q - p - p * t;
}

/** p ln(p/m) − p + m, m = ½(p + q), with t = ln(q/p). */
function towardsMiddle(p: number, q: number, t: number): number {
  const m = 0.5 * (p + q);
  if (p === 0) return m;
  // ln(m/p) = ln(1 + ½(eᵗ − 1))
  return excess(p, m, Math.log1p(0.5 * Math.expm1(Math.min(t, 700))));
}

/** eᵗ − 1 − t for |t| < 1: its series where the difference would lose digits. */
function expm2(t: number): number {
  if (Math.abs(t) > 0.05) return Math.expm1(t) - t;
  let term = 0.5 * t * t, sum = term;
  for (let n = 3; n < 10; n++) sum += term *= t / n;
  return sum;
}

/** Whether the gap of two densities may change its sign between nodes with these gaps. */
export function mayCross(gaps: Float64Array): boolean {
  let least = Infinity, step = 0;
  gaps.forEach((x, t) => {
    least = Math.min(least, Math.abs(x));
    if (t > 0) step = Math.max(step, Math.abs(x - gaps[t - 1]!));
  });
  return least <= step;
}
