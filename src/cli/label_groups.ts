import type { Sample } from "../sample/covariance.ts";
import { normalized } from "../sample/kernel_density.ts";

/** The rows that carry one label. They make a mixture as all rows do, with the same kernel. */
export interface Group {
  readonly label: string;
  readonly rows: number;
  /** p(label), the share of the group in the weight of all rows. */
  readonly weight: number;
  /** Their points, one after another. */
  readonly points: Float64Array;
  /** How much each of them counts, summing to 1; all the same if there is no column of weights. */
  readonly weights: Float64Array | undefined;
}

/** The rows of each label, in the order in which the labels appear. */
export function groupsOf({ values, n, d, weights }: Sample, labels: readonly string[]): Group[] {
  const shares = weights && normalized(weights);
  return [...rowsByLabel(labels)].map(([label, members]) => {
    const own = weights && Float64Array.from(members, (r) => weights[r]!);
    return {
      label,
      rows: members.length,
      weight: shares === undefined
        ? members.length / n
        : members.reduce((sum, r) => sum + shares[r]!, 0),
      points: pick(values, members, d),
      weights: own && normalized(own),
    };
  });
}

function rowsByLabel(labels: readonly string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const [r, label] of labels.entries()) {
    const members = rows.get(label);
    if (members === undefined) rows.set(label, [r]);
    else members.push(r);
  }
  return rows;
}

/** Some of the rows of d numbers. */
export function pick(values: Float64Array, rows: readonly number[], d: number): Float64Array {
  const picked = new Float64Array(rows.length * d);
  for (const [i, r] of rows.entries()) picked.set(values.subarray(r * d, (r + 1) * d), i * d);
  return picked;
}
