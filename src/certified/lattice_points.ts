import { meanOf } from "./gaussians.ts";
import { logCellVolume, type Metric, product } from "./metric.ts";
import type { Reaching, Region } from "./regions.ts";
import { logDeterminant, rowNorm, solved } from "./small_matrices.ts";

/** A lattice in up to three dimensions: x = origin + step · C⁻¹n, for n of whole numbers. */
export interface Lattice {
  readonly metric: Metric;
  readonly origin: Float64Array;
  readonly step: number;
}

/** Points of a lattice in one block of it, as runs along the first axis: the first, the last, and how far from one to the next. */
export interface Tile {
  /** Which block it is: [d]. */
  readonly block: readonly number[];
  /** [first, last, stride, the other d − 1 coordinates], one run after the other. */
  readonly runs: number[];
  count: number;
}

/** How many points a tile has along each axis, by dimension. */
const edgeOf: { readonly [d: number]: number } = { 1: 4096, 2: 64, 3: 16 };
/** Whole numbers below this size have a key together with another one. */
const furthest = 2 ** 24;

/** Rows of all components of a region, which are kept at a time. */
const mostRows = 2 ** 21;

/** Cx, in steps, of x relative to the origin. */
export function inSteps({ metric, origin, step }: Lattice, x: Float64Array): Float64Array {
  const d = x.length, u = new Float64Array(d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < d; b++) u[a]! += metric.c[a * d + b]! * (x[b]! - origin[b]!) / step;
  }
  return u;
}

/** R √Σₐₐ of component i, in steps. */
export function edgesInSteps(m: Reaching, { metric, step }: Lattice, i: number): Float64Array {
  const { p: { d }, factors, reach } = m, h = product(metric.c, factors[i]!, d);
  return Float64Array.from({ length: d }, (_, a) => reach / step * Math.sqrt(rowNorm(h, d, a)));
}

/**
 * The points that the components `own` of a region reach; with `odd`, without those whose coordinates are all even, which are
 * the points of the lattice that is twice as coarse. Undefined where there would be more than `most`.
 */
export function pointsOf(
  m: Reaching,
  { own }: Region,
  options: { readonly lattice: Lattice; readonly odd: boolean; readonly most: number },
): Tile[] | undefined {
  const rows = new Map<number, number[]>(), { most, odd } = options, { d } = m.p;
  let count = 0;
  for (const i of own) {
    if (!isWithin(m, i, options.lattice)) return undefined;
    for (const [key, first, last] of rowsOf(m, i, options.lattice)) {
      const row = rows.get(key);
      if (row === undefined) rows.set(key, [first, last]);
      else row.push(first, last);
      if (++count > Math.min(most, mostRows)) return undefined;
    }
  }
  const tiles = new Map<string, Tile>(), edge = edgeOf[d]!;
  let points = 0;
  for (const [key, ends] of rows) {
    const n2 = d < 3 ? 0 : Math.round(key / (2 * furthest)), n1 = key - n2 * 2 * furthest;
    const outer = [n1, n2].slice(0, d - 1), skips = odd && n1 % 2 === 0 && n2 % 2 === 0;
    const blocks = outer.map((n) => Math.floor(n / edge)), stride = skips ? 2 : 1;
    for (const [from, to] of united(ends)) {
      for (let next = from; next <= to;) {
        const block = Math.floor(next / edge), end = Math.min(to, (block + 1) * edge - 1);
        const first = skips && next % 2 === 0 ? next + 1 : next;
        next = end + 1;
        if (first > end) continue;
        const own = [block, ...blocks], name = own.join();
        let tile = tiles.get(name);
        if (tile === undefined) tiles.set(name, tile = { block: own, runs: [], count: 0 });
        tile.runs.push(first, end, stride, ...outer);
        tile.count += Math.floor((end - first) / stride) + 1;
      }
      if ((points += to - from + 1) > most) return undefined;
    }
  }
  return [...tiles.values()].sort((x, y) => alongCurve(x.block, y.block));
}

/**
 * Whether a block comes before another along Morton's curve, on which what is near comes together: the coordinate decides
 * whose highest differing bit is highest (Chan 2002).
 */
