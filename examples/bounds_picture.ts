/**
 * What each estimate says of two unit Gaussians of equal weight that move apart, t from 0 to 8: a batch of mixtures, one for
 * each distance, in one evaluation. The true entropy is an integral that the script computes.
 *
 *     deno task example:bounds
 */
import {
  conditionalEntropy,
  elkEntropy,
  evaluate,
  gaussianMixture,
  jointEntropy,
  pairwiseEntropy,
} from "@mixtropy/mixtropy";
import {
  palette,
  panel,
  type PanelOptions,
  picture,
  polyline,
  round,
  text,
} from "../src/picture/svg.ts";

/** The estimates in nats, one number for each distance. */
export type Bounds = {
  readonly distances: Float64Array;
  readonly truth: Float64Array;
  readonly conditional: Float64Array;
  readonly elk: Float64Array;
  readonly bhattacharyya: Float64Array;
  readonly elkDistance: Float64Array;
  readonly kl: Float64Array;
  readonly joint: Float64Array;
};

/** Every estimate at `steps` + 1 distances from 0 to 8. */
export async function boundsByDistance(steps: number): Promise<Bounds> {
  const distances = Float64Array.from({ length: steps + 1 }, (_, t) => 8 * t / steps);
  // [b, 2, 1]: the leading axis of the means makes a batch of mixtures
  const p = gaussianMixture({
    means: Array.from(distances, (t) => [[-t / 2], [t / 2]]),
    variance: 1,
  });
  const values = await evaluate({
    conditional: conditionalEntropy(p),
    elk: elkEntropy(p),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    elkDistance: pairwiseEntropy(p, { distance: "elk" }),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    joint: jointEntropy(p),
  });
  return {
    distances,
    conditional: values.conditional.data,
    elk: values.elk.data,
    bhattacharyya: values.bhattacharyya.data,
    truth: distances.map(trueEntropy),
    elkDistance: values.elkDistance.data,
    kl: values.kl.data,
    joint: values.joint.data,
  };
}

/** −∫ p ln p for p = ½ N(−t/2, 1) + ½ N(t/2, 1), by Simpson's rule: far past 10⁻⁹ for so smooth a function. */
export function trueEntropy(t: number): number {
  const reach = t / 2 + 10, intervals = 2000;
  const step = 2 * reach / intervals;
  const normalDensity = (z: number) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  let total = 0;
  for (let n = 0; n <= intervals; n++) {
    const x = -reach + n * step;
    const density = 0.5 * normalDensity(x + t / 2) + 0.5 * normalDensity(x - t / 2);
    const share = n === 0 || n === intervals ? 1 : n % 2 === 1 ? 4 : 2;
    total -= share * density * Math.log(density);
  }
  return total * step / 3;
}

/** A curve, and where its label stands: `at` on the curve, and the label's place in units of the axes. */
interface Curve {
  readonly name: Exclude<keyof Bounds, "distances">;
  readonly label: string;
  readonly role: string;
  readonly colour: string;
  readonly style?: string;
  readonly at: number;
  readonly place: readonly [t: number, entropy: number];
  readonly anchor?: "start" | "middle" | "end";
}

const curves: readonly Curve[] = [
  {
    name: "joint",
    label: "joint",
    role: "upper bound",
    colour: palette.grey,
    at: 1.2,
    place: [1.2, 2.19],
  },
  {
    name: "kl",
    label: "KL",
    role: "upper bound",
    colour: palette.vermilion,
    at: 1.55,
    place: [0.8, 1.98],
  },
  {
    name: "elkDistance",
    label: "ELK distance",
    role: "estimate",
    colour: palette.green,
    at: 1.25,
    place: [0.62, 1.82],
  },
  {
    name: "truth",
    label: "true entropy",
    role: "an integral",
    colour: palette.black,
    style: `stroke-width="3.5"`,
    at: 2.8,
    place: [4.1, 1.8],
    anchor: "start",
  },
  {
    name: "bhattacharyya",
    label: "Bhattacharyya",
    role: "lower bound",
    colour: palette.blue,
    at: 2.3,
    place: [3.6, 1.69],
    anchor: "start",
  },
  {
    name: "elk",
    label: "ELK",
    role: "lower bound",
    colour: palette.orange,
    at: 1.3,
    place: [2.6, 1.55],
    anchor: "start",
  },
  {
    name: "conditional",
    label: "conditional",
    role: "lower bound",
    colour: palette.grey,
    style: `stroke-dasharray="6 4"`,
    at: 6.5,
    place: [6.5, 1.375],
  },
];

/** The curves with a label for each. */
export function drawing(bounds: Bounds): string {
  const box: PanelOptions["box"] = [70, 24, 670, 430];
  const { axes, x, y } = panel({
    box,
    x: [0, 8],
    y: [1.2, 2.25],
    xTicks: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    yTicks: [1.2, 1.4, 1.6, 1.8, 2, 2.2],
    xLabel: "distance t between the means of two unit Gaussians of equal weight",
    yLabel: "entropy in nats",
  });
  const { distances } = bounds;
  const lines = curves.map(({ name, colour, style = `stroke-width="2"` }) => {
    const points = Array.from(distances, (t, n) => [x(t), y(bounds[name][n]!)] as const);
    return polyline(points, `stroke="${colour}" ${style}`);
  });
  const labels = curves.map(
    ({ name: curve, label, role, colour, at, place, anchor = "middle" }) => {
      const nearest = distances.findIndex((t) => t >= at - 1e-9);
      const cx = round(x(distances[nearest]!)), cy = round(y(bounds[curve][nearest]!));
      const [left, base] = [x(place[0]), y(place[1])];
      const name = text(left, base - 2, label, { anchor, fill: colour, weight: 600 }) +
        text(left, base + 12, role, { anchor, fill: colour });
      if (place[0] === at) return name;
      const end = anchor === "start" ? [left - 4, base] : [left, base + 17];
      return `<path d="M${cx} ${cy}L${end.map(round).join(" ")}" stroke="${colour}"/>` +
        `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>` +
        name;
    },
  );
  return picture([765, 505], { title: "Bounds on the entropy of two Gaussians that move apart" }, [
    axes,
    ...lines,
    ...labels,
  ]);
}

if (import.meta.main) {
  const bounds = await boundsByDistance(160);
  console.log("t   conditional   ELK      Bhattacharyya  true     ELK distance  KL       joint");
  for (let n = 0; n <= 160; n += 20) {
    const { distances, conditional, elk, bhattacharyya, truth, elkDistance, kl, joint } = bounds;
    const row = [conditional, elk, bhattacharyya, truth, elkDistance, kl, joint].map((values) =>
      values[n]!.toFixed(5)
    );
    const widths = [14, 9, 15, 9, 14, 9, 0];
    console.log(`${distances[n]}   ${row.map((cell, c) => cell.padEnd(widths[c]!)).join("")}`);
  }
  const file = new URL("../docs/images/bounds.svg", import.meta.url);
  await Deno.writeTextFile(file, drawing(bounds));
  console.log("picture: docs/images/bounds.svg");
}
