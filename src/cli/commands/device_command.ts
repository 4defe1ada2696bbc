import type { Command } from "../syntax/command.ts";

/** `mixtropy device`. */
export const DEVICE: Command = {
  name: "device",
  summary: "what there is to compute on: threads, vectors, a GPU",
  about: [],
  operands: [],
  groups: [{
    title: "What to print",
    options: [["json", "one JSON object instead of the table"]],
  }],
  examples: [{ line: "mixtropy device", words: "this machine" }],
  load: async () => (await import("../run/device_run.ts")).runDevice,
};
