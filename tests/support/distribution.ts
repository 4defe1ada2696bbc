/** Distribution functions, and how far draws are from one. */

/** The distribution function of N(0, 1), by the series of its error function's derivative (Marsaglia 2004). */
export function normal(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let term = z, total = z;
  for (let n = 3; total + term !== total; n += 2) total += term *= z * z / n;
  return 0.5 + total * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** √n times the distance of Kolmogorov and Smirnov; beyond 1.95 lies one of 1000 samples. */
export function distance(draws: readonly number[], distribution: (x: number) => number): number {
  const sorted = [...draws].sort((x, y) => x - y), n = sorted.length;
  const worst = sorted.reduce((most, x, t) => {
    const f = distribution(x);
    return Math.max(most, f - t / n, (t + 1) / n - f);
  }, 0);
  return Math.sqrt(n) * worst;
}
