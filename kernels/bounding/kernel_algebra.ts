import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Reduction } from "../../src/expr/node.ts";
import { type Algebra, arity, type Op } from "../../src/expr/ops.ts";
import type { Instruction, Level, Register, Value } from "../ir/kernel.ts";

/** A kernel under construction: operations on its values, each written once, at the lowest level that it depends on. */
export interface KernelAlgebra extends Algebra<Value> {
  readonly fold: (op: Reduction, over: Axis, x: Value) => Value;
  readonly dot: (over: Axis, x: Value, y: Value) => Value;
  readonly extent: (set: Axis["set"]) => Value;
  readonly index: (axis: Axis) => Value;
  /** What these values need, by levels. */
  readonly levelsFor: (results: readonly Value[]) => Levels;
}

type Levels = readonly [Instruction[], Instruction[], Instruction[]];

/** An instruction before its result has a name. */
type Nameless = Instruction extends infer I ? I extends Instruction ? Omit<I, "out"> : never
  : never;

/** A kernel without instructions. */
export function kernelAlgebra(): KernelAlgebra {
  const made: Instruction[] = [], known = new Map<string, Register>();
  const numbers = new Map<Value, number>();
  const keyOf = (value: Value): string => {
    if (value.kind === "register") return `r${value.id}`;
    if (value.kind === "view") return `r${value.of.id}(${value.dims.map(({ key }) => key)})`;
    // memory is known by its object: whoever builds a kernel asks for each once
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, number = numbers.size);
    return `m${number}`;
  };
  const write = (
    key: string,
    { level, cells }: { readonly level: Level; readonly cells: readonly Axis[] },
    instruction: Nameless,
  ): Register => {
    let out = known.get(key);
    if (out === undefined) {
      known.set(key, out = { kind: "register", id: made.length, level, cells });
      // one of the union, with its result
      made.push({ ...instruction, out } as Instruction);
    }
    return out;
  };
  const levelOf = (args: readonly Value[]) =>
    args.reduce<Level>((level, arg) => arg.level > level ? arg.level : level, 0);
  const cellsOf = (args: readonly Value[]) => unionAxes(...args.map(({ cells }) => cells), []);
  const map = (op: Op, args: readonly Value[]): Value =>
    write(`${op} ${args.map(keyOf)}`, { level: levelOf(args), cells: cellsOf(args) }, {
      kind: "map",
      op,
      args,
    });
  // every operation has its entry
  const ops = Object.fromEntries(
    (Object.keys(arity) as Op[]).map((op) => [op, (...args: Value[]) => map(op, args)]),
  ) as unknown as Algebra<Value>;
  return {
    ...ops,
    constant: (value) =>
      write(`const ${Object.is(value, -0) ? "-0" : value}`, { level: 0, cells: [] }, {
        kind: "const",
        value,
      }),
    extent: (set) => write(`extent ${set.id}`, { level: 0, cells: [] }, { kind: "extent", set }),
    index: (axis) =>
      write(`index ${axis.key}`, { level: 0, cells: [axis] }, { kind: "index", axis }),
    fold: (op, over, x) =>
      write(`fold ${op} ${over.key} ${keyOf(x)}`, {
        level: x.level,
        cells: withoutAxes(x.cells, [over]),
      }, { kind: "fold", op, over, args: [x] }),
    dot: (over, x, y) =>
      write(`dot ${over.key} ${keyOf(x)} ${keyOf(y)}`, {
        level: levelOf([x, y]),
        cells: withoutAxes(cellsOf([x, y]), [over]),
      }, { kind: "dot", over, args: [x, y], weighs: false }),
    levelsFor: (results) => needed(made, results),
  };
}

/** The instructions that some values need, in their order. */
function needed(made: readonly Instruction[], results: readonly Value[]): Levels {
  const wanted = new Set<Register>();
  const want = (value: Value) => {
    if (value.kind !== "memory") wanted.add(value.kind === "view" ? value.of : value);
  };
  results.forEach(want);
  const levels: Levels = [[], [], []];
  for (const instruction of [...made].reverse()) {
    if (!wanted.has(instruction.out)) continue;
    levels[instruction.out.level].unshift(instruction);
    switch (instruction.kind) {
      case "map":
      case "fold":
      case "dot":
        instruction.args.forEach(want);
        break;
      case "const":
      case "extent":
      case "index":
        break;
      default:
        throw new Error(`A bounding kernel has no ${instruction.kind}`);
    }
  }
  return levels;
}
