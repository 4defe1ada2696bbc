import * as Plot from "@observablehq/plot";
import { documentOf, type DrawnElement, element } from "./document.ts";
import { pageStyle } from "./style.ts";

/** What is drawn in a line: a number, what encloses one, or both. */
export type BracketValue =
  | number
  | readonly [lower: number, upper: number]
  | {
    readonly lower: number;
    readonly upper: number;
    readonly estimate?: number;
    readonly value?: number;
  };

/** How brackets are drawn. */
export interface PlotBracketOptions {
  /** What stands above. */
  readonly title?: string | undefined;
  /** The name of the axis: "nats" if left out. */
  readonly axis?: string | undefined;
  /** In pixels: 640 if left out. */
  readonly width?: number | undefined;
  /** A document to make it in, as that of linkedom; that of the page if left out. */
  readonly document?: object | undefined;
}

/**
 * Brackets as bars, one beside another, with a point where an estimate is known: what entropyBounds, entropy and divergences
 * give, once evaluated. By Observable Plot.
 *
 * @example
 * ```ts
 * import { plotBracket, svgText } from "@mixtropy/mixtropy/plot";
 * import { DOMParser } from "linkedom";
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const picture = plotBracket({ "H(X)": { lower: 1.4, upper: 1.9, value: 1.6 } }, { document });
 * console.log(svgText(picture).includes("H(X)")); // true
 * ```
 */
export function plotBracket(
  brackets: { readonly [name: string]: BracketValue },
  { title, axis = "nats", width = 640, document }: PlotBracketOptions = {},
): DrawnElement {
  const page = documentOf(document), rows = Object.entries(brackets).map(rowOf);
  const names = rows.map(({ name }) => name);
  const longest = Math.max(0, ...names.map((name) => name.length));
  const marginTop = title === undefined ? 12 : 30;
  const drawn = Plot.plot({
    // the types of Plot know the documents of pages only
    document: page as never,
    ...{ width, height: marginTop + 26 * rows.length + 40, marginTop, marginBottom: 40 },
    marginLeft: 20 + 7 * longest,
    style: pageStyle,
    x: { label: axis, labelAnchor: "center", labelArrow: "none", grid: true, nice: true },
    y: { label: null, domain: names, tickSize: 0 },
    marks: [
      Plot.barX(rows, {
        ...{ x1: "lower", x2: "upper", y: "name", fill: "#56b4e9", fillOpacity: 0.6 },
        ...{ insetTop: 6, insetBottom: 6 },
      }),
      Plot.dot(rows.filter(({ point }) => point !== undefined), {
        ...{ x: "point", y: "name", fill: "#000", r: 3.5 },
      }),
      Plot.frame({ stroke: "#bbb" }),
    ],
  }) as unknown as DrawnElement;
  if (title !== undefined) {
    const heading = { x: 12, y: 16, "font-size": 13, "font-weight": 600, "text-anchor": "start" };
    drawn.append(element(page, "text", heading, title));
  }
  return drawn;
}

function rowOf([name, value]: [string, BracketValue]) {
  if (typeof value === "number") return { name, lower: value, upper: value, point: value };
  if ("lower" in value) {
    return { name, lower: value.lower, upper: value.upper, point: value.estimate ?? value.value };
  }
  return { name, lower: value[0], upper: value[1], point: undefined };
}
