/**
 * An information bottleneck on penguins: what is the least that must be kept of a penguin's measurements X to tell its
 * species Y? A linear encoder with noise, T = W X + N(0, I), is moved to maximise I(T; Y) − β I(X; T).
 *
 * Over all penguins, T is a mixture with one Gaussian for each; given the species, a smaller mixture. So both informations
 * are differences of entropies of mixtures (Kolchinsky, Tracey & Wolpert 2019, "Nonlinear information bottleneck"):
 *
 *     I(X; T) = H(T) − H(T | X),   H(T | X) the entropy of the noise
 *     I(T; Y) = H(T) − Σ p(y) H(T | y)
 *
 * Two objectives are tried. The *bound* takes each entropy from the side that keeps the difference safe: KL above,
 * Bhattacharyya below. Where many components overlap these lie about one bit apart for each dimension of T, and a second
 * dimension never pays for that bit. The *estimate* takes the ELK distance, which errs by much less but to either side.
 *
 *     deno task example:bottleneck
 */
import {
  compile,
  conditionalEntropy,
  type Distance,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  pairwiseEntropy,
} from "@mixtropy/mixtropy";
import { add, div, matmul, mul, neg, sub } from "@mixtropy/mixtropy/ops";
import { parseCSV } from "../src/io/tables/csv.ts";
import { adam, type Tensor } from "./adam.ts";
import { filled, normal } from "./random.ts";
import {
  clipped,
  palette,
  panel,
  type PanelOptions,
  picture,
  round,
  text,
} from "../src/picture/svg.ts";

/** A matrix, row-major. */
interface Matrix extends Tensor {
  readonly shape: readonly [rows: number, columns: number];
}

/** Measurements, standardised, and the species of each row. */
export interface Penguins {
  readonly x: Matrix;
  readonly species: readonly string[];
}

/** The informations of an encoder, in bits. */
export interface Informations {
  /** Upper bound on I(X; T). */
  readonly kept: number;
  /** Lower bound on I(T; Y). */
  readonly told: number;
  /** Estimate of I(T; Y). */
  readonly toldAbout: number;
}

/** How the encoder is found. */
export interface BottleneckOptions {
  /** How many steps Adam takes. */
  readonly steps: number;
  /** Whether the bounds or the estimates of the informations are optimised. */
  readonly objective: "bound" | "estimate";
  /** The price of a bit of I(X; T) in bits of I(T; Y); 0.1 if left out. */
  readonly beta?: number;
  /** The seed of the first encoder; 1 if left out. */
  readonly seed?: number;
  /** Called with the number of the step and the informations there. */
  readonly onStep?: (step: number, informations: Informations) => void;
}

const measures = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

/** The rows of the CSV text that are complete, each column with mean 0 and variance 1. */
export function readPenguins(csv: string): Penguins {
  const { values, rows, labels = [] } = parseCSV(csv, { columns: measures, label: "species" });
  const columns = measures.length;
  const data = new Float64Array(values.length);
  for (let c = 0; c < columns; c++) {
    const column = Array.from({ length: rows }, (_, r) => values[r * columns + c]!);
    const mean = column.reduce((a, b) => a + b, 0) / rows;
    const deviation = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / rows);
    column.forEach((value, r) => data[r * columns + c] = (value - mean) / deviation);
  }
  return { x: { data, shape: [rows, columns] }, species: labels };
}

/** Finds the encoder; returns its matrix [4, 2] before and after, and the informations step by step. */
export async function penguinBottleneck(
  penguins: Penguins,
  { steps, objective, beta = 0.1, seed = 1, onStep }: BottleneckOptions,
): Promise<{ before: Tensor; after: Tensor; path: Informations[] }> {
  const next = normal(seed);
  const before = filled([measures.length, 2], () => 0.4 * next());
  const w = input(before, { name: "w" });
  const { kept, keptAbout, told, toldAbout } = informations(penguins, w);
  const goal = objective === "bound"
    ? sub(told, mul(beta, kept))
    : sub(toldAbout, mul(beta, keptAbout));
  const gradients = { w: gradient(neg(goal), w) };
  const plan = compile({ kept, told, toldAbout, gradients }, { inputs: { w } });

  const parameters = { w: structuredClone(before) };
  const optimiser = adam(0.05);
  const path: Informations[] = [];
  for (let step = 0;; step++) {
    const { gradients, ...now } = await plan.run(parameters);
    path.push(now);
    onStep?.(step, now);
    if (step === steps) return { before, after: parameters.w, path };
    optimiser(parameters, gradients);
  }
}

/** I(X; T) from above, I(T; Y) from below, and estimates of both, in bits, for the encoder w [4, 2]. */
function informations({ x, species }: Penguins, w: Expr): Record<
  "kept" | "keptAbout" | "told" | "toldAbout",
  Expr<number>
> {
  const encoded = (rows: Matrix) =>
    gaussianMixture({ means: matmul(input(rows, { name: "x" }), w), variance: 1 });
  const all = encoded(x);
  const given = speciesOf(species).map((name) => {
    const rows = rowsWhere(x, (r) => species[r] === name);
    return { p: encoded(rows), share: rows.shape[0] / species.length };
  });

  const entropy = (distance: Distance) => pairwiseEntropy(all, { distance });
  // Σ p(y) H(T | y)
  const entropyGivenSpecies = (distance: Distance) =>
    given.map(({ p, share }) => mul(share, pairwiseEntropy(p, { distance }))).reduce(add);
  const noise = conditionalEntropy(all);
  const bits = (more: Expr<number>, less: Expr<number>) => div(sub(more, less), Math.LN2);
  return {
    kept: bits(entropy("kl"), noise),
    keptAbout: bits(entropy("elk"), noise),
    told: bits(entropy("bhattacharyya"), entropyGivenSpecies("kl")),
    toldAbout: bits(entropy("elk"), entropyGivenSpecies("elk")),
  };
}

