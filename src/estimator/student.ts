import { normalQuantile } from "../expr/normal.ts";

/**
 * The t for which a number with Student's distribution lies within ±t with this probability: Algorithm 396 (Hill 1970,
 * "Student's t-quantiles"), of six digits for 3 degrees of freedom and of more for more; exact for 1 and 2. ∞ for none.
 */
export function studentQuantile(within: number, degreesOfFreedom: number): number {
  const n = degreesOfFreedom, p = 1 - within;
  if (!(n > 0)) return Infinity;
  if (n === Infinity) return -normalQuantile(p / 2);
  if (n <= 1) return 1 / Math.tan(p * Math.PI / 2);
  if (n === 2) return Math.sqrt(2 / (p * (2 - p)) - 2);
  const a = 1 / (n - 0.5), b = 48 / (a * a);
  const c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt(a * Math.PI / 2) * n;
  const y = (d * p) ** (2 / n);
  return Math.sqrt(n * (y > 0.05 + a ? middle(p, n, { a, b, c, d }) : tail(y, n, d)));
}

interface Coefficients {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** t²/n by an asymptotic series about the normal quantile. */
function middle(p: number, n: number, { a, b, c, d }: Coefficients): number {
  const x = normalQuantile(p / 2), square = x * x;
  const near = n < 5 ? c + 0.3 * (n - 4.5) * (x + 0.6) : c;
  const scale = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + near;
  const series = ((((0.4 * square + 6.3) * square + 36) * square + 94.5) / scale - square - 3) / b;
  return Math.expm1(a * ((series + 1) * x) ** 2);
}

/** t²/n far out. */
function tail(y: number, n: number, d: number): number {
  const inner = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4);
  return (inner * y - 1) * (n + 1) / (n + 2) + 1 / y;
}
