import { shown } from "../../expr/quote.ts";
import { width as widthOf } from "../text_table.ts";
import { text } from "../../picture/svg.ts";

/** A line of a legend: what it shows, about 22 pixels wide and drawn around (0, 0), and what that means. */
export interface LegendLine {
  readonly sign: string;
  readonly words: string;
}

const lineHeight = 20;

/** Lines from (left, top) downwards. */
export function legend(
  [left, top]: readonly [number, number],
  lines: readonly LegendLine[],
): string {
  return lines.map(({ sign, words }, t) => {
    const y = top + t * lineHeight;
    return `<g transform="translate(${left + 11} ${y - 4})">${sign}</g>${
      text(left + 30, y, words, { size: 11 })
    }`;
  }).join("\n");
}

/** Somebody's text, escaped and cut to so many columns of a terminal, about 7 pixels each at a size of 12. */
export function fitted(words: string, columns: number): string {
  let most = columns, cut = shown(words, most);
  // what is written wide takes two columns a character
  while (widthOf(cut) > columns) cut = shown(words, --most);
  return cut;
}

/** The sign of a line. */
export function stroke(style: string): string {
  return `<path d="M-11 0H11" fill="none" ${style}/>`;
}

/** The sign of an area. */
export function swatch(style: string): string {
  return `<rect x="-11" y="-6" width="22" height="12" ${style}/>`;
}
