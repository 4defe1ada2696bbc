/**
 * The entropy of nine unit Gaussians on a grid that grows, between its bounds: those by pairwise distances (Kolchinsky & Tracey
 * 2017), and all of `entropyBounds` together. A batch of mixtures, one for each distance, in one evaluation. The true entropy is
 * an integral that the script computes.
 *
 *     deno task example:bounds
 */
import { entropyBounds, evaluate, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
import {
  palette,
  panel,
  type PanelOptions,
  picture,
  polyline,
  round,
  text,
} from "../src/picture/svg.ts";

/** Bounds in nats, one number for each distance. */
export type Bounds = {
  readonly distances: Float64Array;
  readonly truth: Float64Array;
  readonly bhattacharyya: Float64Array;
  readonly kl: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
};

/** The bounds at `steps` + 1 distances from 0 to 8 between neighbours. */
export async function boundsByDistance(steps: number): Promise<Bounds> {
  const distances = Float64Array.from({ length: steps + 1 }, (_, s) => 8 * s / steps);
  const line = [-1, 0, 1], grid = line.flatMap((x) => line.map((y) => [x, y]));
  // [b, 9, 2]: the leading axis of the means makes a batch of mixtures
  const p = gaussianMixture({
    means: Array.from(distances, (t) => grid.map((point) => point.map((x) => t * x))),
    variance: 1,
  });
  const { lower, upper } = entropyBounds(p);
  const values = await evaluate({
    ...{ lower, upper },
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    kl: pairwiseEntropy(p, { distance: "kl" }),
  });
  return {
    distances,
    // a grid is a product of two lines, and their entropies add up
    truth: distances.map((t) => 2 * lineEntropy(line.map((x) => t * x))),
    bhattacharyya: values.bhattacharyya.data,
    kl: values.kl.data,
    lower: values.lower.data,
    upper: values.upper.data,
  };
}

/** −∫ p ln p for unit Gaussians of equal weight on a line, by Simpson's rule: far past 10⁻⁹ for so smooth a function. */
export function lineEntropy(means: readonly number[]): number {
  const from = Math.min(...means) - 10, intervals = 2000;
  const step = (Math.max(...means) + 10 - from) / intervals;
  const weight = 1 / (means.length * Math.sqrt(2 * Math.PI));
  let total = 0;
  for (let n = 0; n <= intervals; n++) {
    const x = from + n * step;
    const density = means.reduce((sum, mean) => sum + weight * Math.exp(-((x - mean) ** 2) / 2), 0);
    const share = n === 0 || n === intervals ? 1 : n % 2 === 1 ? 4 : 2;
    total -= share * density * Math.log(density);
  }
  return total * step / 3;
}

/** A label, its place in units of the axes, and where on a curve it points to. */
interface Label {
  readonly lines: readonly [string, string];
  readonly colour: string;
  readonly curve: Exclude<keyof Bounds, "distances">;
  readonly at: number;
  readonly place: readonly [t: number, entropy: number];
  readonly anchor: "start" | "end";
}

const oldColour = "#4a7fa8", newColour = palette.vermilion;

const labels: readonly Label[] = [
  {
    lines: ["KL", "the upper bound of Kolchinsky & Tracey"],
    colour: oldColour,
    curve: "kl",
    at: 1.3,
    place: [0.3, 5.22],
    anchor: "start",
  },
  {
    lines: ["Bhattacharyya", "the lower bound of Kolchinsky & Tracey"],
    colour: oldColour,
    curve: "bhattacharyya",
    at: 2.6,
    place: [3.3, 3.5],
    anchor: "start",
  },
  {
    lines: ["entropyBounds(p)", "certain, too; the true entropy is the line within"],
    colour: newColour,
    curve: "lower",
    at: 3.1,
    place: [4.1, 4.12],
    anchor: "start",
  },
];

/** The two brackets, one within the other, and the truth. */
export function drawing(bounds: Bounds): string {
  const box: PanelOptions["box"] = [70, 24, 670, 430];
  const { axes, x, y } = panel({
    box,
    x: [0, 8],
    y: [2.7, 5.4],
    xTicks: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    yTicks: [3, 3.5, 4, 4.5, 5],
    xLabel: "distance t between neighbours of nine unit Gaussians on a 3 × 3 grid",
    yLabel: "entropy in nats",
  });
  const { distances } = bounds;
  const points = (values: Float64Array) =>
    Array.from(distances, (t, n) => [x(t), y(values[n]!)] as const);
  const band = (from: Float64Array, to: Float64Array, fill: string) => {
    const around = [...points(from), ...points(to).reverse()];
    return `<path d="M${
      around.map((point) => point.map(round).join(" ")).join("L")
    }Z" fill="${fill}"/>`;
  };
  const curve = (values: Float64Array, stroke: string, width: number) =>
    polyline(points(values), `stroke="${stroke}" stroke-width="${width}"`);
  const named = labels.map(({ lines: [name, role], colour, curve, at, place, anchor }) => {
    const nearest = distances.findIndex((t) => t >= at - 1e-9);
    const cx = round(x(distances[nearest]!)), cy = round(y(bounds[curve][nearest]!));
    const [left, base] = [x(place[0]), y(place[1])];
    const isAbove = place[1] > bounds[curve][nearest]!;
    const end = isAbove ? [left + 20, base + 17] : [left - 4, base];
    return `<path d="M${cx} ${cy}L${end.map(round).join(" ")}" stroke="${colour}"/>` +
      `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>` +
      text(left, base - 2, name, { anchor, fill: colour, weight: 600 }) +
      text(left, base + 12, role, { anchor, fill: colour });
  });
  return picture([765, 505], { title: "Bounds on the entropy of nine Gaussians that move apart" }, [
    band(bounds.bhattacharyya, bounds.kl, "#dbe9f4"),
    band(bounds.lower, bounds.upper, "#f3b48c"),
    axes,
    curve(bounds.bhattacharyya, "#8fb4d0", 1.5),
    curve(bounds.kl, "#8fb4d0", 1.5),
    curve(bounds.lower, newColour, 1),
    curve(bounds.upper, newColour, 1),
    curve(bounds.truth, palette.black, 1),
    ...named,
  ]);
}

if (import.meta.main) {
  const bounds = await boundsByDistance(160);
  console.log("t   Bhattacharyya  lower     true      upper     KL");
  for (let n = 0; n <= 160; n += 20) {
    const { distances, bhattacharyya, lower, truth, upper, kl } = bounds;
    const row = [bhattacharyya, lower, truth, upper, kl].map((values) => values[n]!.toFixed(5));
    console.log(
      `${distances[n]}   ${row.map((cell, c) => cell.padEnd(c === 0 ? 15 : 10)).join("")}`,
    );
  }
  const file = new URL("../docs/images/bounds.svg", import.meta.url);
  await Deno.writeTextFile(file, drawing(bounds));
  console.log("picture: docs/images/bounds.svg");
}
