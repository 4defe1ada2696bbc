import type { Command } from "../syntax/command.ts";
import {
  commandSections,
  commonSections,
  type Item,
  type Section,
  sentence,
  TITLE,
  usageOf,
} from "./sections.ts";

/** All help as one page of Markdown, not yet broken into lines. */
export function markdownPage(commands: readonly Command[]): string {
  const parts = [
    "# The command line",
    `\`mixtropy\`: ${TITLE}. This page is what \`mixtropy help\` says; \`man mixtropy\` has it, too, where npm has installed the package globally.`,
    commands.map(({ name, summary }) => `- [\`${name}\`](#mixtropy-${name}): ${summary}`).join(
      "\n",
    ),
    ...commonSections().flatMap((section) => sectionParts(section, "##")),
    ...commands.flatMap((command) => [
      `## \`mixtropy ${command.name}\``,
      sentence(command.summary),
      `\`\`\`text\n${usageOf(command)}\n\`\`\``,
      ...commandSections(command).flatMap((section) => sectionParts(section, "###")),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function sectionParts(
  { title, paragraphs = [], items = [], examples = [] }: Section,
  heading: string,
): string[] {
  return [
    // headings of the same words would have the same address
    heading === "##" ? `## ${title}` : `**${title}**`,
    ...paragraphs,
    ...items.length === 0 ? [] : [items.map(itemLine).join("\n")],
    ...examples.flatMap(({ line, words }) => [
      `${words[0]!.toUpperCase()}${words.slice(1)}:`,
      `\`\`\`sh\n${line}\n\`\`\``,
    ]),
  ];
}

function itemLine({ term, words }: Item): string {
  return `- \`${term}\`: ${words}`;
}
