import * as Plot from "@observablehq/plot";
import type { SweepRow } from "../experiment/rows.ts";
import { documentOf, type DrawnElement } from "./document.ts";
import { head, headRoom, type LegendEntry } from "./legend.ts";
import { pageStyle } from "./style.ts";

/** How a sweep is drawn. */
export interface PlotSweepOptions {
  /** What stands above. */
  readonly title?: string | undefined;
  /** The name of the axis. */
  readonly axis?: string | undefined;
  /** In pixels: 640 if left out. */
  readonly width?: number | undefined;
  /** In pixels: 420 if left out. */
  readonly height?: number | undefined;
  /** A document to make it in, as that of linkedom; that of the page if left out. */
  readonly document?: object | undefined;
}

/** The curves in colours that all eyes tell apart (Okabe & Ito 2008). */
const curves: readonly (LegendEntry & { readonly key: keyof SweepRow })[] = [
  { key: "entropy", name: "H, Monte Carlo", colour: "#000000" },
  { key: "kl", name: "KL", colour: "#d55e00" },
  { key: "bhattacharyya", name: "Bhattacharyya", colour: "#0072b2" },
  { key: "elkDistance", name: "ELK distance", colour: "#cc79a7", dash: "2 3" },
  { key: "elk", name: "ELK", colour: "#009e73", dash: "6 3" },
  { key: "kde", name: "KDE", colour: "#e69f00", dash: "8 3 2 3" },
];

/** The areas between two curves. */
const areas:
  readonly (LegendEntry & { readonly between: readonly [keyof SweepRow, keyof SweepRow] })[] = [
    {
      ...{ between: ["conditional", "joint"], name: "H(X|C) to H(X, C)" },
      ...{ colour: "#888888", area: 0.15 },
    },
    {
      ...{ between: ["lower", "upper"], name: "certain bracket" },
      ...{ colour: "#56b4e9", area: 0.5 },
    },
  ];

/**
 * A picture of a sweep as in Kolchinsky & Tracey 2017: the entropy with two standard errors, the estimates, what encloses it
 * surely, and the band from the conditional to the joint entropy. By Observable Plot.
 */
export function plotSweep(
  rows: readonly SweepRow[],
  { title, axis = "x", width = 640, height = 420, document }: PlotSweepOptions = {},
): DrawnElement {
  const page = documentOf(document), entries = [...curves, ...areas];
  const errors = rows.map(({ x, entropy, standardError }) => ({
    ...{ x, low: entropy - 2 * standardError, high: entropy + 2 * standardError },
  }));
  const drawn = Plot.plot({
    // the types of Plot know the documents of pages only
    document: page as never,
    ...{ width, height, marginLeft: 52, marginBottom: 46 },
    marginTop: headRoom(title, entries, width) + 12,
    style: pageStyle,
    x: { label: axis, labelAnchor: "center", labelArrow: "none" },
    y: { label: "nats", grid: true, nice: true, labelArrow: "none" },
    marks: [
      ...areas.map(({ between: [y1, y2], colour, area = 1 }) =>
        Plot.areaY(rows, { x: "x", y1, y2, fill: colour, fillOpacity: area })
      ),
      Plot.areaY(errors, { x: "x", y1: "low", y2: "high", fill: "#000", fillOpacity: 0.3 }),
      ...curves.map(({ key, colour, dash = "" }) =>
        Plot.lineY(rows, {
          x: "x",
          y: key,
          stroke: colour,
          strokeWidth: 1.8,
          strokeDasharray: dash,
        })
      ),
      Plot.frame({ stroke: "#bbb" }),
    ],
  }) as unknown as DrawnElement;
  drawn.append(head(page, { title, entries, width }));
  return drawn;
}
