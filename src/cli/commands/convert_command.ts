import type { Command } from "../syntax/command.ts";
import { MIXTURE_OR_ROWS, reworded, ROWS, RUNNING } from "../syntax/option_groups.ts";

/** `mixtropy convert`. */
export const CONVERT: Command = {
  name: "convert",
  summary: "a mixture or a table in another format, or rows as the mixture of their estimate",
  about: [
    "A mixture is written by the names of this program, whatever names it had; what reads it back has the same numbers to the last bit. Of a table, the columns of numbers are written, and in text those of labels and weights; rows with a gap are left out, and a note says how many. Columns that FILE does not name are called x1, x2, x3 in text. NPZ holds an array X of the rows, and sample_weight.",
  ],
  operands: [MIXTURE_OR_ROWS],
  groups: [
    reworded(ROWS, {
      group: "a column of labels, which is written beside the numbers in text",
      weights:
        "a column of weights: of the rows of a table, or of the components of their estimate",
      kde:
        "makes the mixture of the kernel density estimate, of the bandwidth scott, silverman, likelihood or a number that multiplies the standard deviations of the data; without it rows stay rows",
    }),
    RUNNING,
    {
      title: "What to write",
      options: [
        "output",
        [
          "to",
          "json, npz or safetensors for a mixture; csv, tsv, npy or npz for rows (default: what the name of --output says; else json, or csv)",
        ],
        ...["force", "quiet"] as const,
      ],
    },
  ],
  examples: [
    { line: "mixtropy convert mixture.json -o mixture.npz", words: "a mixture for NumPy" },
    {
      line: "mixtropy convert penguins.csv --exclude species,island,sex --to npy > penguins.npy",
      words: "the numbers of a table as an array",
    },
    {
      line:
        "mixtropy convert penguins.csv --columns bill_length_mm,bill_depth_mm --kde scott -o estimate.json",
      words: "the kernel density estimate of rows as a mixture",
    },
  ],
  load: async () => (await import("../run/convert_run.ts")).runConvert,
};
