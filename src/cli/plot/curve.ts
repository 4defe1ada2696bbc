/** The density of a mixture on the line, at points that show what it has of peaks and edges. */
import type { OneMixture } from "../one_mixture.ts";
import { logDensities, logDensitiesOf } from "./log_density.ts";
import { type Outlines, outlinesOf } from "./outlines.ts";
import { countOutside, type Range, rangeOf } from "./view.ts";

/** A density along the line. */
export interface Curve {
  readonly range: Range;
  /** Ascending, closer where there are narrow components. */
  readonly points: Float64Array;
  /** ln p at each of them. */
  readonly logs: Float64Array;
  /** ln cⱼ pⱼ of the components that are heavy enough to be seen. */
  readonly components: readonly Float64Array[];
  /** Whether heights are so different that only their logarithms can be seen, and the least of them that matters. */
  readonly isLogarithmic: boolean;
  readonly leastLog: number;
  readonly greatestLog: number;
  /** Components that are not drawn for themselves, and those whose middle lies outside. */
  readonly notDrawn: number;
  readonly outside: number;
  /** Narrow components that are so many that their peaks were not all looked at. */
  readonly passedOver: number;
}

/** How many components are drawn for themselves at most, and what weight they need if there are more. */
const mostCurves = 24, leastWeight = 0.01;
/** Pairs of a point and a component that take about two seconds. */
const mostPairs = 1e9;
/** Where a narrow component is looked at that is no box, in standard deviations of a Gaussian, or as far as others reach. */
const places = [0, 0.4, 0.8, 1.2, 1.6, 2, 2.5, 3, 4, 6];

/** The density, looked at in `pixels` places and wherever a component is narrower than they can show. */
export async function curveOf(
  mixture: OneMixture,
  pixels: number,
  threads?: number,
): Promise<Curve> {
  const outlines = outlinesOf(mixture), range = rangeOf(outlines, 0);
  const { points, passedOver } = pointsOf(outlines, range, pixels);
  const logs = await logDensities(mixture, points, threads);
  const drawn = seen(outlines);
  const components = await logDensitiesOf(outlines, drawn, points);
  return {
    ...{ range, points, logs, components },
    ...heights(points, logs),
    notDrawn: outlines.heaviest.length - drawn.length,
    ...{ passedOver, outside: countOutside(outlines, [range]) },
  };
}

/** The components that are drawn for themselves. */
export function seen({ weights, heaviest }: Outlines): readonly number[] {
  if (heaviest.length <= mostCurves) return heaviest;
  return heaviest.slice(0, mostCurves).filter((i) => weights[i]! >= leastWeight);
}

function pointsOf(outlines: Outlines, [low, high]: Range, pixels: number) {
  const { k, centers, heaviest, reach, familyOf } = outlines;
  const step = (high - low) / pixels;
  const points = Array.from({ length: pixels + 1 }, (_, t) => low + t * step);
  const most = Math.min(mostPairs / k, 40 * pixels) - points.length;
  let added = 0, passedOver = 0;
  for (const i of heaviest) {
    const center = centers[i]!, width = reach(i, 0), family = familyOf(i);
    const isWide = family !== "uniform" && width > 4 * step;
    if (isWide && family !== "laplace") continue;
    const own = isWide
      // the point of the peak, which pixels would cut off
      ? [center]
      : family !== "uniform"
      ? places.flatMap((z) => [center - z * width, center + z * width])
      // boxes are closed, so an edge belongs to the box
      : [-1, 1].flatMap((side) => {
        const edge = center + side * width;
        return [edge, beside(edge, side, width), beside(edge, -side, width)];
      });
    if (added + own.length > most) {
      passedOver++;
      continue;
    }
    added += own.length;
    points.push(...own.filter((x) => x > low && x < high));
  }
  return { points: Float64Array.from(new Set(points)).sort(), passedOver };
}

/** A number just beside another, as far as its digits allow. */
function beside(value: number, side: number, width: number): number {
  return value + side * Math.max(width * 1e-9, Math.abs(value) * 2 ** -51);
}

/** The share of the mass that may lie too low on a linear scale to be seen, and how low that is. */
const unseen = 0.05, low = 1 / 200;

/** Which heights are to be shown, and on which scale. */
function heights(points: Float64Array, logs: Float64Array) {
  const greatestLog = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  // the mass of each interval, by trapezia of p less its maximum, and its height
  const intervals = Array.from(points.subarray(1), (x, t) => {
    const [from, to] = [Math.exp(logs[t]! - greatestLog), Math.exp(logs[t + 1]! - greatestLog)];
    return { mass: (from + to) / 2 * (x - points[t]!), height: Math.max(from, to) };
  }).sort((a, b) => a.height - b.height);
  const total = intervals.reduce((sum, { mass }) => sum + mass, 0);
  const below = (height: number) =>
    intervals.reduce((sum, one) => one.height < height ? sum + one.mass : sum, 0);
  let passed = 0;
  const least = intervals.find(({ mass }) => (passed += mass) > 1e-3 * total);
  return {
    greatestLog,
    isLogarithmic: below(low) > unseen * total,
    leastLog: greatestLog + Math.log(least?.height ?? 1),
  };
}

/** How a height is placed along an axis, from its logarithm, and where that axis begins and ends. */
export function curveScale(
  { isLogarithmic, leastLog, greatestLog }: Curve,
): { readonly range: Range; readonly of: (log: number) => number } {
  if (!isLogarithmic) return { range: [0, 1.06 * Math.exp(greatestLog)], of: Math.exp };
  return {
    range: [Math.floor(leastLog / Math.LN10 - 0.5), Math.ceil(greatestLog / Math.LN10 + 0.05)],
    of: (log) => log / Math.LN10,
  };
}
