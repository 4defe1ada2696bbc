import { width } from "./text_table.ts";

/** So many columns has a terminal at least, and what is printed fits. */
export const pageWidth = 80;

/** The words in lines of at most so many columns; a word that is longer has a line of its own. A no-break space holds words together. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \n]+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (width(longer) > columns && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

/** A text whose long lines go on below, set in by four blanks: no name in it, whatever it is, begins a line. */
export function fitted(text: string): string {
  return text.split("\n").flatMap((line) => {
    const set = /^ */.exec(line)![0];
    const [first = "", ...more] = wrap(line.slice(set.length), pageWidth - set.length);
    const below = wrap(more.join(" "), pageWidth - set.length - 4);
    return [set + first, ...below.map((part) => `${set}    ${part}`)];
  }).join("\n");
}
