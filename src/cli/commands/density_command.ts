import type { Command } from "../syntax/command.ts";
import { MIXTURE_OR_ROWS, reworded, ROWS, RUNNING, without } from "../syntax/option_groups.ts";

/** `mixtropy density`. */
export const DENSITY: Command = {
  name: "density",
  summary: "densities of a mixture, or of the estimate of rows, at points",
  about: [
    "What is written has a row for each point: its columns, and log_density, which is −Infinity outside of all boxes of a uniform mixture; or, by options, density, or the responsibilities of the components, responsibility_0 and so on: the probability that the point is of that component, which is 0 for all of them where the density is 0. NPY holds these numbers alone. Points with a gap are left out, and a note says how many.",
  ],
  operands: [
    MIXTURE_OR_ROWS,
    {
      name: "POINTS",
      isOptional: true,
      forms: [
        [
          "NAME.csv and so on",
          "a point in each row. Where FILE and POINTS name their columns, those of FILE are read, by their names; else all are, in their order",
        ],
        ["-", "the standard input"],
      ],
    },
  ],
  groups: [
    {
      ...without(
        reworded(ROWS, { columns: "the columns of FILE; of POINTS, where FILE is a mixture" }),
        "group",
      ),
      title: "Data rows and points",
    },
    RUNNING,
    {
      title: "What to write",
      options: [
        ...["at", "density", "responsibilities", "output"] as const,
        ["to", "csv, tsv or npy (default: what the name of --output says, or csv)"],
        ...["force", "unit", "quiet"] as const,
      ],
    },
  ],
  examples: [
    {
      line: "mixtropy density mixture.json points.csv",
      words: "a mixture at points, as CSV",
    },
    {
      line:
        "mixtropy density penguins.csv penguins.csv --columns bill_length_mm,bill_depth_mm -o densities.npy",
      words: "the estimate of rows at these rows, as an array of NumPy",
    },
    {
      line: "mixtropy density mixture.json --at points.csv --responsibilities",
      words: "which component each point may be of",
    },
    {
      line: "printf 'x,y\\n0,0\\n4,1\\n' | mixtropy density mixture.json - --unit bits",
      words: "points from a pipe, in bits",
    },
  ],
  load: async () => (await import("../run/density_run.ts")).runDensity,
};
