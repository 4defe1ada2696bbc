/**
 * The few pieces of SVG that all pictures are made of: those of the command line, of the examples and of the benchmarks.
 *
 * @module
 */

/** The colours of Okabe & Ito (2008), which readers who do not see all colours can tell apart. */
export const palette = {
  black: "#222222",
  grey: "#8a8a8a",
  blue: "#0072b2",
  sky: "#56b4e9",
  green: "#009e73",
  orange: "#e69f00",
  vermilion: "#d55e00",
  purple: "#cc79a7",
} as const;

/** A rectangle of the picture with axes. */
export interface PanelOptions {
  /** Left, top, width and height of the rectangle that data are drawn in, in pixels. */
  readonly box: readonly [left: number, top: number, width: number, height: number];
  /** The first and last value along the horizontal axis. */
  readonly x: readonly [number, number];
  /** The first and last value along the vertical axis. */
  readonly y: readonly [number, number];
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Where an axis has a mark, and what stands there if it is not the number. */
export type Tick = number | { readonly at: number; readonly label: string };

/** A panel as text, and how data are placed in it. */
export interface Panel {
  /** Frame, ticks and titles. */
  readonly axes: string;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The frame, the ticks and the titles of a panel, and the scales that place data in it. */
export function panel(options: PanelOptions): Panel {
  const [left, top, width, height] = options.box;
  const [x0, x1] = options.x, [y0, y1] = options.y;
  const x = (value: number) => left + (value - x0) / (x1 - x0) * width;
  const y = (value: number) => top + height - (value - y0) / (y1 - y0) * height;
  const bottom = top + height, middle = left + width / 2;
  const xTicks = options.xTicks.map(placed), yTicks = options.yTicks.map(placed);
  const lines = [
    ...xTicks.map(({ at }) => `<path d="M${round(x(at))} ${top}V${bottom}" stroke="#e8e8e8"/>`),
    ...yTicks.map(({ at }) =>
      `<path d="M${left} ${round(y(at))}H${left + width}" stroke="#e8e8e8"/>`
    ),
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#999999"/>`,
    ...xTicks.map(({ at, label }) => text(x(at), bottom + 16, label, { anchor: "middle" })),
    ...yTicks.map(({ at, label }) => text(left - 7, y(at) + 4, label, { anchor: "end" })),
  ];
  if (options.title !== undefined) {
    lines.push(text(middle, top - 12, options.title, { anchor: "middle", weight: 600, size: 14 }));
  }
  if (options.xLabel !== undefined) {
    lines.push(text(middle, bottom + 36, options.xLabel, { anchor: "middle" }));
  }
  if (options.yLabel !== undefined) {
    // left of the labels, which are about 7 pixels a letter
    const labels = 7 * Math.max(...yTicks.map(({ label }) => label.length));
    const at = `translate(${left - Math.max(40, labels + 20)} ${top + height / 2}) rotate(-90)`;
    lines.push(`<g transform="${at}">${text(0, 0, options.yLabel, { anchor: "middle" })}</g>`);
  }
  return { axes: lines.join("\n"), x, y };
}

/** How a piece of text is set. */
export interface TextOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly fill?: string;
  readonly weight?: number;
  readonly size?: number;
}

/** A line of text; `y` is its base line. */
export function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { anchor = "start", fill = palette.black, weight = 400, size = 12 } = options;
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}" ` +
    `font-size="${size}" font-weight="${weight}">${escape(content)}</text>`;
}

/** A line through points, in pixels. */
export function polyline(points: readonly (readonly [number, number])[], style: string): string {
  const steps = points.map(([x, y], t) => `${t === 0 ? "M" : "L"}${round(x)} ${round(y)}`);
  return `<path d="${steps.join("")}" fill="none" ${style}/>`;
}

/** Cuts what is drawn to the rectangle of a panel: by a picture within the picture, which needs no name that others may have. */
export function clipped([x, y, width, height]: PanelOptions["box"], content: string): string {
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">\n` +
    `${content}\n</svg>`;
}

/** What somebody hears who does not see the picture. */
export interface Told {
  readonly title: string;
  readonly description?: string;
}

/** The whole picture, on white so that it can be read on a dark page. */
export function picture(
  [width, height]: readonly [number, number],
  { title, description }: Told,
  content: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="system-ui, 'DejaVu Sans', sans-serif" role="img">\n` +
    `<title>${escape(title)}</title>\n` +
    (description === undefined ? "" : `<desc>${escape(description)}</desc>\n`) +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>\n${content.join("\n")}\n</svg>\n`;
}

/** A number in pixels to a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function placed(tick: Tick): { readonly at: number; readonly label: string } {
  return typeof tick === "number" ? { at: tick, label: String(tick).replace("-", "−") } : tick;
}

/** What no XML document may hold, even escaped: controls, halves of surrogate pairs, U+FFFE and U+FFFF. */
// deno-lint-ignore no-control-regex
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\p{Cs}\ufffe\uffff]/gu;

/** A text as it stands in XML, in elements and in attributes. */
export function escape(content: string): string {
  return content.replace(forbidden, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
