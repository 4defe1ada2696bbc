import type { Command } from "../syntax/command.ts";

/** `mixtropy help`. */
export const HELP: Command = {
  name: "help",
  summary: "what a command does and takes",
  about: [],
  operands: [{
    name: "COMMAND",
    isOptional: true,
    isCommand: true,
    forms: [["entropy and so on", "the command; without one, all are named"]],
  }],
  groups: [{ title: "What to print", options: ["man"] }],
  examples: [
    { line: "mixtropy help entropy", words: "all about one command" },
    { line: "mixtropy help --man > mixtropy.1", words: "the manual page, for man mixtropy" },
  ],
  load: async () => (await import("../run/help_run.ts")).runHelp,
};
