/** A report drawn in text: the density where d ≤ 2, and the bracket. */
import { shown } from "../../expr/quote.ts";
import type { Report } from "../report.ts";
import { width as widthOf } from "../text_table.ts";
import { type Curve, curveOf, curveScale } from "./curve.ts";
import { type DensityMap, densityMap } from "./density_map.ts";
import { outlinesOf } from "./outlines.ts";
import { type Ladder, laddersOf, rangeOfLadder, type Rung } from "./ladder.ts";
import { outsideSentence, undrawable } from "./sentences.ts";
import { isDrawable, type Range } from "./view.ts";

/** How wide drawings are at least and at most, and how much of a line stands beside them. */
const least = 24, most = 64, beside = 24;
/** How high a curve and a map are, in lines. */
const curveLines = 8, mapLines = 16;

/** The drawings, one below the other, for a terminal of so many columns. */
export async function terminalPlotOf(
  report: Report,
  { columns, threads }: { readonly columns: number; readonly threads: number | undefined },
): Promise<string> {
  const wide = Math.max(least, Math.min(most, columns - beside));
  const { mixture, data } = report.source;
  const names = (data?.columns ?? ["x₁", "x₂"]).map((name) => shown(name, wide / 2));
  const parts: string[][] = [];
  if (mixture.dimension <= 2 && !isDrawable(outlinesOf(mixture))) parts.push([`  ${undrawable}`]);
  else if (mixture.dimension === 1) {
    parts.push(
      curveText(await curveOf(mixture, wide, threads), data === undefined ? "x" : names[0]!, wide),
    );
  } else if (mixture.dimension === 2) {
    parts.push(mapText(await densityMap(mixture, [wide, mapLines], threads), names));
  }
  for (const ladder of laddersOf(report)) {
    if (ladder.rungs.length > 0) parts.push(ladderText(ladder, wide));
  }
  return parts.map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join("")).join("\n");
}

const eighths = " ▁▂▃▄▅▆▇█";

/** The curve as an area, by eighths of a line; a column is as high as the highest place in it. */
function curveText(curve: Curve, name: string, wide: number): string[] {
  const [low, high] = curve.range, { of, range: [bottom, top] } = curveScale(curve);
  const heights = new Array<number>(wide).fill(0);
  curve.points.forEach((x, t) => {
    const c = Math.min(wide - 1, Math.floor((x - low) / (high - low) * wide));
    const height = (of(curve.logs[t]!) - bottom) / (top - bottom);
    heights[c] = Math.max(heights[c]!, height);
  });
  const lines = Array.from({ length: curveLines }, (_, t) => {
    const below = curveLines - 1 - t;
    return "  " + heights.map((height) => {
      const eighth = Math.round(8 * (height * curveLines - below));
      return eighths[Math.max(0, Math.min(8, eighth))];
    }).join("");
  });
  const scale = curve.isLogarithmic ? "the density, on a logarithmic scale" : "the density";
  return [
    `  ${scale}`,
    ...lines,
    ...axis(curve.range, name, wide, 2),
    ...outsideLines(curve.outside),
  ];
}

/** From the widest region to the densest. */
const shades = "░▒▓█";

/** The densest regions in shades. */
function mapText(map: DensityMap, names: readonly string[]): string[] {
  const { columns, rows, density, regions, ranges: [xs, [low, high]] } = map;
  const shadeOf = (value: number) => {
    const within = regions.findLastIndex(({ threshold }) => value >= threshold);
    return within < 0 ? " " : shades[shades.length - regions.length + within]!;
  };
  const lines = Array.from({ length: rows }, (_, t) => {
    const from = (rows - 1 - t) * columns;
    const label = t === 0 ? short(high) : t === rows - 1 ? short(low) : "";
    return `  │${Array.from(density.subarray(from, from + columns), shadeOf).join("")}│ ${label}`;
  });
  const key = regions.map(({ share }, t) =>
    `${shades[shades.length - regions.length + t]} ${Math.round(100 * share)} %`
  ).reverse().join("  ");
  return [
    `  the densest ${key}`,
    `  ${names[1]} upwards`,
    ...lines,
    ...axis(xs, names[0]!, columns, 3),
    ...outsideLines(map.outside),
  ];
}

function outsideLines(count: number): string[] {
  return outsideSentence(count).map((line) => `  ${line}`);
}

/** A line of an axis: its first value, its name and its last value. */
function axis([low, high]: Range, name: string, wide: number, indent: number): string[] {
  const [left, right] = [short(low), short(high)], blank = " ".repeat(indent);
  const room = wide - left.length - right.length - widthOf(name);
  const before = Math.max(1, Math.floor(room / 2)), after = Math.max(1, room - before);
  return [
    `${blank}${"─".repeat(wide)}`,
    `${blank}${left}${" ".repeat(before)}${name}${" ".repeat(after)}${right}`,
  ];
}

/** Four digits tell where an axis begins and ends. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const signs: { readonly [K in Rung["kind"]]: string } = {
  "lower bound": "▶",
  "upper bound": "◀",
  "answer": "◆",
  "estimate": "●",
  "estimate of the data": "◇",
};

/** Words side by side, in as many lines as that takes. */
function inLines(words: readonly string[], wide: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ""}  ${word}`;
    if (lines.length > 0 && widthOf(longer) <= wide) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** A line for each bound and estimate; the bracket is dotted. */
function ladderText(ladder: Ladder, wide: number): string[] {
  const { rungs, lower = -Infinity, upper = Infinity, of, unit } = ladder;
  const range = rangeOfLadder(ladder), [low, high] = range;
  const place = (value: number) => Math.floor((value - low) / (high - low) * wide);
  const isBracketed = lower > -Infinity || upper < Infinity;
  const names = Math.max(...rungs.map(({ name }) => widthOf(name)));
  const lines = rungs.map(({ name, value, kind }) => {
    const track: string[] = Array.from(
      { length: wide },
      (_, c) => isBracketed && c >= place(lower) && c <= place(upper) ? "·" : " ",
    );
    const at = place(value);
    if (at < 0) track[0] = "«";
    else if (at >= wide) track[wide - 1] = "»";
    else track[at] = signs[kind];
    return `  ${name}${" ".repeat(names - widthOf(name))} ${track.join("")}`;
  });
  const kinds = new Set(rungs.map(({ kind }) => kind));
  const key = (Object.keys(signs) as Rung["kind"][]).filter((kind) => kinds.has(kind))
    .map((kind) => `${signs[kind]} ${kind.replace("estimate of", "of")}`);
  return [
    ...inLines([...key, ...(isBracketed ? ["··· the bracket"] : [])], wide + names + 3),
    ...lines,
    ...axis(range, `${of} in ${unit}`, wide, names + 3),
  ];
}
