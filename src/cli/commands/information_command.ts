import type { Command } from "../syntax/command.ts";
import {
  ESTIMATING,
  PRINTING,
  reworded,
  ROWS,
  ROWS_FILE,
  RUNNING,
} from "../syntax/option_groups.ts";

/** `mixtropy information`. */
export const INFORMATION: Command = {
  name: "information",
  summary: "what a column of labels and rows of data tell about each other",
  about: [
    "I(X; label) = H(X) − Σ p(label) H(X | label), where X is the kernel density estimate of the rows and every label has the kernel of all. The estimate by draws comes first; the bracket is what is certain, by bounds on the information itself.",
    "The JSON is that of mixtropy entropy --group.",
  ],
  operands: [ROWS_FILE],
  groups: [
    reworded(ROWS, { group: "the column of labels; it must be given" }),
    ESTIMATING,
    RUNNING,
    { ...PRINTING, options: [...PRINTING.options, "plot"] },
  ],
  examples: [
    {
      line:
        "mixtropy information penguins.csv --columns bill_length_mm,bill_depth_mm --group species",
      words: "how much the shape of a bill tells about the species",
    },
    {
      line:
        "mixtropy information penguins.csv --columns body_mass_g --group sex --unit bits --estimators monte-carlo",
      words: "the estimate by draws alone, in bits",
    },
  ],
  load: async () => (await import("../run/information_run.ts")).runInformation,
};
