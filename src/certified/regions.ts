/**
 * A mixture taken apart by scale and place, so that a narrow component is integrated where it is and nowhere else.
 *
 * Levels have the components whose least standard deviations lie within a factor of 2, widest first. With P_l the density of all
 * components up to level l and f(p) = −p ln p, ∫ f(P) = Σ_l ∫ [f(P_l) − f(P_{l−1})], and the l-th integrand is smooth on the
 * scale of level l and vanishes where its components do: it needs a lattice of that step there only.
 */
import { covarianceOf, type Gaussians, meanOf } from "./gaussians.ts";
import { factorOf, orthogonalize, rowNorm, transposed } from "./small_matrices.ts";

/** Where components of one level meet each other. */
export interface Region {
  /** Components of this level. */
  readonly own: readonly number[];
  /** Components of wider levels that reach these. */
  readonly near: readonly number[];
}

/** A mixture with the factor L and the half edges of its box of reach for each component. */
export interface Reaching {
  readonly p: Gaussians;
  readonly reach: number;
  readonly factors: readonly Float64Array[];
  /** R √Σₐₐ: [k, d]. */
  readonly edges: Float64Array;
}

/** The factors, and boxes of R standard deviations. */
export function reaching(p: Gaussians, reach: number): Reaching {
  const { k, d } = p, edges = new Float64Array(k * d), factors: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const s = covarianceOf(p, i);
    factors.push(
      p.shared && i > 0 ? factors[0]! : factorOf(s, d, `The covariance of component ${i}`),
    );
    for (let a = 0; a < d; a++) edges[i * d + a] = reach * Math.sqrt(s[a * d + a]!);
  }
  return { p, reach, factors, edges };
}

/** The regions of all levels. */
export function regions(m: Reaching): Region[] {
  const { k, d } = m.p;
  const widths = Float64Array.from({ length: k }, (_, i) => {
    const rows = transposed(m.factors[i]!, d);
    orthogonalize(rows, d);
    let least = Infinity;
    for (let a = 0; a < d; a++) least = Math.min(least, Math.sqrt(rowNorm(rows, d, a)));
    return least;
  });
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => widths[j]! - widths[i]!);
  const found: Region[] = [];
  for (let first = 0, last: number; first < k; first = last) {
    const least = widths[order[first]!]! / 2;
    for (last = first; last < k && widths[order[last]!]! > least;) last++;
    const wider = order.slice(0, first);
    for (const own of groups(m, order.slice(first, last))) {
      found.push({ own, near: wider.filter((j) => own.some((i) => meet(m, i, j))) });
    }
  }
  return found;
}

/** Whether two boxes of reach meet. */
function meet({ p, edges }: Reaching, i: number, j: number): boolean {
  const { d } = p, x = meanOf(p, i), y = meanOf(p, j);
  for (let a = 0; a < d; a++) {
    if (Math.abs(x[a]! - y[a]!) > edges[i * d + a]! + edges[j * d + a]!) return false;
  }
  return true;
}

/** Components whose boxes of reach meet, directly or through others. */
function groups(m: Reaching, members: readonly number[]): number[][] {
  const { p: { d, means }, edges } = m;
  const left = (i: number) => means[i * d]! - edges[i * d]!;
  const order = [...members].sort((i, j) => left(i) - left(j));
  const groupOf = new Map<number, number[]>();
  let open: number[] = [];
  for (const i of order) {
    // those that end before this one begins meet none of the rest
    open = open.filter((j) => means[j * d]! + edges[j * d]! >= left(i));
    const mine = [i];
    groupOf.set(i, mine);
    for (const j of open) {
      const own = groupOf.get(i)!, other = groupOf.get(j)!;
      if (own === other || !meet(m, i, j)) continue;
      const [small, large] = own.length < other.length ? [own, other] : [other, own];
      for (const one of small) groupOf.set(one, large);
      large.push(...small);
    }
    open.push(i);
  }
  return [...new Set(groupOf.values())];
}
