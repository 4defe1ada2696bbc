import type { Axis } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import type { Accumulator, Instruction, Kernel, Memory, Value } from "./kernel.ts";
import { type BufferName, newNotation, type Notation, planName } from "./notation.ts";
import { usesOf } from "./uses.ts";

/**
 * A kernel as text in the kernel language: its axes, the memory that it touches, its instructions by how often they run, one
 * a line (`r12(a) = mul(r3, means[i,a])`), and where the results go. Kernels of equal texts are one kernel: generated code
 * depends on nothing else of them, if buffers are named by what they are to the kernel, as they are if `nameOf` is left out.
 */
export function kernelText(kernel: Kernel, nameOf: BufferName = namesByOrder(kernel)): string {
  const { rows, lane, levels, accumulators, stores, mirrors } = kernel;
  const show = newNotation(axesOf(kernel), nameOf);
  const results = [
    ...accumulators.map((one, t) => accumulatorText(one, mirrors?.[t], show)),
    ...stores.map(({ value, into }) => `${show.place(into)} = ${show.value(value)}`),
  ];
  const along = lane === null ? "" : `, along ${show.axis(lane)}`;
  const eachRow = `for each row ${show.indices(rows) || "·"}`;
  return [
    `axes: ${show.axes().join(", ") || "none"}`,
    ...buffersOf(kernel).map((buffer) => `memory: ${show.layout(buffer)}`),
    ...section("once:", levels[0].map(show.instruction)),
    ...section(`${eachRow}:`, levels[1].map(show.instruction)),
    ...section(`${eachRow}${along}:`, levels[2].map(show.instruction)),
    ...section(mirrors === undefined ? "results:" : "results, by unordered pairs:", results),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function accumulatorText(
  { op, args, weighs, cells, into }: Accumulator,
  mirrors: readonly Value[] | undefined,
  show: Notation,
): string {
  const list = (values: readonly Value[]) => values.map(show.value).join(", ");
  const both = mirrors === undefined ? "" : `; mirrored ${list(mirrors)}`;
  const over = cells.length === 0 ? "" : `[${show.indices(cells)}]`;
  return `${show.place(into)} = ${weighs ? "weighed " : ""}${op}${over}(${list(args)}${both})`;
}

/** The axes of a kernel in the order in which they are met. */
export function axesOf(kernel: Kernel): Axis[] {
  const { rows, lane, levels, accumulators } = kernel;
  const met = [
    ...rows,
    ...lane === null ? [] : [lane],
    ...buffersOf(kernel).flatMap(({ dims }) => dims),
    ...memoriesOf(kernel).flatMap(({ dims }) => dims),
    ...levels.flat().flatMap(boundAxes),
    ...accumulators.flatMap(({ cells }) => cells),
  ];
  // the dimension along which a buffer is gathered from belongs to no loop
  return [...new Set(met)].filter(({ copy }) => copy >= 0);
}

function boundAxes(one: Instruction): readonly Axis[] {
  const { cells } = one.out;
  switch (one.kind) {
    case "const":
    case "extent":
    case "map":
    case "gather":
      return cells;
    case "index":
      return [...cells, one.axis];
    case "fold":
    case "dot":
      return [...cells, one.over];
    case "inverse":
      return [...cells, one.row, one.column, one.other];
    case "dense":
      return [...cells, one.row, one.column];
    case "guarded":
      return boundAxes(one.slow);
    default:
      return one satisfies never;
  }
}

/** All that a kernel reads from memory, for mirrored pairs and in the fast ways of what is guarded too. */
function memoriesOf(kernel: Kernel): Memory[] {
  return usesOf(kernel).flatMap(({ args }) => args.filter((arg) => arg.kind === "memory"));
}

/** The buffers that a kernel reads, then those that it writes. */
export function buffersOf(kernel: Kernel): Buffer[] {
  const written = [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
  return [...new Set([...memoriesOf(kernel).map(({ buffer }) => buffer), ...written])];
}

function namesByOrder(kernel: Kernel): BufferName {
  const names = new Map(buffersOf(kernel).map((buffer, t) => [buffer, `m${t}`]));
  return (buffer) => names.get(buffer) ?? planName(buffer);
}
