import { type Axis, axisName } from "../expr/axes.ts";
import type { Node } from "../expr/node.ts";
import { type Names, show } from "../expr/show.ts";
import { readingOf } from "./reading.ts";
import { isOverPairs } from "./sweep.ts";
import { type Buffer, cellCount, extentOf, type Plan, type Sizes, type Step } from "./types.ts";

/** A plan as text: the passes, the steps with what each computes, and the buffers with their bytes. */
export function explainPlan(plan: Plan, sizes: Sizes): string {
  const lines: string[] = [];
  for (const { name, text } of plan.passes) lines.push(`pass ${name}: ${text}`);
  const names = storedNames(plan);
  const pairs =
    plan.steps.filter((step) => isOverPairs(step) && step.when?.isNot0 !== false).length;
  lines.push(
    "",
    `steps: ${plan.steps.length}, of which ${pairs} ${pairs === 1 ? "runs" : "run"} over pairs`,
  );
  for (const [t, step] of plan.steps.entries()) {
    for (const line of explainStep(step, t, sizes, names)) lines.push(line);
  }
  lines.push("", "buffers:");
  let bytes = 0;
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    const size = 8 * cellCount(buffer.dims, sizes);
    bytes += size;
    lines.push(`  ${nameOf(buffer)}  ${shapeText(buffer.dims, sizes)}  ${size} bytes`);
  }
  lines.push(
    "",
    `memory: ${bytes} bytes; largest stored value: ${
      largest(plan, sizes)
    } bytes; no value is stored for pairs`,
  );
  return lines.join("\n");
}

/** Stored values by the names of their buffers. */
function storedNames(plan: Plan): Names {
  const buffers = new Map<Node, Buffer>();
  for (const buffer of plan.stored) if (buffer.node !== undefined) buffers.set(buffer.node, buffer);
  const stored = new Set(buffers.keys());
  return (node) => {
    const reading = readingOf(node, stored);
    const buffer = reading && buffers.get(reading.node);
    return reading && buffer && { name: `t${buffer.id}`, axes: reading.to };
  };
}

function explainStep(step: Step, t: number, sizes: Sizes, names: Names): string[] {
  const rows = step.rows.map((axis) => extentText(axis, sizes)).join(" × ") || "1";
  const lanes = step.lane === null ? "1" : extentText(step.lane, sizes);
  const along = step.kind === "sweep" ? "sweep" : "map";
  const head = `  ${t + 1}. ${along}: rows ${rows}, lanes ${lanes}${kindText(step)}`;
  return [
    head,
    ...step.tasks.map(({ node, buffer }) => {
      const inside: Names = (part) => part === node ? undefined : names(part);
      return `     ${nameOf(buffer)} = ${show(node, 16, inside)}`;
    }),
  ];
}

/** Whether a step runs over pairs, and for which of its rows: the surer of two ways only where the fast one does not do. */
function kindText(step: Step): string {
  const { when } = step, pairs = isOverPairs(step) ? "pairs" : undefined;
  if (when === undefined) return pairs === undefined ? "" : ` (${pairs})`;
  const name = nameOf(when.buffer, when.dims);
  if (when.isNot0) return `${pairs === undefined ? "" : ` (${pairs})`} where ${name} is not 0`;
  return ` (${pairs === undefined ? "" : `${pairs}, `}only where ${name} is 0)`;
}

function nameOf(buffer: Buffer, dims: readonly Axis[] = buffer.dims): string {
  const name = buffer.source?.name ?? `t${buffer.id}`;
  return dims.length === 0 ? name : `${name}[${dims.map(axisName).join(",")}]`;
}

function extentText(axis: Axis, sizes: Sizes): string {
  return `${axisName(axis)} = 0…${extentOf(axis, sizes) - 1}`;
}

function shapeText(dims: readonly Axis[], sizes: Sizes): string {
  return dims.length === 0 ? "scalar" : dims.map((axis) => extentOf(axis, sizes)).join(" × ");
}

function largest(plan: Plan, sizes: Sizes): number {
  return plan.stored.reduce((most, { dims }) => Math.max(most, 8 * cellCount(dims, sizes)), 0);
}
