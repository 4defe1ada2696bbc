import type { Command } from "../syntax/command.ts";
import { completableOptions, operandValues, type Values } from "./completable.ts";

/**
 * Completion for bash 3.2 and newer: `complete -F` calls a function that looks at the word before the cursor. After an option
 * that takes a value come its values, else options where the word begins with a dash, and operands.
 */
export function bashCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# bash completion for mixtropy, made by: mixtropy completion bash
_mixtropy_words() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$2")
}
_mixtropy_list() {
  local done="" last="$2"
  case "$2" in *,*) done="\${2%,*},"; last="\${2##*,}" ;; esac
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$done$word"); done < <(compgen -W "$1" -- "$last")
}
_mixtropy_files() {
  local file
  COMPREPLY=()
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
}
_mixtropy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  # bash takes --option=value apart
  if [[ $current == "=" ]]; then current=""; before="\${COMP_WORDS[COMP_CWORD-1]}"
  elif [[ $before == "=" ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  local command="" t
  for ((t = 1; t < COMP_CWORD; t++)); do
    case "\${COMP_WORDS[t]}" in
      -*) ;;
      *) if [[ -z $command ]]; then command="\${COMP_WORDS[t]}"; fi ;;
    esac
  done
  if [[ -z $command ]]; then
    case "$current" in
      -*) _mixtropy_words "--help --version" "$current" ;;
      *) _mixtropy_words "${names}" "$current" ;;
    esac
    return
  fi
  case "$command" in
${commands.map((command) => commandCase(command, commands)).join("\n")}
  esac
}
complete -F _mixtropy mixtropy
`;
}

/** What comes after one command. */
function commandCase(command: Command, commands: readonly Command[]): string {
  const options = completableOptions(command);
  const all = options.map(({ option }) => `--${option}`).join(" ");
  const taking = options.flatMap(({ option, short, values }) => {
    if (values === undefined) return [];
    const pattern = [...short === undefined ? [] : [`-${short}`], `--${option}`].join("|");
    return [`        ${pattern}) ${call(values)}; return ;;`];
  });
  const [operand] = command.operands;
  const rest = operand === undefined ? "COMPREPLY=()" : call(operandValues(operand, commands));
  return `    ${command.name})
      case "$before" in
${taking.join("\n")}
      esac
      case "$current" in
        -?*) _mixtropy_words "${all}" "$current" ;;
        *) ${rest} ;;
      esac ;;`;
}

function call(values: Values): string {
  switch (values.kind) {
    case "words":
      return `_mixtropy_${values.isList ? "list" : "words"} "${values.words.join(" ")}" "$current"`;
    case "file":
      return `_mixtropy_files "$current"`;
    case "unknown":
      return "COMPREPLY=()";
    default:
      return values satisfies never;
  }
}
