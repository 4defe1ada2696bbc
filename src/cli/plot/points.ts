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

/** The rows as clouds, one for each of the labels that most rows have; of many rows, every second or third and so on. */
export function cloudsOf({ sample: { values, n, d }, grouping }: Data): Clouds {
  const every = Math.ceil(n / mostRows);
  const cloud = (label: string | undefined, colour: string, points: Float64Array): Cloud => ({
    ...{ label, colour },
    points: thinned(points, d, every),
  });
  const clouds: Cloud[] = [];
  if (grouping === undefined) clouds.push(cloud(undefined, palette.black, values));
  else {
    const groups = [...grouping.groups].sort((a, b) => b.rows - a.rows);
    const own = groups.length > mostColours ? mostColours - 1 : groups.length;
    groups.slice(0, own).forEach(({ label, points }, g) =>
      clouds.push(cloud(label, colours[g]!, points))
    );
    const others = groups.slice(own);
    if (others.length > 0) {
      const points = joined(others.map(({ points }) => points));
      clouds.push(cloud(`${others.length.toLocaleString("en-US")} others`, palette.grey, points));
    }
  }
  const drawn = clouds.reduce((sum, { points }) => sum + points.length / d, 0);
  return { clouds: clouds.filter(({ points }) => points.length > 0), drawn, rows: n };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function thinned(points: Float64Array, d: number, every: number): Float64Array {
  if (every === 1) return points;
  const rows = Math.floor(points.length / d / every), kept = new Float64Array(rows * d);
  for (let r = 0; r < rows; r++) {
    kept.set(points.subarray(r * every * d, (r * every + 1) * d), r * d);
  }
  return kept;
}
