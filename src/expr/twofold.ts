/**
 * Numbers in twice the working precision (about 32 digits): unevaluated sums high + low, |low| ≤ ½ ulp(high) (Dekker 1971;
 * Knuth TAOCP 4.2.2; Joldes, Muller & Popescu 2017 for the error bounds). Each operation returns the high part and
 * leaves the low one in `rest[0]`, so that nothing is allocated.
 */
export const rest: Float64Array = new Float64Array(1);

/** a + b, for |a| ≥ |b| or a = 0. */
function normalized(a: number, b: number): number {
  const sum = a + b;
  rest[0] = Number.isFinite(sum) ? b - (sum - a) : 0;
  return sum;
}

/** (a + al) + (b + bl). */
export function addTwice(a: number, al: number, b: number, bl: number): number {
  const sum = a + b, part = sum - a;
  const error = (a - (sum - part)) + (b - part);
  const lows = al + bl, lowPart = lows - al;
  const lowError = (al - (lows - lowPart)) + (bl - lowPart);
  const first = sum + (error + lows);
  if (!Number.isFinite(first)) return alone(sum);
  const second = (error + lows) - (first - sum);
  return normalized(first, second + lowError);
}

/** (a + al)·(b + bl). */
export function multiplyTwice(a: number, al: number, b: number, bl: number): number {
  const product = a * b;
  if (!Number.isFinite(product)) return alone(product);
  return normalized(product, productError(a, b, product) + (a * bl + al * b));
}

/** (a + al) / (b + bl). */
export function divideTwice(a: number, al: number, b: number, bl: number): number {
  const quotient = a / b;
  if (!Number.isFinite(quotient) || !Number.isFinite(b)) return alone(quotient);
  const product = quotient * b;
  const left = (a - product - productError(quotient, b, product) + al) - quotient * bl;
  return normalized(quotient, left / b);
}

/** √(a + al). */
export function rootTwice(a: number, al: number): number {
  const root = Math.sqrt(a);
  if (!(root > 0) || root === Infinity) return alone(root);
  const square = root * root;
  return normalized(root, (a - square - productError(root, root, square) + al) / (2 * root));
}

/** Numbers `stride` apart from the one at `at`: high parts and low ones. */
export interface TwiceNumbers {
  readonly high: Float64Array;
  readonly low: Float64Array;
  at: number;
  stride: number;
}

/** (h + l) + sign · Σ x·y over n terms: products and sums as above, written out. A 0 drops the other factor. */
export function dotTwice(
  n: number,
  x: TwiceNumbers,
  y: TwiceNumbers,
  start: number,
  startLow: number,
  sign: 1 | -1,
): number {
  const { high: p, low: pl, stride: s } = x, { high: q, low: ql, stride: u } = y;
  let h = start, l = startLow;
  for (let t = 0, i = x.at, j = y.at; t < n; t++, i += s, j += u) {
    const a = sign * p[i]!, b = q[j]!;
    if (a === 0 || b === 0) continue;
    const ca = 134217729 * a, cb = 134217729 * b;
    const ah = ca - (ca - a), bh = cb - (cb - b);
    const al = a - ah, bl = b - bh;
    const product = a * b;
    const error = al * bl - (product - ah * bh - al * bh - ah * bl) +
      (a * ql[j]! + sign * pl[i]! * b);
    const sum = h + product, part = sum - h;
    const lost = (h - (sum - part)) + (product - part) + (l + error);
    h = sum + lost;
    l = lost - (h - sum);
  }
  if (!Number.isFinite(h) || !Number.isFinite(l)) return carefulDot(n, x, y, start, startLow, sign);
  rest[0] = l;
  return h;
}

/** The same for numbers so large that splitting them overflows. */
function carefulDot(
  n: number,
  x: TwiceNumbers,
  y: TwiceNumbers,
  start: number,
  startLow: number,
  sign: 1 | -1,
): number {
  let h = start, l = startLow;
  for (let t = 0; t < n; t++) {
    const i = x.at + t * x.stride, j = y.at + t * y.stride;
    if (x.high[i] === 0 || y.high[j] === 0) continue;
    const product = sign * multiplyTwice(x.high[i]!, x.low[i]!, y.high[j]!, y.low[j]!);
    h = addTwice(h, l, product, sign * rest[0]!);
    l = rest[0]!;
  }
  rest[0] = l;
  return h;
}

/** A number that has no low part. */
function alone(x: number): number {
  rest[0] = 0;
  return x;
}

/** Beyond this size Veltkamp's split overflows: a factor of 2⁻²⁸ goes before it, and comes back after. */
const largest = 2 ** 995;

/** a·b − fl(a·b), exactly unless it is below the range of numbers (Veltkamp's split); NaN for infinite factors. */
export function productError(a: number, b: number, product: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN;
  if (Math.abs(a) > largest) return 2 ** 28 * productError(a * 2 ** -28, b, product * 2 ** -28);
  if (Math.abs(b) > largest) return 2 ** 28 * productError(a, b * 2 ** -28, product * 2 ** -28);
  const ca = 134217729 * a, cb = 134217729 * b;
  const ah = ca - (ca - a), bh = cb - (cb - b);
  const al = a - ah, bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}
