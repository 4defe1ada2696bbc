import type { Command } from "../syntax/command.ts";
import { ESTIMATING, MIXTURE_OR_ROWS, PRINTING, ROWS, RUNNING } from "../syntax/option_groups.ts";

/** `mixtropy entropy`. */
export const ENTROPY: Command = {
  name: "entropy",
  summary: "the entropy of a mixture, or of rows of data, between its bounds",
  about: [
    "Bounds are rounded outward: lower ones down, upper ones up. What does not fit together, such as draws far outside the bounds, is a warning, in --json too.",
  ],
  operands: [MIXTURE_OR_ROWS],
  groups: [
    {
      ...ROWS,
      words:
        "The entropy printed is that of the estimate, which the bandwidth biases upwards, and not that of what the data were drawn from; two estimates of that one stand below it.",
    },
    ESTIMATING,
    RUNNING,
    { ...PRINTING, options: [...PRINTING.options, "plot"] },
  ],
  examples: [
    { line: "mixtropy entropy mixture.json --unit bits", words: "a mixture in JSON, in bits" },
    {
      line:
        "mixtropy entropy penguins.csv --columns body_mass_g,bill_length_mm --kde scott --group species",
      words: "the estimate of the rows of a table, and what the species tells about them",
    },
  ],
  load: async () => (await import("../run/entropy_run.ts")).runEntropy,
};