function alongCurve(x: readonly number[], y: readonly number[]): number {
  let most = 0, decides = 0;
  for (let a = 0; a < x.length; a++) {
    const differing = (x[a]! + furthest) ^ (y[a]! + furthest);
    if (most < differing && most < (most ^ differing)) [most, decides] = [differing, a];
  }
  return x[decides]! - y[decides]!;
}

/** Calls for every point of a tile, with its whole numbers in `n`. */
export function eachPoint({ runs }: Tile, n: Float64Array, visit: () => void): void {
  const d = n.length, size = d + 2;
  for (let t = 0; t < runs.length; t += size) {
    for (let a = 1; a < d; a++) n[a] = runs[t + 2 + a]!;
    for (let n0 = runs[t]!; n0 <= runs[t + 1]!; n0 += runs[t + 2]!) {
      n[0] = n0;
      visit();
    }
  }
}

/** As many points as the component of a region that reaches most of them does, or more: V R^d |det CL|/step^d, V that of the unit ball. */
export function fewestPoints(m: Reaching, { own }: Region, { metric, step }: Lattice): number {
  const { p: { d }, factors, reach } = m, ball = [1, 2, Math.PI, 4 * Math.PI / 3][d]!;
  const cell = logCellVolume(metric, d) + d * Math.log(step / reach);
  let most = -Infinity;
  for (const i of own) most = Math.max(most, 0.5 * logDeterminant(factors[i]!, d) - cell);
  return ball * Math.exp(most);
}

/** Whether all points that component i reaches have whole numbers that fit a key. */
function isWithin(m: Reaching, i: number, lattice: Lattice): boolean {
  const edges = edgesInSteps(m, lattice, i);
  return inSteps(lattice, meanOf(m.p, i)).every((u, a) => Math.abs(u) + edges[a]! < furthest);
}

/** The rows of points that component i reaches: a key of the outer coordinates, the first and the last of the inner one. */
function* rowsOf(
  m: Reaching,
  i: number,
  lattice: Lattice,
): Generator<readonly [number, number, number]> {
  const { p: { d }, reach, factors } = m;
  const u = inSteps(lattice, meanOf(m.p, i)), edges = edgesInSteps(m, lattice, i);
  // |K(n − u)| ≤ R
  const k = solved(factors[i]!, d, lattice.metric.inverse.map((x) => x * lattice.step));
  const square = (a: number, b: number) => {
    let sum = 0;
    for (let t = 0; t < d; t++) sum += k[t * d + a]! * k[t * d + b]!;
    return sum;
  };
  const a00 = square(0, 0), [a01, a11] = d > 1 ? [square(0, 1), square(1, 1)] : [0, 0];
  const [a02, a12, a22] = d === 3 ? [square(0, 2), square(1, 2), square(2, 2)] : [0, 0, 0];
  const range = (a: number) =>
    [Math.ceil(u[a]! - edges[a]!), Math.floor(u[a]! + edges[a]!)] as const;
  const [first2, last2] = d === 3 ? range(2) : [0, 0], [first1, last1] = d > 1 ? range(1) : [0, 0];
  for (let n2 = first2; n2 <= last2; n2++) {
    const y = d === 3 ? n2 - u[2]! : 0;
    for (let n1 = first1; n1 <= last1; n1++) {
      const x = d > 1 ? n1 - u[1]! : 0, b = a01 * x + a02 * y;
      const c = a11 * x * x + 2 * a12 * x * y + a22 * y * y - reach * reach;
      const root = Math.sqrt(b * b - a00 * c);
      // NaN where the row misses it
      const first = Math.ceil(u[0]! + (-b - root) / a00),
        last = Math.floor(u[0]! + (-b + root) / a00);
      if (first <= last) yield [n1 + n2 * 2 * furthest, first, last];
    }
  }
}

/** Intervals, given by their ends one after the other, united where they meet. */
function united(ends: readonly number[]): [first: number, last: number][] {
  const sorted: [number, number][] = [];
  for (let t = 0; t < ends.length; t += 2) sorted.push([ends[t]!, ends[t + 1]!]);
  sorted.sort((a, b) => a[0] - b[0]);
  const all: [number, number][] = [];
  for (const one of sorted) {
    const last = all.at(-1);
    if (last === undefined || one[0] > last[1]) all.push(one);
    else last[1] = Math.max(last[1], one[1]);
  }
  return all;
}
