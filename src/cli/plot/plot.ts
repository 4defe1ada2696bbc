/** `--plot out.svg`: a report as a picture. */
import { picture, text } from "../../picture/svg.ts";
import { headline } from "../headline.ts";
import type { Report } from "../report.ts";
import { ofTheEstimate, titleLine } from "../table.ts";
import { curveOf } from "./curve.ts";
import { curvePart, curveWidth } from "./curve_part.ts";
import { densityMap } from "./density_map.ts";
import { laddersOf } from "./ladder.ts";
import { ladderLegend, ladderPart } from "./ladder_part.ts";
import { fitted, legend } from "./legend.ts";
import { mapPart, mapSize } from "./map_part.ts";
import { outlinesOf } from "./outlines.ts";
import type { Part } from "./part.ts";
import { type Clouds, cloudsOf } from "./points.ts";
import { outsideSentence, thinnedSentence, undrawable } from "./sentences.ts";
import { isDrawable } from "./view.ts";

const quiet = "#555555";
/** A title of more letters is written smaller: one of all families has about 100. */
const longTitle = 85;
const width = 790, margin = 24, noteHeight = 17;

/** A report as SVG: for d ≤ 2 the density, and always the bracket with all that is known; computed by so many threads at most. */
export async function plotOf(report: Report, threads?: number): Promise<string> {
  const { source, unit, answer } = report;
  const clouds = source.data && cloudsOf(source.data);
  const title = titleLine(source);
  const from = `from ${fitted(source.name, 110)}`;
  const claim = headline(answer, unit);
  const content = [
    text(margin, 32, title, { size: title.length > longTitle ? 13 : 15, weight: 600 }),
    text(margin, 50, from, { size: 11, fill: quiet }),
    text(margin, 74, claim, { size: 13 }),
  ];
  let top = 88;
  const notes: string[] = [];
  const add = (part: Part) => {
    content.push(...part.content);
    notes.push(...part.notes);
    top += part.height;
  };
  const density = await densityPart(report, { top, clouds, threads });
  if (density !== undefined) add(density);
  const ladders = laddersOf(report).filter(({ rungs }) => rungs.length > 0);
  for (const ladder of ladders) add(ladderPart(ladder, { top }));
  const signs = ladderLegend(ladders);
  content.push(legend([margin, top + 16], signs));
  top += 20 * signs.length + 12;
  if (source.data !== undefined) notes.push(`${ofTheEstimate({ ofData: [] })}.`);
  content.push(
    ...notes.map((note, t) =>
      text(margin, top + 14 + t * noteHeight, note, { size: 11, fill: quiet })
    ),
  );
  const height = top + noteHeight * notes.length + 16;
  return picture(
    [width, height],
    { title: `${title}, ${from}. ${claim}`, description: told(report) },
    content,
  );
}

async function densityPart(
  { source: { mixture, data } }: Report,
  { top, clouds, threads }: {
    top: number;
    clouds: Clouds | undefined;
    threads: number | undefined;
  },
): Promise<Part | undefined> {
  const names = (data?.columns ?? ["x₁", "x₂"]).map((name) => fitted(name, 40));
  const more = (outside: number) => [
    ...(clouds === undefined ? [] : thinnedSentence(clouds.drawn, clouds.rows)),
    ...outsideSentence(outside),
  ];
  if (mixture.dimension > 2) return undefined;
  if (!isDrawable(outlinesOf(mixture))) return { content: [], height: 0, notes: [undrawable] };
  if (mixture.dimension === 1) {
    const curve = await curveOf(mixture, curveWidth, threads);
    const name = data === undefined ? "x" : names[0]!;
    const part = curvePart(curve, { top, name, clouds });
    return { ...part, notes: [...part.notes, ...more(curve.outside)] };
  }
  const map = await densityMap(mixture, cells(mixture.components), threads);
  const part = mapPart(map, { top, names: [names[0]!, names[1]!], clouds });
  return { ...part, notes: [...part.notes, ...more(map.outside)] };
}

/** Two pixels a cell, or four where there are many components. */
function cells(components: number): readonly [number, number] {
  const pixels = components > 1000 ? 4 : 2;
  return [mapSize[0] / pixels, mapSize[1] / pixels];
}

/** All values in words. */
function told(report: Report): string {
  return laddersOf(report).flatMap(({ of, unit, rungs }) =>
    rungs.map(({ name, kind, printed }) => `${of} by ${name}, ${kind}: ${printed} ${unit}`)
  ).join(". ");
}