/** The species that occur, in alphabetical order. */
function speciesOf(species: readonly string[]): string[] {
  return [...new Set(species)].sort();
}

/** The rows of a matrix whose number satisfies `keep`. */
function rowsWhere(
  { data, shape: [rows, columns] }: Matrix,
  keep: (row: number) => boolean,
): Matrix {
  const kept = Array.from({ length: rows }, (_, r) => r).filter(keep);
  return {
    data: Float64Array.from(kept.flatMap((r) => [
      ...data.subarray(r * columns, (r + 1) * columns),
    ])),
    shape: [kept.length, columns],
  };
}

/** H(Y) in bits: the most that anything can tell about the species. */
export function speciesEntropy(species: readonly string[]): number {
  return speciesOf(species).reduce((entropy, name) => {
    const share = species.filter((s) => s === name).length / species.length;
    return entropy - share * Math.log2(share);
  }, 0);
}

/** An encoder and what it keeps and tells. */
export interface Encoder {
  readonly title: string;
  readonly w: Tensor;
  readonly informations: Informations;
}

/** The penguins as encoders place them, coloured by their species, with the informations. */
export function drawing({ x, species }: Penguins, encoders: readonly Encoder[]): string {
  const colours = [palette.orange, palette.purple, palette.blue];
  const names = speciesOf(species);
  const panels = encoders.map(({ title, w, informations: { kept, told, toldAbout } }, t) => {
    const box: PanelOptions["box"] = [40 + 325 * t, 65, 280, 280];
    const points = product(x, w);
    const { axes, x: px, y: py } = panel({
      box,
      x: [-9, 9],
      y: [-9, 9],
      xTicks: [-5, 0, 5],
      yTicks: [-5, 0, 5],
      title,
    });
    const clouds = names.map((name, n) => {
      const dots = species.flatMap((own, r) =>
        own === name ? [`M${round(px(points[2 * r]!))} ${round(py(points[2 * r + 1]!))}h0`] : []
      );
      return `<path d="${dots.join("")}" stroke="${colours[n]}"/>`;
    });
    const dotted = `<g stroke-width="5" stroke-linecap="round" stroke-opacity="0.75">\n${
      clouds.join("\n")
    }\n</g>`;
    const middle = box[0] + 140;
    return [
      axes,
      clipped(box, dotted),
      text(middle, 385, `I(X; T) ≤ ${bitsText(kept)}`, { anchor: "middle" }),
      text(middle, 405, `I(T; species) ≥ ${bitsText(told)}, about ${bitsText(toldAbout)}`, {
        anchor: "middle",
      }),
    ].join("\n");
  });
  const legend = names.map((name, t) => {
    const left = 360 + 110 * t;
    return `<circle cx="${left}" cy="18" r="5" fill="${colours[t]}"/>` + text(left + 10, 22, name);
  });
  return picture([990, 425], { title: "Penguins before and after an information bottleneck" }, [
    ...legend,
    ...panels,
  ]);
}

function bitsText(value: number): string {
  return `${value.toFixed(2).replace("-", "−")} bits`;
}

/** The matrix product of rows [n, m] and w [m, 2], as plain numbers. */
function product({ data, shape: [rows, inner] }: Matrix, w: Tensor): Float64Array {
  const result = new Float64Array(2 * rows);
  for (let r = 0; r < rows; r++) {
    for (let m = 0; m < inner; m++) {
      for (const a of [0, 1]) result[2 * r + a]! += data[r * inner + m]! * w.data[2 * m + a]!;
    }
  }
  return result;
}

if (import.meta.main) {
  const beta = 0.1, steps = 160;
  const csv = await Deno.readTextFile(new URL("./penguins.csv", import.meta.url));
  const penguins = readPenguins(csv);
  const entropy = speciesEntropy(penguins.species);
  console.log(
    `${penguins.species.length} penguins; H(species) = ${entropy.toFixed(3)} bits, β = ${beta}`,
  );
  const encoders: Encoder[] = [];
  for (const objective of ["bound", "estimate"] as const) {
    console.log(`\nmaximising the ${objective}`);
    const began = performance.now();
    const { before, after, path } = await penguinBottleneck(penguins, {
      steps,
      beta,
      objective,
      onStep: (step, { kept, told, toldAbout }) => {
        if (step % 20 !== 0) return;
        const [most, least, about] = [kept, told, toldAbout].map((bits) =>
          bits.toFixed(3).padStart(6)
        );
        console.log(
          `${
            `step ${step}`.padEnd(9)
          } I(X; T) ≤ ${most}   I(T; species) ≥ ${least}, about ${about} bits`,
        );
      },
    });
    console.log(`${((performance.now() - began) / 1000).toFixed(1)} s; the columns of W:`);
    measures.forEach((measure, m) => {
      const weights = [0, 1].map((a) => after.data[2 * m + a]!.toFixed(2).padStart(6));
      console.log(`  ${measure.padEnd(18)} ${weights.join(" ")}`);
    });
    if (encoders.length === 0) {
      encoders.push({ title: "before", w: before, informations: path[0]! });
    }
    encoders.push({
      title: `after: the ${objective} maximised`,
      w: after,
      informations: path.at(-1)!,
    });
  }
  const file = new URL("../docs/images/penguin-bottleneck.svg", import.meta.url);
  await Deno.writeTextFile(file, drawing(penguins, encoders));
  console.log("\nbefore and after: docs/images/penguin-bottleneck.svg");
}
