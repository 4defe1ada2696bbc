/** The rule of 12 nodes on [−1, 1], exact for polynomials of degree 23: Newton's method on P₁₂ (DLMF 3.5.21). */

/** How many nodes the rule has. */
export const nodeCount = 12;

/** Pₙ(x) for n = 0…12, by its recurrence. */
function legendre(x: number): number[] {
  const p = [1, x];
  for (let n = 1; n < nodeCount; n++) p.push(((2 * n + 1) * x * p[n]! - n * p[n - 1]!) / (n + 1));
  return p;
}

function rootNear(start: number): number {
  let x = start;
  for (let t = 0; t < 10; t++) {
    const p = legendre(x);
    x -= p[nodeCount]! * (1 - x * x) / (nodeCount * (p[nodeCount - 1]! - x * p[nodeCount]!));
  }
  return x;
}

/** The nodes, and their weights 2(1 − x²)/(12 P₁₁(x))². */
export const nodes: Float64Array = Float64Array.from(
  { length: nodeCount },
  (_, t) => rootNear(-Math.cos(Math.PI * (t + 0.75) / (nodeCount + 0.5))),
);
export const nodeWeights: Float64Array = nodes.map((x) =>
  2 * (1 - x * x) / (nodeCount * legendre(x)[nodeCount - 1]!) ** 2
);

/** (n + ½) wₜ Pₙ(xₜ) for n = 8…11: their sums with values at the nodes are the last coefficients of the polynomial through them. */
const projections: readonly Float64Array[] = [8, 9, 10, 11].map((n) =>
  nodes.map((x, t) => (n + 0.5) * nodeWeights[t]! * legendre(x)[n]!)
);

/**
 * An estimate of what the rule loses on a function with these values, for an interval of length 2. If coefficients decay as Cρ⁻ⁿ,
 * the last ones are Cρ⁻¹¹ and what the rule misses begins with Cρ⁻²⁴: at most a²/C with a the largest of the last four, since
 * neighbours may vanish by symmetry, and C the largest value.
 */
export function lossOf(values: Float64Array): number {
  let last = 0, most = 0;
  for (const projection of projections) {
    let a = 0;
    for (let t = 0; t < nodeCount; t++) a += projection[t]! * values[t]!;
    last = Math.max(last, Math.abs(a));
  }
  for (let t = 0; t < nodeCount; t++) most = Math.max(most, Math.abs(values[t]!));
  // below so much all digits are rounding
  return most === 0 || last < 2 ** -50 * most ? 0 : 2 * last * (last / most);
}
