import type { Command } from "../syntax/command.ts";

/** `mixtropy bench`. */
export const BENCH: Command = {
  name: "bench",
  summary: "how long this machine takes for the usual questions, in a few seconds",
  about: [
    "Mixtures of k Gaussians with a variance along each of 4 coordinates. The best of several runs, after one that plans and generates code. The gradient is that in the means; f32 is --precision f32, with as many threads. Pairs are pairs of components, k², or of draws and components.",
  ],
  operands: [],
  groups: [
    {
      title: "How to run",
      options: [["threads", "as many threads beside one (default: as many as the processor has)"]],
    },
    {
      title: "What to print",
      options: [["json", "one JSON object instead of the table"], "quiet"],
    },
  ],
  examples: [{ line: "mixtropy bench", words: "the CPU with one thread and all, and the GPU" }],
  load: async () => (await import("../run/bench_run.ts")).runBench,
};
