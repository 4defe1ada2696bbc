import type { Command } from "../syntax/command.ts";
import { completableOptions, operandValues, type Values } from "./completable.ts";

/** Completion for zsh, by its own `_arguments`. */
export function zshCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => quoted(`${name}:${summary}`));
  return `#compdef mixtropy
# zsh completion for mixtropy, made by: mixtropy completion zsh
_mixtropy() {
  local -a commands
  commands=(
    ${names.join("\n    ")}
  )
  if (( CURRENT == 2 )); then
    _arguments '(-h --help)'{-h,--help}'[help]' '(-V --version)'{-V,--version}'[version]' \\
      '1:command:->command'
    [[ $state == command ]] && _describe command commands
    return
  fi
  local command=$words[2]
  (( CURRENT-- ))
  shift words
  case $command in
${commands.map((command) => commandCase(command, commands)).join("\n")}
  esac
}
if [[ $funcstack[1] == _mixtropy ]]; then _mixtropy "$@"; else compdef _mixtropy mixtropy; fi
`;
}

function commandCase(command: Command, commands: readonly Command[]): string {
  const options = completableOptions(command).flatMap(({ option, short, words, values }) => {
    const rest = `[${escaped(words)}]${values === undefined ? "" : `:value:${action(values)}`}`;
    const forms = [`--${option}`, ...short === undefined ? [] : [`-${short}`]];
    return forms.map((form) =>
      quoted(`(${forms.join(" ")})${form}${form.startsWith("--") && values ? "=" : ""}${rest}`)
    );
  });
  const operands = command.operands.map((operand, t) =>
    quoted(`${t + 1}:${operand.name}:${action(operandValues(operand, commands))}`)
  );
  return `    ${command.name})
      _arguments ${[...options, ...operands].join(" \\\n        ")} ;;`;
}

function action(values: Values): string {
  switch (values.kind) {
    case "words":
      return values.isList
        ? `_values -s , value ${values.words.join(" ")}`
        : `(${values.words.join(" ")})`;
    case "file":
      return "_files";
    case "unknown":
      return " ";
    default:
      return values satisfies never;
  }
}

/** In square brackets. */
function escaped(words: string): string {
  return words.replaceAll(/[[\]:\\]/g, "\\$&");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
