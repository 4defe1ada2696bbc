import type { Gaussians } from "./gaussians.ts";

/** How far a component reaches, in σ: what lies beyond has a mass of 2e−21. */
export const reach = 9.5;
/** How long a panel may be, in σ of the narrowest component that reaches it. */
const longest = 0.5;

/** An interval of the line, in the coordinate of one component: from μₐ + left to μₐ + right. */
export interface Panel {
  readonly anchor: number;
  readonly left: number;
  readonly right: number;
  /** The components that reach it are the first `count` of these; the array changes with the next panel. */
  readonly near: Int32Array;
  readonly count: number;
}

/**
 * Panels over all that any component of a mixture on the line reaches, from left to right. Each is at most half a σ of the
 * narrowest component that reaches it, and none straddles the end of the reach of a narrower one, so that no far or narrow
 * mode is missed. Positions are offsets from the mean of that component, and distances to others μₐ − μⱼ + offset: a mode of
 * σ = 1e−6 at 1e4, where numbers are 2e−12 apart, keeps its digits.
 *
 * `sigmas` has a standard deviation for each component.
 */
export function* panels({ k, means }: Gaussians, sigmas: Float64Array): Generator<Panel> {
  const starts = means.map((m, i) => m - reach * sigmas[i]!);
  // of those that begin together the widest is first, for a narrow one may begin within the rounding of a wide one's start
  const order = Int32Array.from({ length: k }, (_, i) => i)
    .sort((i, j) => starts[i]! - starts[j]! || sigmas[j]! - sigmas[i]!);
  const near = new Int32Array(k);
  let count = 0, next = 0, anchor = 0, at = 0;
  /** Where the reach of component i begins or ends, as an offset from the anchor. */
  const edge = (i: number, side: -1 | 1) =>
    (means[i]! - means[anchor]!) + side * reach * sigmas[i]!;
  while (count > 0 || next < k) {
    if (count === 0) {
      anchor = order[next]!;
      at = -reach * sigmas[anchor]!;
    }
    while (next < k && edge(order[next]!, -1) <= at) near[count++] = order[next++]!;
    let finest = -1, kept = 0;
    for (let t = 0; t < count; t++) {
      const i = near[t]!;
      if (edge(i, 1) <= at) continue;
      near[kept++] = i;
      if (finest < 0 || sigmas[i]! < sigmas[finest]!) finest = i;
    }
    count = kept;
    if (count === 0) continue;
    if (finest !== anchor) {
      const moved = (means[anchor]! - means[finest]!) + at;
      // the reach of a new one begins where it does, not where rounding puts it
      at = Math.max(moved, -reach * sigmas[finest]!);
      anchor = finest;
    }
    let right = at + longest * sigmas[anchor]!;
    for (; next < k && edge(order[next]!, -1) < right; next++) {
      const i = order[next]!;
      if (sigmas[i]! < sigmas[anchor]!) {
        right = Math.max(edge(i, -1), at);
        break;
      }
      // one that is wider may begin early: it loses nothing
      near[count++] = i;
    }
    if (right > at) yield { anchor, left: at, right, near, count };
    at = right;
  }
}
