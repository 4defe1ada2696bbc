/** The results as a picture: how many times as long a peer takes, on a logarithmic scale, with a mark at the target. */
import { palette, picture, round, text } from "../../src/picture/svg.ts";
import type { Line } from "./contest.ts";
import { figure, type Report } from "./report.ts";

const width = 900, labels = 430, right = 56, top = 74, row = 26;

/** The lines with a target, on the most threads that were measured, as a picture in SVG. */
export function chart({ machine, lines }: Report): string {
  const threads = Math.max(...lines.map((line) => line.threads));
  const shown = lines.filter((line): line is Line & { ratio: number; target: number } =>
    line.threads === threads && line.ratio !== undefined && line.target !== undefined
  );
  const all = shown.flatMap(({ ratio, target }) => [ratio, target, 1]);
  const low = Math.floor(Math.log10(Math.min(1, ...all)));
  const high = Math.ceil(Math.log10(Math.max(10, ...all)));
  const x = (ratio: number) =>
    labels + (Math.log10(ratio) - low) / (high - low) * (width - labels - right);
  const bottom = top + row * shown.length;
  const ticks = Array.from({ length: high - low + 1 }, (_, t) => 10 ** (low + t));
  const content = [
    text(16, 28, "How many times as long the others take", { size: 18, weight: 600 }),
    text(16, 48, `${threads} threads, d = 10; ${machine.processor}, ${machine.date}`, {
      fill: palette.grey,
    }),
    ...ticks.flatMap((tick) => [
      `<path d="M${round(x(tick))} ${top - 4}V${bottom}" stroke="${
        tick === 1 ? "#999999" : "#e8e8e8"
      }"/>`,
      text(x(tick), bottom + 16, `${tick}×`, { anchor: "middle", fill: palette.grey }),
    ]),
    ...shown.flatMap(({ work, peer, ratio, target }, t) => {
      const y = top + t * row;
      const from = Math.min(x(1), x(ratio)), to = Math.max(x(1), x(ratio));
      const colour = ratio >= target ? palette.blue : palette.orange;
      return [
        text(labels - 12, y + 11, work, { anchor: "end", size: 11 }),
        text(labels - 12, y + 22, peer, { anchor: "end", size: 9.5, fill: palette.grey }),
        `<rect x="${round(from)}" y="${y + 5}" width="${
          round(Math.max(1, to - from))
        }" height="15" fill="${colour}"/>`,
        `<path d="M${round(x(target))} ${y + 2}V${
          y + 23
        }" stroke="${palette.black}" stroke-width="2"/>`,
        text(Math.max(to, x(target)) + 6, y + 17, `${figure(ratio)}×`, { size: 11 }),
      ];
    }),
    text(labels, bottom + 36, "black marks: the targets; orange: not reached", {
      fill: palette.grey,
    }),
  ];
  const description = `Bars of the ratios of ${shown.length} comparisons, from ` +
    `${figure(Math.min(...shown.map(({ ratio }) => ratio)))} to ` +
    `${figure(Math.max(...shown.map(({ ratio }) => ratio)))}`;
  return picture([width, bottom + 50], { title: description }, content);
}
