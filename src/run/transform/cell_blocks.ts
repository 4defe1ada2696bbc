import type { PointCells } from "./point_set.ts";
import type { CellBlocks } from "./direct_rows.ts";

/** Columns as blocks by cell: they are put in the order of their cells. */
export function blocksOf(
  cells: PointCells,
  points: Int32Array,
  logWeights: Float64Array,
): CellBlocks {
  const dimension = cells.length, order = points.slice();
  // neighbours in the list are compared: any order will do that puts equal cells beside each other
  order.sort((p, q) => {
    for (const own of cells) if (own[p] !== own[q]) return own[p]! - own[q]!;
    return p - q;
  });
  const starts: number[] = [], places: number[] = [], logs: number[] = [];
  for (let t = 0; t < order.length;) {
    const first = order[t]!;
    let end = t, most = -Infinity;
    for (; end < order.length && cells.every((own) => own[order[end]!] === own[first]); end++) {
      most = Math.max(most, logWeights[order[end]!]!);
    }
    let sum = 0;
    for (let s = t; s < end; s++) sum += Math.exp(logWeights[order[s]!]! - most);
    starts.push(t);
    logs.push(most + Math.log(sum));
    for (let a = 0; a < dimension; a++) places.push(cells[a]![first]!);
    t = end;
  }
  starts.push(order.length);
  return {
    order,
    starts: Int32Array.from(starts),
    cells: Int32Array.from(places),
    logWeights: Float64Array.from(logs),
  };
}
