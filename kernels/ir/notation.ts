import { type Axis, axisName, type IndexSet, isLong } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import { argumentsOf, type Guarded, type Instruction, type Memory, type Value } from "./kernel.ts";

/** How buffers are called. */
export type BufferName = (buffer: Buffer) => string;

/** The name that the plan gives a buffer: that of the input, or t and a number. */
export const planName: BufferName = ({ source, id }) => source?.name ?? `t${id}`;

/** What is written of the parts of a kernel. */
export interface Notation {
  readonly axis: (axis: Axis) => string;
  readonly indices: (axes: readonly Axis[]) => string;
  /** Each axis with what it counts. */
  readonly axes: () => string[];
  readonly value: (value: Value) => string;
  readonly place: (buffer: Buffer) => string;
  readonly layout: (buffer: Buffer) => string;
  readonly instruction: (instruction: Instruction) => string;
}

/** A notation in which these axes have names of their own. */
export function newNotation(axes: readonly Axis[], nameOf: BufferName): Notation {
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
  const fast = ({ fast }: Guarded): string => {
    switch (fast.form) {
      case "products": {
        const values = [fast.inverse, fast.matrix, fast.vector].map(value).join(", ");
        return `products[${indices([fast.row, fast.column])}](${values})`;
      }
      case "scaled": {
        const factors = fast.factors.map((one) =>
          `${one.divides ? " / " : " · "}${value(one.value)}`
        );
        return `${value(fast.base)} · (${fast.negative ? "-1" : "1"}${factors.join("")})`;
      }
      case "logProduct":
        return `log of the product[${axis(fast.over)}](${value(fast.factor)})`;
      default:
        return fast satisfies never;
    }
  };
  const computed = (one: Instruction): string => {
    const args = one.kind === "gather" ? "" : argumentsOf(one).map(value).join(", ");
    switch (one.kind) {
      case "const":
        return Object.is(one.value, -0) ? "-0" : String(one.value);
      case "extent":
        return `|${letters.get(one.set) ?? one.set.letter}|`;
      case "index":
        return axis(one.axis);
      case "map":
        return `${one.op}(${args})${one.sure === undefined ? "" : `, never NaN: ${one.sure + 1}`}`;
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
      case "guarded":
        return `${computed(one.slow)}, by ${fast(one)}`;
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
