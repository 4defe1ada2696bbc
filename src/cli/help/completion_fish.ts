import type { Command } from "../syntax/command.ts";
import { completableOptions, operandValues, type Values } from "./completable.ts";

/** Completion for fish. */
export function fishCompletion(commands: readonly Command[]): string {
  return `# fish completion for mixtropy, made by: mixtropy completion fish
complete -c mixtropy -f
${
    commands.map(({ name, summary }) =>
      `complete -c mixtropy -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`
    ).join("\n")
  }
complete -c mixtropy -n __fish_use_subcommand -s h -l help -d 'help'
complete -c mixtropy -n __fish_use_subcommand -s V -l version -d 'version'
${commands.flatMap((command) => commandLines(command, commands)).join("\n")}
`;
}

function commandLines(command: Command, commands: readonly Command[]): string[] {
  const begin = `complete -c mixtropy -n '__fish_seen_subcommand_from ${command.name}'`;
  const options = completableOptions(command).map(({ option, short, words, values }) => {
    const letter = short === undefined ? "" : ` -s ${short}`;
    const taken = values === undefined ? "" : ` ${valueFlags(values)}`;
    return `${begin}${letter} -l ${option} -d ${quoted(words)}${taken}`;
  });
  const [operand] = command.operands;
  if (operand === undefined) return options;
  const values = operandValues(operand, commands);
  return [
    ...options,
    values.kind === "words" ? `${begin} -a ${quoted(values.words.join(" "))}` : `${begin} -F`,
  ];
}

function valueFlags(values: Values): string {
  switch (values.kind) {
    case "words":
      return values.isList
        ? `-x -a "(__fish_append , ${values.words.join(" ")})"`
        : `-x -a ${quoted(values.words.join(" "))}`;
    case "file":
      return "-r -F";
    case "unknown":
      return "-x";
    default:
      return values satisfies never;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
