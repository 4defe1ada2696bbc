/**
 * Moves the components of a Gaussian mixture until an upper bound on its entropy meets a target, with Adam and with plain
 * gradient descent. The loss is (H − target)² + λ Σ (θ − θ₀)²: meet the target and move as little as that takes.
 *
 * What is optimised are numbers without constraints, and expressions make of them what a mixture needs: weights are the
 * softmax of logits, variances the exponentials of log-variances. The plan is made once and run at every step.
 *
 *     deno task example:meet-entropy
 */
import {
  compile,
  gaussianMixture,
  gradient,
  input,
  pairwiseEntropy,
  softmax,
} from "@mixtropy/mixtropy";
import { add, exp, mul, square, sub, sum } from "@mixtropy/mixtropy/ops";
import { adam, copyOf, gradientDescent, type Optimiser, type Tensor } from "./adam.ts";
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

/** What is moved: k logits, k means and the logarithms of k variances for each coordinate. */
export type Theta = {
  readonly logits: Tensor<readonly [k: number]>;
  readonly means: Tensor<readonly [k: number, d: number]>;
  readonly logVariances: Tensor<readonly [k: number, d: number]>;
};

/** How the entropy is moved, and where to. */
export interface MeetEntropyOptions {
  /** How many steps the optimiser takes. */
  readonly steps: number;
  /** The optimiser that takes them. */
  readonly optimiser: Optimiser;
  /** The entropy to meet, in nats; 4.5 if left out. */
  readonly target?: number;
  /** How much moving costs, λ; 0.00002 if left out. */
  readonly penalty?: number;
  /** Called with the number of the step, the loss, and the bounds on the entropy in nats. */
  readonly onStep?: (step: number, loss: number, lower: number, upper: number) => void;
}

/** Twelve components that crowd around the origin. */
export function start(): Theta {
  const next = normal(7);
  const k = 12, d = 2;
  return {
    logits: filled([k], () => 0.5 * next()),
    means: filled([k, d], () => 1.1 * next()),
    logVariances: filled([k, d], () => Math.log(0.15) + 0.5 * next()),
  };
}

/** Optimises the mixture; returns its parameters, the losses step by step, and the bounds at the end. */
export async function meetEntropy(
  { steps, optimiser, target = 4.5, penalty = 2e-5, onStep }: MeetEntropyOptions,
): Promise<{ theta: Theta; losses: number[]; lower: number; upper: number }> {
  const origin = start();
  const leaves = {
    logits: input(origin.logits, { name: "logits" }),
    means: input(origin.means, { name: "means" }),
    logVariances: input(origin.logVariances, { name: "logVariances" }),
  };
  const { logits, means, logVariances } = leaves;
  const p = gaussianMixture({
    weights: softmax(logits),
    means,
    variances: exp(logVariances),
  });
  const upper = pairwiseEntropy(p, { distance: "kl" });
  const lower = pairwiseEntropy(p, { distance: "bhattacharyya" });

  // loss = (H − target)² + λ Σ (θ − θ₀)²
  const moved = add(
    add(sum(square(sub(logits, origin.logits))), sum(square(sub(means, origin.means)))),
    sum(square(sub(logVariances, origin.logVariances))),
  );
  const loss = add(square(sub(upper, target)), mul(penalty, moved));
  const gradients = gradient(loss, leaves);
  const plan = compile({ loss, lower, upper, gradients }, { inputs: leaves });

  const theta = copyOf(origin);
  const losses: number[] = [];
  for (let step = 0;; step++) {
    const now = await plan.run(theta);
    losses.push(now.loss);
    onStep?.(step, now.loss, now.lower, now.upper);
    if (step === steps) return { theta, losses, lower: now.lower, upper: now.upper };
    optimiser(theta, now.gradients);
  }
}

/** The components before and after as ellipses of one and two standard deviations, the darker the heavier. */
export function drawing(
  before: Theta,
  after: Theta,
  titles: readonly [string, string],
): string {
  const content = [before, after].map((theta, t) => {
    const box: PanelOptions["box"] = [50 + 400 * t, 50, 330, 330];
    const { axes, x, y } = panel({
      box,
      x: [-7, 7],
      y: [-7, 7],
      xTicks: [-6, -3, 0, 3, 6],
      yTicks: [-6, -3, 0, 3, 6],
      title: titles[t]!,
    });
    return axes + "\n" + clipped(box, ellipses(theta, x, y));
  });
  const caption =
    "Ellipses of one and two standard deviations; the darker a component, the larger its weight.";
  return picture(
    [810, 435],
    { title: `A Gaussian mixture before and after: ${titles.join("; ")}` },
    [
      ...content,
      text(415, 420, caption, { anchor: "middle", fill: "#555555" }),
    ],
  );
}

function ellipses(
  { logits, means, logVariances }: Theta,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const scores = Array.from(logits.data, Math.exp);
  const total = scores.reduce((a, b) => a + b, 0);
  return scores.flatMap((score, i) => {
    const weight = score / total;
    const cx = round(x(means.data[2 * i]!)), cy = round(y(means.data[2 * i + 1]!));
    return [2, 1].map((deviations) => {
      const rx = x(deviations * Math.exp(logVariances.data[2 * i]! / 2)) - x(0);
      const ry = y(0) - y(deviations * Math.exp(logVariances.data[2 * i + 1]! / 2));
      const opacity = Math.min(0.85, weight * 2.5).toFixed(2);
      return `<ellipse cx="${cx}" cy="${cy}" rx="${round(rx)}" ry="${round(ry)}" ` +
        `fill="${palette.blue}" fill-opacity="${opacity}" stroke="${palette.blue}" stroke-opacity="0.7"/>`;
    });
  }).join("\n");
}

if (import.meta.main) {
  const steps = 200, target = 4.5;
  const optimisers = { Adam: adam(0.05), "gradient descent": gradientDescent(0.5) };
  for (const [name, optimiser] of Object.entries(optimisers)) {
    console.log(`\n${name}, ${steps} steps towards H = ${target} nats`);
    const began = performance.now();
    const bounds: string[] = [];
    const { theta } = await meetEntropy({
      steps,
      target,
      optimiser,
      onStep: (step, loss, lower, upper) => {
        if (step % 20 !== 0) return;
        const between = `${lower.toFixed(3)} ≤ H ≤ ${upper.toFixed(3)}`;
        bounds.push(between);
        console.log(`${`step ${step}`.padEnd(10)}loss ${loss.toFixed(5).padStart(9)}   ${between}`);
      },
    });
    console.log(`${((performance.now() - began) / 1000).toFixed(2)} s`);
    if (name !== "Adam") continue;
    const file = new URL("../docs/images/meet-entropy.svg", import.meta.url);
    const titles = [`before: ${bounds[0]} nats`, `after: ${bounds.at(-1)} nats`] as const;
    await Deno.writeTextFile(file, drawing(start(), theta, titles));
    console.log("before and after: docs/images/meet-entropy.svg");
  }
}
