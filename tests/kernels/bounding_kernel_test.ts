/**
 * Bounds of kernels over blocks of rows and lanes hold for every pair of a block: for the sweeps of every estimator, family and
 * structure, their gradients and a distance of one's own, at sizes from 1e−6 to 1e6. What the pairs have is computed by the
 * script, pair by pair.
 */
import { assert } from "@std/assert";
import { gaussianMixture, gradient, type Mixture, uniformMixture } from "../../mod.ts";
import { newBuffer } from "../../kernels/bounding/blocks.ts";
import { boundsOfTerms } from "../../kernels/bounding/bounding_kernel.ts";
import type { Accumulator, Instruction, Kernel, Value } from "../../kernels/ir/kernel.ts";
import { kernelText } from "../../kernels/ir/show_kernel.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { bindKernel } from "../../kernels/script/bind.ts";
import { plan } from "../../src/plan/plan.ts";
import { type Buffer, cellCount, type Sizes } from "../../src/plan/types.ts";
import { finishTask } from "../../src/run/conduct/buffers.ts";
import { copyIn } from "../../src/run/conduct/layouts.ts";
import { blockEnds } from "../../src/run/cpu/skipping/block_tables.ts";
import { flatten } from "../../src/run/face/structure.ts";
import { covariance, estimators, numbers } from "./kernel_cases.ts";

const k = 12;

/** Mixtures whose places spread over so many of their widths, all of it as large as `size` says. */
function mixtures(d: number, spread: number, size: number) {
  const draw = numbers(k + d);
  const raw = draw(k).map((x) => x + 0.01), total = raw.reduce((sum, x) => sum + x);
  const weights = raw.map((x) => x / total);
  // neighbours lie near each other, so that blocks are small
  const means = Array.from(
    { length: k },
    (_, i) => draw(d).map((x) => size * (spread * (i / k - 0.4) + x)),
  );
  const widths = means.map(() => draw(d).map((x) => size * (0.5 + x)));
  const variances = widths.map((row) => row.map((x) => x * x));
  const covariances = means.map(() =>
    covariance(d, 20, draw).map((row) => row.map((x) => x * size * size))
  );
  return {
    shared: gaussianMixture({ weights, means, variance: size * size }),
    diagonal: gaussianMixture({ weights, means, variances }),
    full: gaussianMixture({ weights, means, covariances }),
    boxes: uniformMixture({ weights, centers: means, widths }),
  };
}

/** The kernels of a plan, and its numbers by the script, step by step. */
function computed(outputs: Parameters<typeof flatten>[0]) {
  const made = plan(flatten(outputs).map(({ node }) => node)), sizes: Sizes = new Map();
  const arrays = new Map([...made.inputs, ...made.stored].map((buffer) => [
    buffer,
    new Float64Array(cellCount(buffer.dims, sizes)),
  ]));
  const arrayOf = (buffer: Buffer) => arrays.get(buffer) as Float64Array;
  for (const buffer of made.inputs) copyIn(buffer, sizes, buffer.source!.data, arrayOf(buffer));
  const kernels = lower(made);
  kernels.forEach((kernel, t) => {
    const bound = bindKernel(kernel, sizes, arrayOf);
    bound.run(0, bound.rows);
    for (const task of made.steps[t]!.tasks) finishTask(task, sizes, arrayOf(task.buffer));
  });
  return { kernels, arrayOf, sizes };
}

/** What each accumulator takes in, pair by pair: [cells, row, lane]. */
function termsOf(
  kernel: Kernel,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): Float64Array[] {
  const last = Math.max(-1, ...kernel.levels.flat().map(({ out }) => out.id));
  const loops = [kernel.rows[0]!, kernel.lane!];
  const products: Instruction[] = [];
  const term = ({ op, args, weighs, cells }: Accumulator, t: number): Value => {
    if (op !== "dot") return args[0]!;
    const out = { kind: "register", id: last + 1 + t, level: 2, cells } as const;
    products.push({ kind: "map", out, op: weighs ? "weigh" : "mul", args });
    return out;
  };
  const stores = kernel.accumulators.map((one, t) => ({
    value: term(one, t),
    into: newBuffer([...one.cells, ...loops]),
  }));
  const levels = [kernel.levels[0], kernel.levels[1], [...kernel.levels[2], ...products]] as const;
  const results = new Map(stores.map(({ into }) => [
    into,
    new Float64Array(cellCount(into.dims, sizes)),
  ]));
  const map: Kernel = { rows: kernel.rows, lane: kernel.lane, levels, accumulators: [], stores };
  const bound = bindKernel(map, sizes, (buffer) => results.get(buffer) ?? arrayOf(buffer));
  bound.run(0, bound.rows);
  return [...results.values()];
}

