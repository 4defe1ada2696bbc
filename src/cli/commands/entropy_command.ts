import type { Command } from "../syntax/command.ts";
import { ESTIMATING, MIXTURE_OR_ROWS, PRINTING, ROWS, RUNNING } from "../syntax/option_groups.ts";

/** `mixtropy entropy`. */
export const ENTROPY: Command = {
  name: "entropy",
  summary: "the entropy of a mixture, or of rows of data, to the error asked for",
  about: [
    "H(X) is found in the cheapest way that reaches --error: by closed forms and integrals where there are any, in the middle of bounds that are near enough, or by draws, with the bounds that it certainly lies between. --precision and --device are for the estimators of a table, and f32 or webgpu print one.",
    "With --all, bounds that a mixture does not have, or that leave what numbers can hold, have no row; em is the bound by expectation maximisation. Bounds are rounded outward: lower ones down, upper ones up. What does not fit together, such as draws far outside the bounds, is a warning, in --json too.",
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
      line: "mixtropy entropy mixture.json --error 1e-5 --all",
      words: "to five decimals, with a table of all bounds and estimates",
    },
    {
      line:
        "mixtropy entropy penguins.csv --columns body_mass_g,bill_length_mm --kde scott --group species",
      words: "the estimate of the rows of a table, and what the species tells about them",
    },
  ],
  load: async () => (await import("../run/entropy_run.ts")).runEntropy,
};
