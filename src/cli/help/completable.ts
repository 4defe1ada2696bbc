/** What a shell can complete, without any shell's language. */
import { type Command, type Operand, optionWords } from "../syntax/command.ts";
import { COMMON, type Option, optionRow } from "../syntax/option_table.ts";

/** What stands where: one of some words, a file, or what nobody knows. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isList: boolean }
  | { readonly kind: "file" }
  | { readonly kind: "unknown" };

/** An option of a command. */
export interface CompletableOption {
  readonly option: Option;
  readonly short: string | undefined;
  readonly words: string;
  /** Undefined where it takes no value. */
  readonly values: Values | undefined;
}

/** The options of a command and those of all. */
export function completableOptions(command: Command): readonly CompletableOption[] {
  return [...optionWords(command), ...COMMON.map((option) => [option, undefined] as const)]
    .map(([option, own]) => {
      const { short, value, words, choices, isList, isFile } = optionRow(option);
      const values: Values | undefined = value === undefined
        ? undefined
        : isFile === true
        ? { kind: "file" }
        : choices === undefined
        ? { kind: "unknown" }
        : { kind: "words", words: choices, isList: isList === true };
      return { option, short, words: firstClause(own ?? words), values };
    });
}

/** What may stand in the place of an operand. */
export function operandValues(operand: Operand, commands: readonly Command[]): Values {
  if (operand.isCommand === true) {
    return { kind: "words", words: commands.map(({ name }) => name), isList: false };
  }
  return operand.choices === undefined
    ? { kind: "file" }
    : { kind: "words", words: operand.choices, isList: false };
}

/** A shell has room for a few words. */
function firstClause(words: string): string {
  return words.split(/[:;(]|, /)[0]!.trim();
}
