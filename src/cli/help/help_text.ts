import type { Command } from "../syntax/command.ts";
import {
  commandSections,
  commonSections,
  type Item,
  type Section,
  TITLE,
  usageOf,
} from "./sections.ts";
import { wrap } from "./wrap.ts";

/** The columns of a page, and those that a term takes. */
const pageWidth = 80, termWidth = 22;

/** What `mixtropy --help` prints, or `mixtropy COMMAND --help`. */
export function helpText(command: Command | undefined, commands: readonly Command[]): string {
  return command === undefined ? overview(commands) : page([
    ...wrap(`mixtropy ${command.name}: ${command.summary}`, pageWidth),
    "",
    "Usage",
    `  ${usageOf(command)}`,
    ...commandSections(command).flatMap(sectionLines),
    "",
    "mixtropy --help names the other commands.",
  ]);
}

function overview(commands: readonly Command[]): string {
  const named = commands.map(({ name, summary }) => ({ term: name, words: summary }));
  const sections: Section[] = [
    { title: "Commands", items: named },
    ...commonSections(),
    { title: "Examples", examples: commands.flatMap(({ examples }) => examples.slice(0, 1)) },
  ];
  return page([
    ...wrap(`mixtropy: ${TITLE}`, pageWidth),
    "",
    "Usage",
    "  mixtropy COMMAND [options]",
    ...sections.flatMap(sectionLines),
    "",
    "mixtropy COMMAND --help says what a command takes.",
  ]);
}

function page(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

function sectionLines({ title, paragraphs = [], items = [], examples = [] }: Section): string[] {
  return [
    "",
    title,
    ...paragraphs.flatMap((text) => indented(wrap(text, pageWidth - 2), 2)),
    ...items.flatMap(itemLines),
    ...examples.flatMap(({ line, words }) => [
      ...indented(wrap(words, pageWidth - 2), 2),
      ...indented(brokenLine(line), 4),
    ]),
  ];
}

/** A term and its words beside it, or below where the term is long. */
function itemLines({ term, words }: Item): string[] {
  const lines = indented(wrap(words, pageWidth - termWidth - 2), termWidth + 2);
  if (term.length > termWidth - 2) return [`  ${term}`, ...lines];
  const [first = "", ...rest] = lines;
  return [`  ${term.padEnd(termWidth)}${first.trimStart()}`, ...rest];
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
