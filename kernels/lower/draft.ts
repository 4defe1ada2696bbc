import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Node } from "../../src/expr/node.ts";
import type { Buffer, Step } from "../../src/plan/types.ts";
import { type Binding, shortOf, through } from "../ir/binding.ts";
import type { Instruction, Level, Memory, Register, Value } from "../ir/kernel.ts";
import { valueNumbering } from "./numbering.ts";

/** What a step is lowered with. */
export interface Lowering {
  /** The values stored by earlier steps. */
  readonly stored: ReadonlyMap<Node, Buffer>;
  readonly inputs: ReadonlyMap<number | undefined, Buffer>;
  /** Whether each accumulator is wanted for the mirrored pair too. */
  readonly mirrored: boolean;
}

/** The instructions of a step while they are written, and what each value has become. */
export interface Draft extends Omit<Lowering, "stored"> {
  readonly step: Step;
  readonly stored: ReadonlySet<Node>;
  readonly bufferOf: (node: Node) => Buffer;
  readonly levels: readonly [Instruction[], Instruction[], Instruction[]];
  /** The values that are there, by the keys of their nodes. */
  readonly memo: Map<string, Value>;
  /** A name for a node read at some axes. */
  readonly keyOf: (node: Node, at: Binding) => string;
  /** The value of a node at some axes: written once. */
  readonly value: (node: Node, at: Binding) => Value;
  readonly register: (level: Level, cells: readonly Axis[]) => Register;
  /** Writes an instruction, unless an equal one is there. */
  readonly emit: (instruction: Instruction) => Register;
  readonly memory: (buffer: Buffer, dims: readonly Axis[]) => Memory;
  /** A register for what is computed of values, without some of their cells. */
  readonly outFor: (args: readonly Value[], without?: readonly Axis[]) => Register;
  readonly levelOf: (axis: Axis) => Level;
  /** Whether a node differs along the lanes. */
  readonly onLanes: (at: Binding) => (node: Node) => boolean;
}

/** An empty draft; `compute` writes a value that is not there yet. */
export function newDraft(
  step: Step,
  { stored, inputs, mirrored }: Lowering,
  compute: (draft: Draft, node: Node, at: Binding) => Value,
): Draft {
  const numbering = valueNumbering();
  let registers = 0;
  const draft: Draft = {
    ...{ step, inputs, mirrored },
    stored: new Set(stored.keys()),
    bufferOf: (node) => stored.get(node) as Buffer,
    levels: [[], [], []],
    memo: new Map(),
    keyOf: (node, at) => `${node.id} ${node.axes.map((axis) => through(at, axis).key).join(",")}`,
    value: (node, at) => {
      const key = draft.keyOf(node, at);
      let known = draft.memo.get(key);
      if (known === undefined) draft.memo.set(key, known = compute(draft, node, at));
      return known;
    },
    register: (level, cells) => ({ kind: "register", id: registers++, level, cells }),
    emit: (instruction) => {
      const known = numbering.same(instruction);
      if (known !== undefined) return known;
      draft.levels[instruction.out.level].push(instruction);
      return instruction.out;
    },
    memory: (buffer, dims) => ({
      kind: "memory",
      level: highest(dims.map(draft.levelOf)),
      cells: shortOf(dims),
      buffer,
      dims,
    }),
    outFor: (args, without = []) =>
      draft.register(
        highest(args.map((arg) => arg.level)),
        withoutAxes(unionAxes(...args.map((arg) => arg.cells), []), without),
      ),
    levelOf: (axis) => axis === step.lane ? 2 : step.rows.includes(axis) ? 1 : 0,
    onLanes: (at) => (node) => node.axes.some((axis) => through(at, axis) === step.lane),
  };
  return draft;
}

/** The highest of some levels. */
export function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>((top, level) => level > top ? level : top, 0);
}
