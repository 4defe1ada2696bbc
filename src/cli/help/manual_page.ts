import type { Command } from "../syntax/command.ts";
import { VERSION } from "../version.ts";
import {
  commandSections,
  commonSections,
  type Section,
  sentence,
  TITLE,
  usageOf,
} from "./sections.ts";

/** The manual page mixtropy(1), in the language man(7) that man and mandoc read. */
export function manualPage(commands: readonly Command[]): string {
  const lines = [
    // no date: the same program has the same page
    `.TH MIXTROPY 1 "" "mixtropy ${VERSION}" "User Commands"`,
    ".SH NAME",
    `mixtropy \\- ${text(TITLE)}`,
    ".SH SYNOPSIS",
    ...commands.flatMap((command) => [".B " + text(usageOf(command)), ".br"]).slice(0, -1),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ...commonSections().flatMap((section) => sectionLines(section, ".SH")),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: Command): string[] {
  return [
    `.SS ${text(usageOf(command))}`,
    text(sentence(command.summary)),
    ...commandSections(command).flatMap((section) => sectionLines(section, undefined)),
  ];
}

/** A section under a heading of its own, or under a line in bold. */
function sectionLines(
  { title, paragraphs = [], items = [], examples = [] }: Section,
  heading: ".SH" | undefined,
): string[] {
  return [
    ...heading === undefined ? [".PP", `.B ${text(title)}`] : [`.SH ${text(title.toUpperCase())}`],
    ...paragraphs.flatMap(paragraph),
    ...items.flatMap(({ term, words }) => [".TP", `.B ${text(term)}`, text(words)]),
    ...examples.flatMap(({ line, words }) => [
      ...paragraph(words),
      ".PP",
      ".RS 4",
      ".EX",
      text(line),
      ".EE",
      ".RE",
    ]),
  ];
}

function paragraph(words: string): string[] {
  return [".PP", text(words)];
}

/** What roff would take for its own language is escaped: backslashes, hyphens, and what begins a line with a full stop or quote. */
function text(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha")
    .replaceAll("`", "\\(ga")
    .replaceAll("'", "\\(aq")
    .replaceAll('"', "\\(dq")
    .replace(/^(?=[.'])/, "\\&");
}
