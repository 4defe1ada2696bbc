/** A bracket with all estimates and bounds, a line for each, as a picture. */
import { palette, panel, type PanelOptions, round, text } from "../../picture/svg.ts";
import { type Ladder, rangeOfLadder, type Rung } from "./ladder.ts";
import type { Part } from "./part.ts";
import { axisTitle, linearTicks } from "./ticks.ts";

const left = 166, width = 400, row = 22, head = 30;

/** What a line is, by colour and sign: they differ in both, for those who see no colours. */
const styles: { readonly [K in Rung["kind"]]: { readonly colour: string; readonly sign: string } } =
  {
    // they point to where the truth is
    "lower bound": { colour: palette.blue, sign: "M-4 -6L6 0L-4 6Z" },
    "upper bound": { colour: palette.vermilion, sign: "M4 -6L-6 0L4 6Z" },
    "answer": { colour: "#7a6010", sign: "M0 -7L5 0L0 7L-5 0ZM-7 -1H7V1H-7Z" },
    "estimate": { colour: palette.black, sign: "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z" },
    "estimate of the data": { colour: "#6b6b6b", sign: "M0 -6L6 0L0 6L-6 0Z" },
  };

/** The bracket as a band behind the lines of all that is known. */
export function ladderPart(ladder: Ladder, { top }: { top: number }): Part {
  const { rungs, lower, upper, of, unit } = ladder;
  const frame = top + head, range = rangeOfLadder(ladder), xs = linearTicks(range, 6);
  const box: PanelOptions["box"] = [left, frame, width, row * rungs.length + 8];
  const { axes, x } = panel({
    box,
    x: range,
    y: [0, 1],
    xTicks: xs.ticks,
    yTicks: [],
    xLabel: axisTitle(`${of} in ${unit}`, xs),
  });
  const within = (value: number) => Math.min(left + width, Math.max(left, x(value)));
  const bottom = frame + box[3];
  const from = within(lower ?? -Infinity), to = within(upper ?? Infinity);
  const isBracketed = lower !== undefined || upper !== undefined;
  const band = !isBracketed ? [] : [
    `<rect x="${round(from)}" y="${frame}" width="${round(Math.max(to - from, 1))}" height="${
      box[3]
    }" fill="#f3e3b3"/>`,
    ...[lower, upper].flatMap((end) =>
      end === undefined || end < range[0] || end > range[1]
        ? []
        : [`<path d="M${round(x(end))} ${frame}V${bottom}" stroke="#9a7b1c"/>`]
    ),
    text((from + to) / 2, frame - 8, "the bracket", {
      anchor: "middle",
      fill: "#7a6010",
      size: 11,
    }),
  ];
  return {
    content: [
      axes,
      ...band,
      ...rungs.map((rung, t) => rungLine(rung, frame + 4 + row * (t + 0.5), x, within)),
    ],
    height: head + box[3] + 48,
    notes: [],
  };
}

/** One line: its name, its sign in its place, and its value. */
function rungLine(
  { name, value, kind, standardError = 0, printed }: Rung,
  y: number,
  x: (value: number) => number,
  within: (value: number) => number,
): string {
  const { colour, sign } = styles[kind], place = x(value);
  const isInside = Math.abs(within(value) - place) < 0.5;
  const error = standardError > 0
    ? `<path d="M${round(within(value - standardError))} ${round(y)}H${
      round(within(value + standardError))
    }" stroke="${colour}" stroke-width="2"/>`
    : "";
  const mark = isInside
    ? `<path d="${sign}" transform="translate(${round(place)} ${round(y)})" fill="${colour}"/>`
    : beyondSign(place > left, y, colour);
  return `<path d="M${left} ${round(y)}H${left + width}" stroke="#eeeeee"/>${error}${mark}` +
    text(left - 10, y + 4, name, { anchor: "end", fill: colour }) +
    text(left + width + 12, y + 4, printed, { fill: colour });
}

/** Two small angles at the edge: what is meant lies beyond it. */
function beyondSign(isRight: boolean, y: number, colour: string): string {
  const [edge, step] = isRight ? [left + width - 4, -5] : [left + 4, 5];
  const angle = (at: number) =>
    `M${at + step} ${round(y - 4)}L${at} ${round(y)}L${at + step} ${round(y + 4)}`;
  return `<path d="${angle(edge)}${
    angle(edge + step)
  }" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

/** What the signs of the lines mean, for those that occur. */
export function ladderLegend(
  ladders: readonly Ladder[],
): readonly { readonly sign: string; readonly words: string }[] {
  const kinds = new Set(ladders.flatMap(({ rungs }) => rungs.map(({ kind }) => kind)));
  const words: { readonly [K in Rung["kind"]]: string } = {
    "lower bound": "lower bound: the truth lies to the right",
    "upper bound": "upper bound: the truth lies to the left",
    "answer": "the answer, and by how much it may be wrong",
    "estimate": "estimate, which proves nothing",
    "estimate of the data": "estimate of another number: the entropy of the data",
  };
  return (Object.keys(styles) as Rung["kind"][]).filter((kind) => kinds.has(kind)).map((kind) => ({
    sign: `<path d="${styles[kind].sign}" fill="${styles[kind].colour}"/>`,
    words: words[kind],
  }));
}
