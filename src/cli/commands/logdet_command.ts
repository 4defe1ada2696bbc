import type { Command } from "../syntax/command.ts";
import { PRINTING, reworded, ROWS, ROWS_FILE, RUNNING, without } from "../syntax/option_groups.ts";

/** `mixtropy logdet`. */
export const LOGDET: Command = {
  name: "logdet",
  summary: "the LogDet entropy of rows of data, and their information with others",
  about: [
    "H(X) = ½ ln|I + (β/n) XᵀX| of n rows with centred columns (Zhouyin & Liu 2021): the information between X and X with normal noise of variance 1/β, and not a differential entropy. It depends on the units of the columns.",
    "H(X, Y) is that of all columns side by side, and I(X; Y) = H(X) + H(Y) − H(X, Y).",
  ],
  operands: [ROWS_FILE],
  groups: [
    without(
      reworded(ROWS, {
        columns: "the columns of X; all but those of --with and --group if left out",
        group: "Y is the label in COLUMN, as a column of zeros and ones for each label",
      }),
      ...["kde", "weights"] as const,
    ),
    { title: "What to compute", options: ["with", "beta"] },
    RUNNING,
    PRINTING,
  ],
  examples: [
    {
      line:
        "mixtropy logdet penguins.csv --columns bill_length_mm,bill_depth_mm --with flipper_length_mm",
      words: "what the shape of a bill and the length of a flipper tell about each other",
    },
    {
      line:
        "mixtropy logdet penguins.csv --columns bill_length_mm,bill_depth_mm --group species --beta 0.5",
      words: "the same of the species, against more noise",
    },
  ],
  load: async () => (await import("../run/logdet_run.ts")).runLogDet,
};
