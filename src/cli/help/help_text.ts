import type { Palette } from "../palette.ts";
import type { Command } from "../syntax/command.ts";
import {
  commandSections,
  commonSections,
  type Item,
  type Section,
  TITLE,
  usageOf,
} from "./sections.ts";
import { pageWidth, wrap } from "../wrap.ts";

/** The columns of a page, and those that a term takes. */
const termWidth = 22;

/** What `mixtropy --help` prints, or `mixtropy COMMAND --help`. */
export function helpText(
  command: Command | undefined,
  commands: readonly Command[],
  look: Palette,
): string {
  const lines = command === undefined ? overview(commands, look) : commandPage(command, look);
  return `${lines.join("\n")}\n`;
}

function overview(commands: readonly Command[], look: Palette): string[] {
  const sections: Section[] = [
    {
      title: "Commands",
      items: commands.map(({ name, summary }) => ({ term: name, words: summary })),
    },
    ...commonSections(),
    {
      title: "Examples",
      examples: commands.slice(0, 2).flatMap(({ examples }) => examples.slice(0, 1)),
    },
  ];
  return [
    ...wrap(`mixtropy: ${TITLE}`, pageWidth),
    "",
    look.strong("Usage"),
    "  mixtropy COMMAND [options]",
    ...sections.flatMap((section) => sectionLines(section, look)),
    "",
    "mixtropy COMMAND --help says what a command takes.",
  ];
}

function commandPage(command: Command, look: Palette): string[] {
  return [
    ...wrap(`mixtropy ${command.name}: ${command.summary}`, pageWidth),
    "",
    look.strong("Usage"),
    `  ${usageOf(command)}`,
    ...commandSections(command).flatMap((section) => sectionLines(section, look)),
    "",
    "mixtropy --help names the other commands.",
  ];
}

function sectionLines(
  { title, paragraphs = [], items = [], examples = [] }: Section,
  look: Palette,
): string[] {
  return [
    "",
    look.strong(title),
    ...paragraphs.flatMap((text) => indented(wrap(text, pageWidth - 2), 2)),
    ...items.flatMap((item) => itemLines(item, look)),
    ...examples.flatMap(({ line, words }) => [
      ...indented(wrap(words, pageWidth - 2), 2),
      ...indented(brokenLine(line).map(look.typed), 4),
    ]),
  ];
}

/** A term and its words beside it, or below where the term is long. */
function itemLines({ term, words }: Item, look: Palette): string[] {
  const lines = indented(wrap(words, pageWidth - termWidth - 2), termWidth + 2);
  if (term.length > termWidth - 2) return [`  ${look.typed(term)}`, ...lines];
  const [first = "", ...rest] = lines;
  return [
    `  ${look.typed(term)}${" ".repeat(termWidth - term.length)}${first.trimStart()}`,
    ...rest,
  ];
}

/** A line for a shell that is longer than the page goes on after a backslash. */
function brokenLine(line: string): string[] {
  // an option stays with its value
  const joined = line.split(" ").reduce((all, word) =>
    `${all}${/^[-|>&]|^mixtropy/.test(word) ? " " : "\u00a0"}${word}`
  );
  const lines = wrap(joined, pageWidth - 8).map((part) => part.replaceAll("\u00a0", " "));
  return lines.map((part, t) => `${t > 0 ? "  " : ""}${part}${t < lines.length - 1 ? " \\" : ""}`);
}

function indented(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => `${" ".repeat(columns)}${line}`);
}
