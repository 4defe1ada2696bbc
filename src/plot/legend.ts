import { type DrawingDocument, type DrawnElement, element } from "./document.ts";

/** A name of the legend, and how what it names is drawn: a line with dashes, or an area of an opacity. */
export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string;
  readonly area?: number;
}

/** How wide an entry may be, how high, and where the first one begins, in pixels. */
const entryWidth = 140, rowHeight = 15, left = 52;

/** How much room a title and a legend take above a picture. */
export function headRoom(
  title: string | undefined,
  entries: readonly LegendEntry[],
  width: number,
): number {
  return (title === undefined ? 12 : 30) + rowHeight * Math.ceil(entries.length / columnsOf(width));
}

/** A title and a legend in the picture itself: a file of it tells all. */
export function head(
  page: DrawingDocument,
  { title, entries, width }: {
    readonly title: string | undefined;
    readonly entries: readonly LegendEntry[];
    readonly width: number;
  },
): DrawnElement {
  const columns = columnsOf(width), top = title === undefined ? 8 : 30;
  const heading = { x: left, y: 14, "font-size": 13, "font-weight": 600 };
  return element(page, "g", { "text-anchor": "start", "font-size": 11 }, [
    ...title === undefined ? [] : [element(page, "text", heading, title)],
    ...entries.flatMap((entry, n) => {
      const x = left + (n % columns) * entryWidth;
      const y = top + rowHeight * Math.floor(n / columns);
      return [
        swatch(page, entry, x, y),
        element(page, "text", { x: x + 24, y, dy: "0.32em" }, entry.name),
      ];
    }),
  ]);
}

function columnsOf(width: number): number {
  return Math.max(1, Math.floor((width - left) / entryWidth));
}

function swatch(page: DrawingDocument, entry: LegendEntry, x: number, y: number): DrawnElement {
  const { colour, dash = "", area } = entry;
  return area === undefined
    ? element(page, "line", {
      ...{ x1: x, x2: x + 18, y1: y, y2: y },
      ...{ stroke: colour, "stroke-width": 2, "stroke-dasharray": dash },
    })
    : element(page, "rect", {
      ...{ x, y: y - 5, width: 18, height: 10, fill: colour, "fill-opacity": area },
    });
}
