import type { Command } from "../syntax/command.ts";
import { MIXTURE_OR_ROWS, PRINTING, ROWS, RUNNING, without } from "../syntax/option_groups.ts";

/** `mixtropy divergence`. */
export const DIVERGENCE: Command = {
  name: "divergence",
  summary: "how far two mixtures, or estimates of rows, are from each other",
  about: [
    "Kullback–Leibler divergences KL(P‖Q) = ∫ p ln(p/q) both ways and their sum, the Jensen–Shannon divergence and cross entropies −∫ p ln q are estimated by draws from both, and lie for sure between the bounds printed beside them, which tell the value where they are nearer to each other; what ∫ p q tells is exact, and printed where both are Gaussians, or both boxes. A divergence from P to boxes of Q that P leaves is infinite.",
  ],
  operands: [
    { ...MIXTURE_OR_ROWS, name: "P" },
    {
      name: "Q",
      forms: [
        [
          "NAME.json, .csv and so on",
          "the same. Where P and Q are rows whose files name their columns, those of P are read, by their names; else all are, in their order",
        ],
        ["-", "the standard input"],
      ],
    },
  ],
  groups: [
    {
      ...without(ROWS, "group"),
      words:
        "What is said of rows is said of both files. The divergence of two estimates depends on their bandwidths, and is not that of what the data were drawn from.",
    },
    {
      title: "What to compute",
      options: [
        ["confidence", "how sure the errors of draws shall be, between 0 and 1 (default: 0.95)"],
        [
          "samples",
          "the draws from each of both, at least 16 (default: 65536, or fewer beyond 16384 components)",
        ],
        "seed",
      ],
    },
    without(RUNNING, "precision", "device"),
    PRINTING,
  ],
  examples: [
    {
      line: "mixtropy divergence mixture.json fit.json --unit bits",
      words: "a mixture and another one, in bits",
    },
    {
      line:
        "mixtropy divergence penguins.csv mixture.json --columns bill_length_mm,bill_depth_mm --json",
      words: "the estimate of the rows of a table beside a mixture, as JSON",
    },
  ],
  load: async () => (await import("../run/divergence_run.ts")).runDivergence,
};
