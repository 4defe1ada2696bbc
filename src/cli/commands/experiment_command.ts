import { experimentNames } from "../../experiment/experiments.ts";
import type { Command } from "../syntax/command.ts";

/** `mixtropy experiment`. */
export const EXPERIMENT: Command = {
  name: "experiment",
  summary: "the experiments of Kolchinsky & Tracey 2017, as pictures and as numbers",
  about: [
    "Each is a sweep over mixtures of 100 components of equal weight in 10 coordinates: NAME.csv has a row for each, with the entropy by Monte Carlo, its standard error, the ends of a bracket that is certain, and the estimates; NAME.svg is the picture. What was written is said, a file a line. Pictures are drawn by Observable Plot; in Node it is to be installed, with linkedom, else there are numbers only.",
    "With --settings paper, v = ln s runs along the axis, s being a standard deviation, and the mixtures of a sweep are made of the same random numbers. With --settings mixentropy it is v = log₁₀ s, s being a variance, and each mixture is drawn anew, as in the experiments of MixEntroPY.",
  ],
  operands: [{
    name: "NAME",
    choices: ["all", ...experimentNames],
    forms: [
      ["all", "all eight"],
      ...experimentNames.map((name) => [name, "one of them"] as const),
    ],
  }],
  groups: [
    {
      title: "What to compute",
      options: [
        "settings",
        "places",
        "repeats",
        ["samples", "how many draws an entropy by Monte Carlo is made of (default: 8192)"],
        ["seed", "the seed of the mixtures and of the draws (default: 0)"],
      ],
    },
    {
      title: "How to run",
      options: ["threads"],
    },
    {
      title: "What to write",
      options: [
        "out",
        ["force", "replaces files that are there already"],
        "quiet",
      ],
    },
  ],
  examples: [
    {
      line: "mixtropy experiment gaussian-mean-spread --out figures",
      words: "one picture, and its numbers",
    },
    {
      line:
        "mixtropy experiment uniform-cluster-spread --settings mixentropy --repeats 2 --places 5 --out figures",
      words: "a rough one, each place the mean of two mixtures",
    },
  ],
  load: async () => (await import("../run/experiment_run.ts")).runExperiment,
};
