/** Φ(z) in numbers: by Φ(z) = ½ erfc(−z/√2) with the continued fraction below −3 and the series above; 1e−16 of absolute error. */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  if (z === -Infinity) return 0;
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  return z < -3 ? density * millsRatio(-z) : 0.5 + z * density * seriesOf(z * z);
}

/** Φ(−x)/φ(x) for x ≥ 3 by Laplace's continued fraction 1/(x + 1/(x + 2/(x + …))), from its 200th term. */
function millsRatio(x: number): number {
  let rest = x;
  for (let n = 200; n > 0; n--) rest = x + n / rest;
  return 1 / rest;
}

/** (Φ(z) − ½)/(zφ(z)) = Σ z²ⁿ/(1·3·5 … (2n + 1)): all terms are positive. */
function seriesOf(square: number): number {
  let term = 1, sum = 1;
  for (let n = 1; term > 1e-18 * sum; n++) {
    term *= square / (2 * n + 1);
    sum += term;
  }
  return sum;
}
