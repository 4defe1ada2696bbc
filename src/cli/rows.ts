import { gaussianMixture, likelihoodBandwidth, ShapeError } from "../../mod.ts";
import { quoted } from "../expr/quote.ts";
import type { Table } from "../io/table.ts";
import type { RowsOfFile } from "./contents.ts";
import { type Group, groupsOf, pick } from "./label_groups.ts";
import { writtenNames } from "../io/tables/names.ts";
import type { Sample } from "../sample/covariance.ts";
import { type Kernel, kernelOf } from "../sample/kernel.ts";
import { normalized } from "../sample/kernel_density.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { DataOptions, KernelRule } from "./syntax/data_options.ts";
import type { RunningOptions } from "./syntax/running_options.ts";

/** The rows by the labels of a column. */
export interface Grouping {
  readonly column: string;
  /** The label of each row. */
  readonly labels: readonly string[];
  readonly groups: readonly Group[];
}

/** What is known of data rows beside the mixture that they make. */
export interface Data {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly dropped: number;
  /** Whether the file names its columns; else they are called 1, 2, 3. */
  readonly areColumnsNamed: boolean;
  readonly notes: readonly string[];
  readonly rule: KernelRule;
  readonly kernel: Kernel;
  readonly sample: Sample;
  /** The column of weights, if there is one. */
  readonly weightColumn: string | undefined;
  /** The column of labels and the rows of each label, in the order in which the labels appear. */
  readonly grouping?: Grouping;
}

/** Every row a component, all with the same kernel: a kernel density estimate. */
export async function mixtureOfRows(
  { table, areColumnsNamed }: RowsOfFile,
  options: DataOptions,
  running: RunningOptions,
): Promise<{ mixture: OneMixture; data: Data }> {
  const { dropped } = table;
  if (table.rows === 0) {
    throw new ShapeError(
      `Expected rows of data, got ${dropped === 0 ? "none" : `none without a gap of ${dropped}`}`,
    );
  }
  const { rows, labels, notes } = withoutWeightless(table, options.weights);
  const { values, weights } = rows, columns = table.columns, d = columns.length;
  const sample: Sample = { values, n: values.length / d, d, weights };
  const kernel = await kernelBy(options.kde, { sample, columns, running });
  const means = { data: values, shape: [sample.n, d] } as const;
  const mixture = gaussianMixture({
    means,
    weights: weights && normalized(weights),
    covariance: { data: kernel.covariance, shape: [d, d] as const },
  });
  const data = {
    ...{
      columns,
      rows: sample.n,
      dropped,
      areColumnsNamed,
      notes,
      rule: options.kde,
      kernel,
      sample,
    },
    weightColumn: options.weights,
  };
  if (options.group === undefined || labels === undefined) return { mixture, data };
  return {
    mixture,
    data: {
      ...data,
      grouping: { column: options.group, labels, groups: groupsOf(sample, labels) },
    },
  };
}

/** The rows whose weight is above 0: the others contribute nothing. */
function withoutWeightless({ values, weights, labels, columns, notes, rows }: Table, name = "") {
  if (weights === undefined || weights.every((w) => w > 0)) {
    return { rows: { values, weights }, labels, notes };
  }
  const kept = [...weights.keys()].filter((r) => weights[r]! > 0);
  if (kept.length === 0) {
    throw new ShapeError(`Expected a weight above 0 in column ${quoted(name)}, got none`);
  }
  const note = `${rows - kept.length} of ${rows} rows have a weight of 0 and count for nothing`;
  return {
    rows: {
      values: pick(values, kept, columns.length),
      weights: Float64Array.from(kept, (r) => weights[r]!),
    },
    labels: labels && kept.map((r) => labels[r]!),
    notes: [...notes, note],
  };
}

/** The kernel by a rule. What messages say of columns and the bandwidth is what a person can type. */
async function kernelBy(
  rule: KernelRule,
  { sample, columns, running }: {
    readonly sample: Sample;
    readonly columns: readonly string[];
    readonly running: RunningOptions;
  },
): Promise<Kernel> {
  const wording = {
    column: (a: number) => `column ${quoted(columns[a]!)}`,
    bandwidth: "--kde",
    without: (flawed: readonly number[]) =>
      `: leave out what adds nothing by --exclude ${writtenNames(flawed.map((a) => columns[a]!))}`,
  };
  if (rule !== "likelihood") return kernelOf(sample, rule, wording);
  // what is wrong with the columns is said by their names
  kernelOf(sample, 1, wording);
  const { values, n, d, weights } = sample;
  const factor = await likelihoodBandwidth({ data: values, shape: [n, d] }, {
    weights,
    ...running,
    // that of the estimate says it again
    onWarning: () => {},
  });
  return kernelOf(sample, factor, wording);
}
