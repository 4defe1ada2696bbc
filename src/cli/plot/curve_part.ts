/** The density of a mixture on the line, as a picture. */
import { clipped, palette, panel, type PanelOptions, polyline, round } from "../../picture/svg.ts";
import { type Curve, curveScale } from "./curve.ts";
import { fitted, legend, type LegendLine, stroke } from "./legend.ts";
import type { Part } from "./part.ts";
import type { Clouds } from "./points.ts";
import { notSingly, passedOverSentence } from "./sentences.ts";
import { axisTitle, linearTicks, powerTicks } from "./ticks.ts";
import type { Range } from "./view.ts";

/** How many pixels wide the curve is. */
export const curveWidth = 520;
const left = 86, height = 230, rug = 10;
/** Between the top of the part and its axes. */
const head = 12;

/** What is drawn of a density on the line: the curve, its components below it and the data as a rug. */
export function curvePart(
  curve: Curve,
  { top, name, clouds }: { top: number; name: string; clouds: Clouds | undefined },
): Part {
  const groups = clouds?.clouds ?? [];
  const room = groups.length * rug, frame = top + head;
  const box: PanelOptions["box"] = [left, frame, curveWidth, height + room];
  const xs = linearTicks(curve.range, 7), vertical = curveScale(curve);
  const [low, high] = vertical.range;
  // the rug lies below the least height
  const floor = low - (high - low) * room / height;
  const { axes, x, y } = panel({
    box,
    x: curve.range,
    y: [floor, high],
    xTicks: xs.ticks,
    yTicks: heightTicks(curve, vertical.range),
    xLabel: axisTitle(name, xs),
    yLabel: "density",
  });
  const pixels = Array.from(curve.points, x);
  const pathOf = (logs: Float64Array) =>
    perPixel(pixels, Array.from(logs, (log) => y(Math.max(low, vertical.of(log)))));
  const density = pathOf(curve.logs);
  const base = y(low);
  const area = `<path d="M${round(density[0]![0])} ${round(base)}${
    density.map(([px, py]) => `L${round(px)} ${round(py)}`).join("")
  }L${round(density.at(-1)![0])} ${round(base)}Z" fill="#d9e8f3"/>`;
  const content = [
    area,
    ...curve.components.map((logs) => polyline(pathOf(logs), componentStyle)),
    polyline(density, densityStyle),
    ...groups.map(({ points, colour }, g) => {
      const from = round(base + 2 + g * rug);
      const strokes = Array.from(points, (value) => `M${round(x(value))} ${from}v${rug - 3}`);
      return `<path d="${strokes.join("")}" stroke="${colour}" stroke-opacity="0.6"/>`;
    }),
  ];
  const lines: LegendLine[] = [
    { sign: stroke(densityStyle), words: "the density" },
    ...(curve.components.length === 0
      ? []
      : [{ sign: stroke(componentStyle), words: "its components" }]),
    ...groups.map(({ label, colour }) => ({
      sign: `<path d="M-8 -4v8M-3 -4v8M0 -4v8M6 -4v8" stroke="${colour}"/>`,
      words: label === undefined ? "rows of data" : fitted(label, 18),
    })),
  ];
  return {
    content: [
      axes,
      clipped(box, content.join("\n")),
      legend([left + curveWidth + 16, frame + 12], lines),
    ],
    height: head + height + room + 48,
    notes: [
      ...notSingly(curve.notDrawn, curve.notDrawn + curve.components.length),
      ...(curve.isLogarithmic ? ["Densities differ so much that their axis is logarithmic."] : []),
      ...passedOverSentence(curve.passedOver),
    ],
  };
}

const densityStyle = `stroke="${palette.black}" stroke-width="1.8"`;
const componentStyle = `stroke="${palette.blue}" stroke-width="1.2"`;

/** The marks of the axis of densities. */
function heightTicks(curve: Curve, range: Range) {
  return curve.isLogarithmic ? powerTicks(range, 6).ticks : linearTicks(range, 5).ticks;
}

/** Of the points of a curve within each pixel the first, the highest, the lowest and the last: the others cannot be seen. */
function perPixel(xs: readonly number[], ys: readonly number[]): [number, number][] {
  const kept: [number, number][] = [];
  for (let from = 0; from < xs.length;) {
    let to = from, highest = from, lowest = from;
    while (to < xs.length && Math.floor(xs[to]!) === Math.floor(xs[from]!)) {
      if (ys[to]! < ys[highest]!) highest = to;
      if (ys[to]! > ys[lowest]!) lowest = to;
      to++;
    }
    const seen = [...new Set([from, highest, lowest, to - 1])].sort((a, b) => a - b);
    kept.push(...seen.map((t): [number, number] => [xs[t]!, ys[t]!]));
    from = to;
  }
  return kept;
}
