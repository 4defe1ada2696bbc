/** The density of a mixture in the plane, as a picture. */
// @ts-types="npm:@types/d3-contour@^3.0.6"
import { contours } from "d3-contour";
import { clipped, palette, panel, type PanelOptions, round } from "../../picture/svg.ts";
import { type DensityMap, ellipseIn } from "./density_map.ts";
import type { Outlines } from "./outlines.ts";
import { fitted, legend, type LegendLine, swatch } from "./legend.ts";
import { narrowSentence, notSingly } from "./sentences.ts";
import type { Part } from "./part.ts";
import type { Clouds } from "./points.ts";
import { axisTitle, linearTicks } from "./ticks.ts";

/** How many pixels wide and high the map is. */
export const mapSize = [520, 400] as const;
const left = 86, head = 12;

/** From the widest region to the densest; in grey below points that have colours of their own. */
const blues = ["#e3eef7", "#bcd6ea", "#86b7da", "#4f93c4"];
const greys = ["#f0f0f0", "#dcdcdc", "#c6c6c6", "#acacac"];

/** How many components are drawn for themselves at most, and what weight they need if there are more. */
const mostOutlines = 60, leastWeight = 0.004;

/** What is drawn of a density in the plane: its densest regions, its components and the data as points. */
export function mapPart(
  map: DensityMap,
  { top, names, clouds }: {
    top: number;
    names: readonly [string, string];
    clouds: Clouds | undefined;
  },
): Part {
  const frame = top + head;
  const box: PanelOptions["box"] = [left, frame, ...mapSize];
  const xs = linearTicks(map.ranges[0], 7), ys = linearTicks(map.ranges[1], 6);
  const { axes, x, y } = panel({
    box,
    x: map.ranges[0],
    y: map.ranges[1],
    xTicks: xs.ticks,
    yTicks: ys.ticks,
    xLabel: axisTitle(names[0], xs),
    yLabel: axisTitle(names[1], ys),
  });
  const { outlines, narrow } = map, { heaviest, weights } = outlines;
  const drawn = heaviest.length <= mostOutlines
    ? heaviest
    : heaviest.slice(0, mostOutlines).filter((i) => weights[i]! >= leastWeight);
  const groups = clouds?.clouds ?? [];
  const fills = groups.some(({ label }) => label !== undefined) ? greys : blues;
  const content = [
    ...regionPaths(map, frame, fills),
    `<g fill="none" stroke="${palette.black}" stroke-opacity="0.75">`,
    ...drawn.map((i) => outline(map, i, x, y)),
    `</g>`,
    `<g stroke-linecap="round" stroke-width="3.6" stroke-opacity="0.75">`,
    ...groups.map(({ points, colour }) => {
      const dots = Array.from(
        { length: points.length / 2 },
        (_, r) => `M${round(x(points[2 * r]!))} ${round(y(points[2 * r + 1]!))}h0`,
      );
      return `<path d="${dots.join("")}" stroke="${colour}"/>`;
    }),
    `</g>`,
  ];
  return {
    content: [
      axes,
      clipped(box, content.join("\n")),
      legend(
        [left + mapSize[0] + 16, frame + 12],
        legendOf(map, { fills, isOutlined: drawn.length > 0, clouds }),
      ),
    ],
    height: head + mapSize[1] + 48,
    notes: [
      ...notSingly(heaviest.length - drawn.length, heaviest.length),
      ...narrowSentence(narrow),
    ],
  };
}

/** The densest regions as areas, the widest first. */
function regionPaths(map: DensityMap, frame: number, fills: readonly string[]): string[] {
  const { columns, rows, density, regions } = map;
  const [width, height] = mapSize;
  const place = (c: number, r: number) =>
    `${round(left + c / columns * width)} ${round(frame + height - r / rows * height)}`;
  const grid = contours().size([columns, rows]);
  return regions.map((region, t) => {
    const { coordinates } = grid.contour(Array.from(density), region.threshold);
    const rings = coordinates.flat().map((ring) =>
      `M${ring.slice(0, -1).map(([c, r]) => place(c!, r!)).join("L")}Z`
    );
    return `<path d="${rings.join("")}" fill="${fillOf(t, regions.length, fills)}"/>`;
  });
}

/** The darkest fill is that of the densest region. */
function fillOf(t: number, count: number, fills: readonly string[]): string {
  return fills[fills.length - count + t]!;
}

/** The least half axis, in pixels, of what shall be seen. */
const leastRadius = 1.6;

/** One component: its ellipse of one standard deviation, or as wide as that of a Gaussian would be; or its box. */
function outline(
  { outlines, ranges }: DensityMap,
  i: number,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const { centers, familyOf, reach } = outlines;
  const cx = x(centers[2 * i]!), cy = y(centers[2 * i + 1]!);
  const [fx, fy] = ranges.map(([low, high], a) => mapSize[a]! / (high - low)) as [number, number];
  if (familyOf(i) === "uniform") {
    const [w, h] = [reach(i, 0) * fx, reach(i, 1) * fy].map((half) => Math.max(half, leastRadius));
    return `<rect x="${round(cx - w!)}" y="${round(cy - h!)}" width="${round(2 * w!)}" height="${
      round(2 * h!)
    }"/>`;
  }
  // pixels run downwards
  const { angle, ...radii } = ellipseIn(outlines, i, [fx, -fy]);
  const [rx, ry] = [radii.rx, radii.ry].map((radius) => round(Math.max(radius, leastRadius)));
  const turn = rx === ry ? "" : ` rotate(${round(angle * 180 / Math.PI)})`;
  return `<ellipse rx="${rx}" ry="${ry}" transform="translate(${round(cx)} ${round(cy)})${turn}"/>`;
}

function legendOf(
  map: DensityMap,
  { fills, isOutlined, clouds }: {
    fills: readonly string[];
    isOutlined: boolean;
    clouds: Clouds | undefined;
  },
): LegendLine[] {
  const { regions, outlines } = map, edge = `fill="none" stroke="${palette.black}"`;
  return [
    ...regions.map(({ share }, t) => ({
      sign: swatch(`fill="${fillOf(t, regions.length, fills)}" stroke="#999999"`),
      words: `densest ${Math.round(100 * share)} %`,
    })).reverse(),
    ...(isOutlined ? outlineLegend(outlines, edge) : []),
    ...(clouds?.clouds ?? []).map(({ label, colour }) => ({
      sign: `<circle r="3" fill="${colour}"/>`,
      words: label === undefined ? "a row of data" : fitted(label, 18),
    })),
  ];
}

/** What the outlines of components are: 68 % along each axis is what a Gaussian has within a standard deviation. */
function outlineLegend({ parts }: Outlines, edge: string): LegendLine[] {
  const families = parts.map(({ family }) => family);
  const ellipse = `<ellipse rx="11" ry="6" ${edge}/>`;
  const isGaussian = families.every((family) => family === "gaussian" || family === "uniform");
  const words = isGaussian ? "a component, to 1 σ" : "68 % of one, by axis";
  return [
    ...families.some((family) => family !== "uniform") ? [{ sign: ellipse, words }] : [],
    ...families.includes("uniform") ? [{ sign: swatch(edge), words: "a component's box" }] : [],
  ];
}
