import type { Command } from "../syntax/command.ts";

/** `mixtropy completion`. */
export const COMPLETION: Command = {
  name: "completion",
  summary: "a script by which a shell completes commands, options, values and files",
  about: [],
  operands: [{
    name: "SHELL",
    choices: ["bash", "zsh", "fish"],
    forms: [
      ["bash", 'in ~/.bashrc: eval "$(mixtropy completion bash)"'],
      ["zsh", 'in ~/.zshrc, after compinit: eval "$(mixtropy completion zsh)"'],
      ["fish", "mixtropy completion fish > ~/.config/fish/completions/mixtropy.fish"],
    ],
  }],
  groups: [],
  examples: [
    { line: 'eval "$(mixtropy completion bash)"', words: "in this shell, until it ends" },
  ],
  load: async () => (await import("../run/completion_run.ts")).runCompletion,
};
