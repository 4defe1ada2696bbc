import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { isLong } from "../../expr/axes.ts";
import { type Domain, topological } from "../../expr/node.ts";
import type { Buffer, Plan, Sizes } from "../../plan/types.ts";
import { nameOf } from "./names.ts";
import { leastByCell, type Looks } from "./looks.ts";
import { readsOf } from "../../../kernels/ir/reads.ts";

/*
 * What rounding to f32 makes of differences. A number x is rounded by up to u|x|, u = 2⁻²⁴; a difference δ of two numbers that
 * reach to X is wrong by 2uX, and a term ½(δ/σ)² by 2uXδ/σ². Where such a term counts in a log-sum-exp, δ is a few σ: so what
 * counts is X/σ, with σ the least width of a component.
 */

/** How far the numbers of a difference reach, in widths of a component, and along which coordinate. */
export interface DataReach {
  readonly ratio: number;
  readonly at?: number;
}

/** What is known of a plan's numbers. */
export interface PlanNumbers {
  readonly plan: Plan;
  readonly sizes: Sizes;
  readonly looks: Looks;
  /** Whether a buffer has its numbers already. */
  readonly known: (buffer: Buffer) => boolean;
}

/**
 * The reach of numbers that differ from their centre by up to `reach[cell]`, in the widths that `widthsOf` gives.
 * `otherwise` is the ratio where no width is known.
 */
export function ratioOf(
  buffer: Buffer,
  reach: Float64Array,
  widths: Float64Array,
  otherwise: number,
): DataReach {
  const short = buffer.dims.filter((axis) => !isLong(axis)).length;
  // a difference of numbers without coordinates is an exponent, whose unit is 1
  if (short === 0) return { ratio: reach[0]! };
  if (short > 1) return { ratio: 1 };
  // whitened numbers have widths of 1
  const isWhitened = buffer.node?.kind === "dense" && buffer.node.op === "forward";
  const least = isWhitened ? 1 : Math.min(...widths);
  let ratio = 0, at = 0;
  reach.forEach((x, cell) => {
    const isOwn = !isWhitened && widths.length === reach.length;
    const width = isOwn ? widths[cell]! : least;
    const own = x === 0 ? 0 : Number.isFinite(width) ? x / width : otherwise;
    if (own > ratio) [ratio, at] = [own, cell];
  });
  return { ratio, at };
}

/** A sentence's beginning: how far some buffers reach. */
export function reachText(buffers: readonly Buffer[], { ratio, at }: DataReach): string {
  return `${buffers.map(nameOf).join(" and ")} reach ${
    ratio.toPrecision(2)
  } widths of a component from their middle${at === undefined ? "" : ` along coordinate ${at}`}`;
}

/**
 * The least width of a component along each coordinate, by those inputs and named values that a kernel depends on and that are
 * variances, covariances or widths; Infinity where there are none.
 */
export function widthsOf(kernel: Kernel, about: PlanNumbers): Float64Array {
  let widths = Float64Array.of(Infinity);
  for (const [buffer, domain] of scalesOf(kernel, about)) {
    const own = leastOf(buffer, domain, about);
    const count = Math.max(own.length, widths.length);
    const at = (list: Float64Array, t: number) =>
      list.length === 1 ? list[0]! : list[t] ?? Infinity;
    widths = Float64Array.from({ length: count }, (_, t) => Math.min(at(own, t), at(widths, t)));
  }
  return widths;
}

/** The buffers that hold scales of components, of those that the numbers of a kernel were made from. */
function scalesOf(kernel: Kernel, { plan, known }: PlanNumbers): Map<Buffer, Domain> {
  let all = scales.get(kernel);
  if (all === undefined) scales.set(kernel, all = findScales(kernel, plan));
  return new Map([...all].filter(([buffer]) => known(buffer)));
}

const scales = new WeakMap<Kernel, ReadonlyMap<Buffer, Domain>>();

function findScales(kernel: Kernel, plan: Plan): ReadonlyMap<Buffer, Domain> {
  const read = [...readsOf(kernel)];
  const nodes = topological(read.flatMap(({ node }) => node === undefined ? [] : [node]));
  const reached = new Set<unknown>([
    ...read.map(({ source }) => source),
    ...nodes,
    ...nodes.map((node) => node.kind === "input" ? node.source : undefined),
  ]);
  const domains = new Map<unknown, Domain>();
  for (const { source, domain } of plan.views) {
    if (domain !== "any") domains.set(source, domain);
  }
  const found = new Map<Buffer, Domain>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    const { source, node } = buffer;
    const domain = source !== undefined
      ? domains.get(source)
      : node?.kind === "hold"
      ? node.domain
      : undefined;
    if (domain !== "positive" && domain !== "covariance" && domain !== "widthMatrix") continue;
    if (reached.has(source ?? node)) found.set(buffer, domain);
  }
  return found;
}

/** The least width that a buffer of scales gives, for each coordinate or for all. */
function leastOf(buffer: Buffer, domain: Domain, { looks }: PlanNumbers): Float64Array {
  const least = leastByCell(looks.at(buffer)), d = Math.round(Math.sqrt(least.length));
  const own = domain === "positive"
    ? least
    : Float64Array.from({ length: d }, (_, a) => least[a * d + a]!);
  const isSquare = domain === "covariance" || /arianc/.test(nameOf(buffer));
  const growth = domain === "covariance" ? looks.growth(buffer, "matrix") : 1;
  return isSquare ? own.map((x) => Math.sqrt(x / growth)) : own;
}
