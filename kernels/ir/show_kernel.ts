import { type Axis, axisName, type IndexSet, isLong } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import {
  type Accumulator,
  argumentsOf,
  type Instruction,
  type Kernel,
  type Memory,
  type Value,
} from "./kernel.ts";
import { usesOf } from "./uses.ts";

/** How buffers are called. */
export type BufferName = (buffer: Buffer) => string;

/** The name that the plan gives a buffer: that of the input, or t and a number. */
export const planName: BufferName = ({ source, id }) => source?.name ?? `t${id}`;

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
    `axes: ${show.axes().join(", ")}`,
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

/** What is written of the parts of a kernel. */
interface Notation {
  readonly axis: (axis: Axis) => string;
  readonly indices: (axes: readonly Axis[]) => string;
  /** Each axis with what it counts. */
  readonly axes: () => string[];
  readonly value: (value: Value) => string;
  readonly place: (buffer: Buffer) => string;
  readonly layout: (buffer: Buffer) => string;
  readonly instruction: (instruction: Instruction) => string;
}

function newNotation(axes: readonly Axis[], nameOf: BufferName): Notation {
  const letters = lettersOf(axes);
  const axis = (one: Axis) => {
    const letter = letters.get(one.set) ?? one.set.letter;
    return letter + axisName(one).slice(one.set.letter.length);
  };
  const indices = (list: readonly Axis[]) => list.map(axis).join(",");
  const at = (name: string, list: readonly string[]) =>
    list.length === 0 ? name : `${name}[${list.join(",")}]`;
  const place = (buffer: Buffer) => at(nameOf(buffer), buffer.dims.map(axis));
  const value = (one: Value): string => {
    switch (one.kind) {
      case "register":
        return `r${one.id}`;
      case "view":
        return `r${one.of.id}(${indices(one.dims)})`;
      case "memory":
        return at(nameOf(one.buffer), one.dims.map(axis));
      default:
        return one satisfies never;
    }
  };
  const gathered = ({ buffer, dims }: Memory, dim: number, index: Value) =>
    at(nameOf(buffer), dims.map((one, t) => t === dim ? value(index) : axis(one)));
  const computed = (one: Instruction): string => {
    const args = one.kind === "gather" ? "" : argumentsOf(one).map(value).join(", ");
    switch (one.kind) {
      case "const":
        return Object.is(one.value, -0) ? "-0" : String(one.value);
      case "extent":
        return `|${letters.get(one.set) ?? one.set.letter}|`;
      case "index":
        return axis(one.axis);
      case "map": {
        if (one.products === undefined) return `${one.op}(${args})`;
        const { row, column, inverse, matrix, vector } = one.products;
        const products = [inverse, matrix, vector].map(value).join(", ");
        return `${one.op}(${args}), by products[${indices([row, column])}](${products})`;
      }
      case "fold":
        return `${one.op}[${axis(one.over)}](${args})`;
      case "dot":
        return `${one.weighs ? "weighed dot" : "dot"}[${axis(one.over)}](${args})`;
      case "gather":
        return gathered(one.from, one.dim, one.index);
      case "inverse":
        return `inverse[${indices([one.row, one.column, one.other])}](${args})`;
      case "dense":
        return `${one.op}[${indices([one.row, one.column])}](${args})`;
      default:
        return one satisfies never;
    }
  };
  return {
    axis,
    indices,
    axes: () => axes.map((one) => `${axis(one)} ${isLong(one) ? one.set.role : rangeOf(one)}`),
    value,
    place,
    layout: (buffer) => {
      const order = buffer.order.map((t) => axis(buffer.dims[t]!));
      return `${place(buffer)} ${originOf(buffer)}${order.length < 2 ? "" : `, as [${order}]`}`;
    },
    instruction: (one) => {
      const { id, cells } = one.out;
      return `r${id}${cells.length === 0 ? "" : `(${indices(cells)})`} = ${computed(one)}`;
    },
  };
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

function rangeOf({ set }: Axis): string {
  return `= 0…${set.extent - 1}`;
}

/** Whether the numbers of a buffer were given, which are checked, or computed. */
function originOf({ source, node }: Buffer): string {
  return source !== undefined ? "given" : node?.kind === "hold" ? "held" : "computed";
}

/** Letters for index sets: their own, and a number where several have one. */
function lettersOf(axes: readonly Axis[]): ReadonlyMap<IndexSet, string> {
  const letters = new Map<IndexSet, string>(), counts = new Map<string, number>();
  for (const { set } of axes) {
    if (letters.has(set)) continue;
    const count = (counts.get(set.letter) ?? 0) + 1;
    counts.set(set.letter, count);
    letters.set(set, count === 1 ? set.letter : `${set.letter}${count}`);
  }
  return letters;
}

/** The axes of a kernel in the order in which they are met. */
function axesOf(kernel: Kernel): Axis[] {
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
    default:
      return one satisfies never;
  }
}

/** All that a kernel reads from memory, for mirrored pairs and by products too. */
function memoriesOf(kernel: Kernel): Memory[] {
  return usesOf(kernel).flatMap(({ args }) => args.filter((arg) => arg.kind === "memory"));
}

/** The buffers that a kernel reads, then those that it writes. */
function buffersOf(kernel: Kernel): Buffer[] {
  const written = [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
  return [...new Set([...memoriesOf(kernel).map(({ buffer }) => buffer), ...written])];
}

function namesByOrder(kernel: Kernel): BufferName {
  const names = new Map(buffersOf(kernel).map((buffer, t) => [buffer, `m${t}`]));
  return (buffer) => names.get(buffer) ?? planName(buffer);
}