/** Bounds of the terms over blocks, and whether they hold; gives how many were finite, and complains of the first that fails. */
function checkBounds(
  name: string,
  kernel: Kernel,
  { sizes, arrayOf }: ReturnType<typeof computed>,
  [rowSize, laneSize]: readonly [number, number],
): number {
  const bounds = boundsOfTerms(kernel);
  if (typeof bounds === "string") return 0;
  const blocks = { rows: Math.ceil(k / rowSize), lanes: Math.ceil(k / laneSize) };
  const own: Sizes = new Map([
    ...sizes,
    [bounds.rows.set, blocks.rows],
    [bounds.lanes.set, blocks.lanes],
  ]);
  const arrays = new Map<Buffer, Float64Array>();
  for (const { source, side, lo, hi } of bounds.tables) {
    const ends = [lo, hi].map((buffer) => new Float64Array(cellCount(buffer.dims, own)));
    const size = side === "rows" ? rowSize : laneSize;
    blockEnds(arrayOf(source), { count: k, size }, ends[0]!, ends[1]!);
    arrays.set(lo, ends[0]!).set(hi, ends[1]!);
  }
  for (const { into } of bounds.kernel.stores) {
    arrays.set(into, new Float64Array(cellCount(into.dims, own)));
  }
  const bound = bindKernel(bounds.kernel, own, (buffer) => arrays.get(buffer) ?? arrayOf(buffer));
  bound.run(0, bound.rows);
  let finite = 0;
  termsOf(kernel, sizes, arrayOf).forEach((terms, t) => {
    const { lo, hi } = bounds.ends[t]!, least = arrays.get(lo)!, most = arrays.get(hi)!;
    for (let at = 0; at < terms.length; at++) {
      const lane = at % k, row = Math.floor(at / k) % k, cell = Math.floor(at / k / k);
      const block = (cell * blocks.rows + Math.floor(row / rowSize)) * blocks.lanes +
        Math.floor(lane / laneSize);
      const term = terms[at]!;
      // logarithms may be wrong by a little more than they are moved outward by
      const room = kernel.accumulators[t]!.op === "logSumExp" ? 0.1 : 0;
      const fails = term < least[block]! - room || term > most[block]! + room;
      assert(
        !fails,
        `${name}: ${term} is not from ${least[block]} to ${
          most[block]
        }, accumulator ${t}, row ${row}, lane ${lane}\n` +
          kernelText(kernel),
      );
      if (Number.isFinite(most[block])) finite++;
    }
  });
  return finite;
}

const shapes = [[4, 3], [12, 12]] as const;

/** Most of what is estimated of a mixture, and gradients, in one plan. */
function everything(p: Mixture) {
  const { kl, own, chernoff, elk, "monte carlo": draws } = estimators(p);
  return { kl, own, chernoff, elk, draws, slopes: gradient(own, p) };
}

Deno.test("no term of a sweep lies outside the bounds of its block", () => {
  let terms = 0, finite = 0;
  for (const [spread, size] of [[3, 1e6], [200, 1e-6]] as const) {
    for (const [structure, p] of Object.entries(mixtures(2, spread, size))) {
      const made = computed(everything(p));
      for (const kernel of made.kernels) {
        const { rows: [row], lane, accumulators } = kernel;
        if (row?.set !== lane?.set || accumulators.length === 0) continue;
        terms += accumulators.length;
        const name = `${structure}, spread ${spread}, size ${size}`;
        for (const shape of shapes) finite += checkBounds(name, kernel, made, shape);
      }
    }
  }
  assert(terms > 50, `${terms} accumulators`);
  assert(finite > 2e4, `${finite} finite bounds`);
});
