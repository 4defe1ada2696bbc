import { type Axis, isLong } from "../../../src/expr/axes.ts";
import type { Buffer } from "../../../src/plan/types.ts";
import type { BufferName } from "../../ir/notation.ts";
import type { Argument } from "../frame/argument_block.ts";

/** What the names that the emitter knows speak of. */
export interface Spoken {
  readonly args: readonly Argument[];
  readonly buffers: readonly Buffer[];
  readonly axes: readonly Axis[];
  readonly axisName: (axis: Axis) => string;
  readonly nameOf: BufferName;
}

// an index, or one that a loop counts; several of them
const cell = String.raw`(?:\d+|loop \d+ \+ \d+)`;
const cells = `((?:${cell}(?:,${cell})*)?)`;
const patterns = {
  register: new RegExp(`register (\\d+) ${cells}`, "g"),
  view: new RegExp(`view (\\d+) \\S+ ${cells}`, "g"),
  memory: new RegExp(`memory (\\d+) (\\S*) ${cells}`, "g"),
  address: /address (\d+) \d+ (\S*) (?:true|false) /g,
  word: /word (\d+)/g,
  axis: /\b\d+\.-?\d+\b/g,
  loop: /loop (\d+)(?: \+ (\d+))?/g,
};

/**
 * Names for locals that are all different: what a local holds, as the emitter has noted it (`register 12 0,1` is `r12[0,1]`,
 * the second local of this name `r12[0,1]~2`), else its type and number.
 */
export function localNames(
  noted: ReadonlyMap<number, string>,
  typeOf: (local: number) => string,
  spoken: Spoken,
): (local: number) => string {
  const known = new Map<number, string>(), counts = new Map<string, number>();
  const nameOf = (local: number): string => {
    const before = known.get(local);
    if (before !== undefined) return before;
    const raw = noted.get(local);
    const text = raw === undefined ? `${typeOf(local)[0]}${local}` : readable(raw, nameOf, spoken);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    const name = count === 1 ? text : `${text}~${count}`;
    known.set(local, name);
    return name;
  };
  return nameOf;
}

function readable(raw: string, nameOf: (local: number) => string, spoken: Spoken): string {
  const { args, buffers, axes, axisName } = spoken;
  const axisOf = (key: string) => axes.find((axis) => axis.key === key);
  const axisText = (key: string) => {
    const axis = axisOf(key);
    return axis === undefined ? key : axisName(axis);
  };
  const at = (name: string, indices: string) => indices === "" ? name : `${name}[${indices}]`;
  const bufferText = (id: string) => {
    const buffer = buffers.find((one) => one.id === Number(id));
    return buffer === undefined ? `t${id}` : spoken.nameOf(buffer);
  };
  const loops = (text: string) =>
    text.replace(
      patterns.loop,
      (_all, counter: string, plus?: string) =>
        nameOf(Number(counter)) + (plus === undefined || plus === "0" ? "" : `+${plus}`),
    );
  /** The indices of a value in memory: its cells where it has some, else its axes. */
  const indices = (dims: string, of: string) => {
    const list = loops(of).split(","), short: string[] = [];
    return dims.split(",").filter((key) => key !== "").map((key) => {
      const axis = axisOf(key);
      if (axis === undefined || isLong(axis)) return axisText(key);
      if (!short.includes(key)) short.push(key);
      return list[short.indexOf(key)] ?? axisText(key);
    }).join(",");
  };
  return raw
    .replace(patterns.register, (_all, id: string, of: string) => at(`r${id}`, loops(of)))
    .replace(patterns.view, (_all, id: string, of: string) => at(`r${id}.view`, loops(of)))
    .replace(
      patterns.memory,
      (_all, id: string, dims: string, of: string) => at(bufferText(id), indices(dims, of)),
    )
    .replace(patterns.address, (_all, offset: string, dims: string) => {
      const base = argumentName(args[Number(offset) / 4], spoken);
      return `${at(base, dims.split(",").filter((key) => key !== "").map(axisText).join(","))} `;
    })
    .replace(
      patterns.word,
      (_all, offset: string) => argumentName(args[Number(offset) / 4], spoken),
    )
    .replace(patterns.axis, axisText)
    .replace(patterns.loop, (all) => loops(all))
    .replace(/ \S+ \+ 0\b/g, "")
    .replace(/^constant \S+ /, "#")
    .replace(/ base$/, "")
    .replace(/; (\d+)$/, " $1")
    .trim().replace(/\s+/g, ".");
}

function argumentName(argument: Argument | undefined, { nameOf, axisName }: Spoken): string {
  switch (argument?.kind) {
    case "pointer":
      return `&${nameOf(argument.buffer)}${
        argument.rounding === "f64" ? "" : ` ${argument.rounding}`
      }`;
    case "stride":
      return `step(${nameOf(argument.buffer)},${axisName(argument.buffer.dims[argument.dim]!)})`;
    case "extent":
      return `|${argument.set.letter}|`;
    case "flags":
    case "flagsPerRow":
    case "columns":
    case "columnStride":
    case "shifts":
      return argument.kind;
    case "state":
      return `&state${argument.number} of ${nameOf(argument.buffer)}`;
    case undefined:
      return "argument";
    default:
      return argument satisfies never;
  }
}
