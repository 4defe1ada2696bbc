/** Options and operands that several commands share. */
import type { Operand, OptionGroup } from "./command.ts";
import type { Option } from "./option_table.ts";

/** A file that holds a mixture, or rows of data that become one. */
export const MIXTURE_OR_ROWS: Operand = {
  name: "FILE",
  forms: [
    [
      "NAME.json",
      "a mixture: family, weights, means and covariances (or covariance, variances, variance), or centers and widths, or locations and scales (and degreesOfFreedom); or components of several families",
    ],
    [
      "NAME.csv",
      "rows of data under a row of column names, separated by commas, semicolons or tabs: each row becomes a Gaussian component, all with one kernel (a kernel density estimate)",
    ],
    [
      "NAME.npz, .safetensors, .skops",
      "a mixture by the names of this program, of scikit-learn or of MixEntroPY",
    ],
    ["NAME.npy, .parquet, .arrow, .feather", "rows of data"],
    ["-", "the standard input; what it holds is found by looking"],
  ],
};

/** A file that holds rows of data. */
export const ROWS_FILE: Operand = {
  name: "FILE",
  forms: [
    [
      "NAME.csv",
      "rows of data under a row of column names, separated by commas, semicolons or tabs",
    ],
    [
      "NAME.npy, .npz, .parquet, .arrow, .feather",
      "rows of data; those of arrays have columns that are called 1, 2, 3",
    ],
    ["-", "the standard input; what it holds is found by looking"],
  ],
};

/** How rows of data are read. */
export const ROWS: OptionGroup = {
  title: "Data rows",
  options: [
    ...["columns", "exclude", "weights", "kde", "group", "na", "no-header"] as const,
    ...["separator", "decimal", "encoding", "format"] as const,
  ],
};

/** A group in which some options have words of their own. */
export function reworded(
  { options, ...group }: OptionGroup,
  words: { readonly [O in Option]?: string },
): OptionGroup {
  return {
    ...group,
    options: options.map((one) => {
      const option = typeof one === "string" ? one : one[0], own = words[option];
      return own === undefined ? one : [option, own];
    }),
  };
}

/** A group without some of its options. */
export function without({ options, ...group }: OptionGroup, ...left: Option[]): OptionGroup {
  return {
    ...group,
    options: options.filter((one) => !left.includes(typeof one === "string" ? one : one[0])),
  };
}

/** How sure the answer shall be, and which estimators are asked beside it. */
export const ESTIMATING: OptionGroup = {
  title: "What to compute",
  options: [
    ...["error", "confidence", "effort", "samples", "seed"] as const,
    ...["all", "estimators"] as const,
  ],
};

/** How it is computed. */
export const RUNNING: OptionGroup = {
  title: "How to run",
  options: ["threads", "precision", "device"],
};

/** How a report is printed. */
export const PRINTING: OptionGroup = {
  title: "What to print",
  options: ["unit", "json", "quiet"],
};
