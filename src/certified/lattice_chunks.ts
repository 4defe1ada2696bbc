import type { DensityNumbers } from "./density_kernel.ts";
import { covarianceOf, meanOf } from "./gaussians.ts";
import { eachPoint, edgesInSteps, inSteps, type Lattice, type Tile } from "./lattice_points.ts";
import type { Reaching, Region } from "./regions.ts";

/** So many points are computed in one run of the kernel, or some more. */
const pointsAtOnce = 2 ** 13;

/** Points, and the components that reach one of them. */
export interface Chunk {
  readonly members: readonly number[];
  readonly numbers: DensityNumbers;
  /** How many points they are. */
  readonly count: number;
}

/** Tiles put together until they are worth a run, with the components that reach one of their points. */
export function* chunks(
  m: Reaching,
  region: Region,
  lattice: Lattice,
  tiles: readonly Tile[],
): Generator<Chunk> {
  const { d } = m.p, members = [...region.own, ...region.near];
  const places = members.map((i) => inSteps(lattice, meanOf(m.p, i)));
  const edges = members.map((i) => edgesInSteps(m, lattice, i));
  const n = new Float64Array(d), low = new Float64Array(d), high = new Float64Array(d);
  const basis = lattice.metric.inverse.map((x) => x * lattice.step);
  for (let first = 0, last: number; first < tiles.length; first = last) {
    let count = 0, at = 0;
    for (last = first; last < tiles.length && count < pointsAtOnce;) count += tiles[last++]!.count;
    const points = new Float64Array(count * d);
    low.fill(Infinity);
    high.fill(-Infinity);
    for (let t = first; t < last; t++) {
      eachPoint(tiles[t]!, n, () => {
        for (let a = 0; a < d; a++) {
          low[a] = Math.min(low[a]!, n[a]!);
          high[a] = Math.max(high[a]!, n[a]!);
          for (let b = 0; b < d; b++) points[at + b]! += basis[b * d + a]! * n[a]!;
        }
        at += d;
      });
    }
    const isNear = (_: number, t: number) =>
      places[t]!.every((u, a) => u + edges[t]![a]! >= low[a]! && u - edges[t]![a]! <= high[a]!);
    const near = members.filter(isNear);
    yield {
      members: near,
      numbers: numbersOf(m, region, { members: near, lattice, points }),
      count,
    };
  }
}

function numbersOf(
  m: Reaching,
  region: Region,
  { members, lattice, points }: {
    readonly members: readonly number[];
    readonly lattice: Lattice;
    readonly points: Float64Array;
  },
): DensityNumbers {
  const { p, p: { d } } = m, n = members.length, own = new Set(region.own);
  const weights = Float64Array.from(members, (i) => p.weights[i]!);
  const before = Float64Array.from(members, (i) => own.has(i) ? 0 : p.weights[i]!);
  const means = new Float64Array(n * d), covariances = new Float64Array(n * d * d);
  members.forEach((i, t) => {
    for (let a = 0; a < d; a++) means[t * d + a] = p.means[i * d + a]! - lattice.origin[a]!;
    covariances.set(covarianceOf(p, i), t * d * d);
  });
  return { weights, before, means, covariances, points };
}
