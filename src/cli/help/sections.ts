/**
 * What there is to say about the program and its commands, before it is text, a manual page or Markdown.
 *
 * @module
 */
import { COMMON, type Option, optionRow } from "../syntax/option_table.ts";
import type { Command, Example, Operand, OptionGroup } from "../syntax/command.ts";

/** A term and what it means. */
export interface Item {
  readonly term: string;
  readonly words: string;
}

/** A part of a page. */
export interface Section {
  readonly title: string;
  readonly paragraphs?: readonly string[];
  readonly items?: readonly Item[];
  readonly examples?: readonly Example[];
}

/** What the program is, in a line. */
export const TITLE =
  "how uncertain is a mixture? Its entropy, between bounds that are rounded outward";

/** How a command is called. */
export function usageOf({ name, operands, groups }: Command): string {
  const words = operands.map(({ name, isOptional }) => isOptional === true ? `[${name}]` : name);
  return ["mixtropy", name, ...words, ...groups.length > 0 ? ["[options]"] : []].join(" ");
}

/** A summary as a sentence. */
export function sentence(summary: string): string {
  return `${summary[0]!.toUpperCase()}${summary.slice(1)}.`;
}

/** All about one command, after how it is called. */
export function commandSections(command: Command): readonly Section[] {
  return [
    ...command.operands.map(operandSection),
    ...command.groups.map(groupSection),
    { title: "Notes", paragraphs: command.about },
    { title: "Examples", examples: command.examples },
  ].filter(({ paragraphs, items, examples }: Section) =>
    [paragraphs, items, examples].some((part) => part !== undefined && part.length > 0)
  );
}

function operandSection({ name, words, forms }: Operand): Section {
  return {
    title: name,
    ...words !== undefined && { paragraphs: [words] },
    items: forms.map(([term, words]) => ({ term, words })),
  };
}

function groupSection({ title, words, options }: OptionGroup): Section {
  return {
    title,
    ...words !== undefined && { paragraphs: [words] },
    items: options.map((one) =>
      typeof one === "string" ? optionItem(one) : { ...optionItem(one[0]), words: one[1] }
    ),
  };
}

function optionItem(option: Option): Item {
  const { value, short, words } = optionRow(option);
  const letter = short === undefined ? "" : `-${short}, `;
  return { term: `${letter}--${option}${value === undefined ? "" : ` ${value}`}`, words };
}

/** What holds for all commands. */
export function commonSections(): readonly Section[] {
  return [
    { title: "Options of all commands", items: COMMON.map(optionItem) },
    {
      title: "Exit codes",
      items: [
        { term: "0", words: "done" },
        { term: "1", words: "the input cannot be used or the output not be written" },
        { term: "2", words: "the command was called wrongly" },
        { term: "130", words: "it was interrupted, by Ctrl-C" },
      ],
    },
    {
      title: "Environment",
      items: [
        { term: "NO_COLOR", words: "no colours, whatever its value" },
        { term: "FORCE_COLOR", words: "colours also where there is no terminal; 0 is no colours" },
      ],
    },
  ];
}
