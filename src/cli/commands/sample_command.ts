import type { Command } from "../syntax/command.ts";
import { MIXTURE_OR_ROWS, ROWS, RUNNING, without } from "../syntax/option_groups.ts";

/** `mixtropy sample`. */
export const SAMPLE: Command = {
  name: "sample",
  summary: "points drawn from a mixture, or from the estimate of rows",
  about: [
    "The points are independent of each other, and the same for the same seed wherever they are drawn. What is written has a row for each; of rows of data the columns have their names, else they are called x1, x2, x3. NPZ holds an array X, and label.",
  ],
  operands: [MIXTURE_OR_ROWS],
  groups: [
    {
      title: "What to draw",
      options: ["count", ["seed", "the seed (default: 0)"], "stream", "labels"],
    },
    without(ROWS, "group"),
    RUNNING,
    {
      title: "What to write",
      options: [
        "output",
        ["to", "csv, tsv, npy or npz (default: what the name of --output says, or csv)"],
        ...["force", "quiet"] as const,
      ],
    },
  ],
  examples: [
    {
      line: "mixtropy sample mixture.json -n 5 --seed 1 --labels",
      words: "five points, and which component each comes from",
    },
    {
      line:
        "mixtropy sample penguins.csv --columns bill_length_mm,bill_depth_mm -n 10000 -o birds.npy",
      words: "10,000 birds like those of the rows, as an array of NumPy",
    },
  ],
  load: async () => (await import("../run/sample_run.ts")).runSample,
};
