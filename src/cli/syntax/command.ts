import type { CommandIO } from "../command_io.ts";
import type { Given, Option } from "./option_table.ts";

/** What stands on a command line beside its options. */
export interface Operand {
  /** As in FILE. */
  readonly name: string;
  readonly isOptional?: true;
  /** Whether it is the name of a command. */
  readonly isCommand?: true;
  /** Which words it may be, if they can be counted; else it names a file. */
  readonly choices?: readonly string[];
  /** What it may be, and what is then done with it. */
  readonly forms: readonly (readonly [form: string, words: string])[];
  /** What is said above the forms. */
  readonly words?: string;
}

/** Options that belong together. */
export interface OptionGroup {
  readonly title: string;
  /** What is said above them. */
  readonly words?: string;
  /** The options; with words of their own where they mean something else here. */
  readonly options: readonly (Option | readonly [option: Option, words: string])[];
}

/** A line that a person may type, and what it does. */
export interface Example {
  readonly line: string;
  readonly words: string;
}

/** A command of the program: what is parsed, said in help and completed is made of it. */
export interface Command {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** What there is to know about it, in paragraphs. */
  readonly about: readonly string[];
  readonly operands: readonly Operand[];
  readonly groups: readonly OptionGroup[];
  readonly examples: readonly Example[];
  /** Loads what carries it out: nothing of it is there before. */
  readonly load: () => Promise<Run>;
}

/** What carries a command out. */
export type Run = (asked: Asked, world: World) => Promise<void>;

/** What a command line asks of a command. */
export interface Asked {
  readonly operands: readonly string[];
  readonly given: Given;
}

/** What a command may touch: streams and files, and the other commands. */
export interface World {
  readonly io: CommandIO;
  readonly commands: readonly Command[];
}

/** The options that a command takes, without those that every one takes; with words of their own, if they have some. */
export function optionWords(
  { groups }: Command,
): readonly (readonly [option: Option, words: string | undefined])[] {
  return groups.flatMap(({ options }) =>
    options.map((one) => typeof one === "string" ? [one, undefined] as const : one)
  );
}

/** The names of these options. */
export function optionsOf(command: Command): readonly Option[] {
  return optionWords(command).map(([option]) => option);
}
