/** Which rows of data are drawn, and in which colour. */
import { palette } from "../../picture/svg.ts";
import type { Data } from "../rows.ts";

/** Rows that are drawn alike. */
export interface Cloud {
  /** Their label; undefined if the rows have none. */
  readonly label: string | undefined;
  readonly colour: string;
  /** [n, d]. */
  readonly points: Float64Array;
}

/** Rows of data to be drawn. */
export interface Clouds {
  readonly clouds: readonly Cloud[];
  /** How many rows are drawn, and of how many. */
  readonly drawn: number;
  readonly rows: number;
}

/** How many rows are drawn, and in how many colours. */
const mostRows = 2000, mostColours = 6;
/** Colours that are told apart by most eyes, also upon blue; what is left of the labels is grey. */
const colours = [
  ...[palette.vermilion, palette.blue, palette.orange, palette.green, palette.purple],
  palette.black,
];

/** The rows as clouds, one for each label; of many rows, every second or third and so on. */
export function cloudsOf({ sample: { values, n, d }, grouping }: Data): Clouds {
  const every = Math.ceil(n / mostRows);
  const groups = grouping === undefined
    ? [{ label: undefined, points: values }]
    : [...grouping.groups].sort((a, b) => b.rows - a.rows);
  const clouds = groups.map(({ label, points }, g): Cloud => ({
    label: g < mostColours ? label : "other labels",
    colour: grouping === undefined ? palette.black : g < mostColours ? colours[g]! : palette.grey,
    points: thinned(points, d, every),
  }));
  const drawn = clouds.reduce((sum, { points }) => sum + points.length / d, 0);
  return { clouds: clouds.filter(({ points }) => points.length > 0), drawn, rows: n };
}

function thinned(points: Float64Array, d: number, every: number): Float64Array {
  if (every === 1) return points;
  const rows = Math.floor(points.length / d / every), kept = new Float64Array(rows * d);
  for (let r = 0; r < rows; r++) {
    kept.set(points.subarray(r * every * d, (r * every + 1) * d), r * d);
  }
  return kept;
}
