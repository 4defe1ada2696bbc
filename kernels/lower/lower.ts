import { type Axis, isLong, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import {
  type Dense,
  isHome,
  type MapNode,
  type Node,
  type Reduce,
  type Take,
} from "../../src/expr/node.ts";
import { traits } from "../../src/expr/traits.ts";
import { writtenOut } from "../../src/expr/build.ts";
import { readingOf } from "../../src/plan/reading.ts";
import { bindFresh, type Binding, renamed, shortOf, through, withOwnCells } from "../ir/binding.ts";
import { valueNumbering } from "./numbering.ts";
import { pairsOf } from "./unordered_pairs.ts";
import { factorsOf, rowFirst } from "./split_products.ts";
import type { Buffer, Plan, Step, Task } from "../../src/plan/types.ts";
import type {
  Accumulator,
  Instruction,
  Kernel,
  Level,
  Memory,
  Register,
  Store,
  Value,
} from "../ir/kernel.ts";

/**
 * The kernel of each step of a plan. It reads what earlier steps have stored and nothing else: lowering turns expressions
 * about (a sign moves to another factor), and may meet one that only a later step will store.
 */
export function lower(plan: Plan): Kernel[] {
  return [...lowerEach(plan)];
}

/** The same, one by one. */
export function* lowerEach(plan: Plan): Generator<Kernel, void, unknown> {
  const stored = new Map<Node, Buffer>();
  const inputs = new Map(plan.inputs.map((buffer) => [buffer.source?.id, buffer]));
  for (const step of plan.steps) {
    const lowered = (tasks: readonly Task[], mirrored = false) =>
      lowerStep({ ...step, tasks }, { stored, inputs, mirrored });
    const plain = lowered(step.tasks);
    const pairs = pairsOf(step, plain, lowered);
    for (const { node, buffer } of step.tasks) stored.set(node, buffer);
    yield pairs === undefined ? plain : { ...plain, pairs };
  }
}

/** What a step is lowered with. */
interface Lowering {
  /** The values stored by earlier steps. */
  readonly stored: ReadonlyMap<Node, Buffer>;
  readonly inputs: ReadonlyMap<number | undefined, Buffer>;
  /** Whether each accumulator is wanted for the mirrored pair too. */
  readonly mirrored: boolean;
}

/**
 * Expressions to instructions. Each value is emitted once, at the lowest level of the loop nest that it depends on:
 * what only the row decides is computed once a row and shared by all lanes.
 */
function lowerStep(step: Step, { stored, inputs, mirrored }: Lowering): Kernel {
  const levels: [Instruction[], Instruction[], Instruction[]] = [[], [], []];
  const memo = new Map<string, Value>();
  const storedNodes = new Set(stored.keys());
  let registers = 0;

  const levelOf = (axis: Axis): Level => axis === step.lane ? 2 : step.rows.includes(axis) ? 1 : 0;
  const onLanes = (at: Binding) => (node: Node) =>
    node.axes.some((axis) => through(at, axis) === step.lane);
  const register = (level: Level, cells: readonly Axis[]): Register => ({
    kind: "register",
    id: registers++,
    level,
    cells,
  });
  const numbering = valueNumbering();
  const emit = (instruction: Instruction): Register => {
    const known = numbering.same(instruction);
    if (known !== undefined) return known;
    levels[instruction.out.level].push(instruction);
    return instruction.out;
  };
  const memory = (buffer: Buffer, dims: readonly Axis[]): Memory => ({
    kind: "memory",
    level: highest(dims.map(levelOf)),
    cells: shortOf(dims),
    buffer,
    dims,
  });

  const keyOf = (node: Node, at: Binding) =>
    `${node.id} ${node.axes.map((axis) => through(at, axis).key).join(",")}`;
  const value = (node: Node, at: Binding): Value => {
    const key = keyOf(node, at);
    let known = memo.get(key);
    if (known === undefined) memo.set(key, known = compute(node, at));
    return known;
  };

  const compute = (node: Node, at: Binding): Value => {
    const reading = readingOf(node, storedNodes);
    if (reading !== undefined) {
      return memory(
        stored.get(reading.node) as Buffer,
        reading.to.map((axis) => through(at, axis)),
      );
    }
    const moved = isHome(node) &&
      node.axes.some((axis) => !isLong(axis) && through(at, axis) !== axis);
    return moved ? renamed(value(node, withOwnCells(node, at)), at) : expand(node, at);
  };

  /** A node's own computation, even if its value is stored. */
  const expand = (node: Node, at: Binding): Value => {
    switch (node.kind) {
      case "const":
        return emit({ kind: "const", out: register(0, []), value: node.value });
      case "extent":
        return emit({ kind: "extent", out: register(0, []), set: node.set });
      case "input": {
        const buffer = inputs.get(node.source.id) as Buffer;
        return memory(buffer, node.dims.map((axis) => through(at, axis)));
      }
      case "coord": {
        const axis = through(at, node.axis);
        const cells = isLong(axis) ? [] : [axis];
        return emit({ kind: "index", out: register(levelOf(axis), cells), axis });
      }
      case "map":
        return operation(node, at);
      case "hold":
        return value(node.args[0]!, at);
      case "rename":
        return value(
          node.home,
          new Map(node.home.axes.map((axis, t) => [axis, through(at, node.to[t]!)])),
        );
      case "reduce":
        return fold(node, at);
      case "scan":
        if (isLong(node.axis)) throw new Error(`A scan is read before it is stored: ${node}`);
        return value(writtenOut(node), at);
      case "marker":
        throw new Error(`A plan has a marker, which only gradients look at: ${node}`);
      case "take":
        return gather(node, at);
      case "dense":
        return matrix(node, at);
      default:
        return node satisfies never;
    }
  };

  /** The arguments of an operation as they are read, and the values of the first of them. */
  const pendingOf = (node: MapNode, at: Binding) => {
    const isEven = traits[node.op].symmetry === "even";
    const turned = isEven ? rowFirst(node.args[0]!, storedNodes, onLanes(at)) : undefined;
    const values: Value[] = [];
    return { node, args: turned === undefined ? node.args : [turned], values };
  };
  /** An operation and those that it is made of, without recursion: a chain of them may be deeper than a stack. */
  const operation = (node: MapNode, at: Binding): Value => {
    const stack = [pendingOf(node, at)];
    for (;;) {
      const { node, args, values } = stack[stack.length - 1]!;
      const arg = args[values.length];
      if (arg === undefined) {
        const made = emit({ kind: "map", out: outFor(values), op: node.op, args: values });
        stack.pop();
        const below = stack[stack.length - 1];
        if (below === undefined) return made;
        memo.set(keyOf(node, at), made);
        below.values.push(made);
      } else if (
        arg.kind === "map" && !memo.has(keyOf(arg, at)) &&
        readingOf(arg, storedNodes) === undefined
      ) {
        stack.push(pendingOf(arg, at));
      } else {
        values.push(value(arg, at));
      }
    }
  };

  const outFor = (args: readonly Value[], without: readonly Axis[] = []): Register =>
    register(
      highest(args.map((arg) => arg.level)),
      withoutAxes(unionAxes(...args.map((arg) => arg.cells), []), without),
    );

  const fold = (node: Reduce, at: Binding): Value => {
    if (isLong(node.axis)) throw new Error(`A reduction is read before it is stored: ${node}`);
    const inner = bindFresh([node.axis], node, at);
    const over = through(inner, node.axis);
    const pair = node.op === "sum"
      ? factorsOf(node.args[0]!, storedNodes, onLanes(inner))
      : undefined;
    if (pair !== undefined) {
      const [x, y] = pair.factors.map((factor) => value(factor, inner)) as [Value, Value];
      const out = outFor([x, y], [over]);
      return emit({ kind: "dot", out, over, args: [x, y], weighs: pair.weighs });
    }
    const args = node.args.map((arg) => value(arg, inner));
    return emit({ kind: "fold", out: outFor(args, [over]), op: node.op, over, args });
  };

  const gather = (node: Take, at: Binding): Value => {
    const index = value(node.args[1]!, at);
    // the gathered dimension belongs to no loop: a name that no other axis has
    const key = `${node.axis.set.id}.gathered`;
    const inner = new Map(at).set(node.axis, { set: node.axis.set, copy: -1, key });
    const from = value(node.args[0]!, inner);
    if (from.kind !== "memory") throw new Error(`A gathered value is not in memory: ${node}`);
    const dim = from.dims.findIndex((axis) => axis.key === key);
    const rest = from.dims.filter((_axis, t) => t !== dim);
    const cells = unionAxes(index.cells, rest.filter((axis) => !isLong(axis)));
    const level = highest([index.level, ...rest.map(levelOf)]);
    return emit({ kind: "gather", out: register(level, cells), from, dim, index });
  };

  const matrix = (node: Dense, at: Binding): Value => {
    if (node.op === "lower") return value(node.args[0]!, at);
    const bound = withoutAxes([node.row, node.column], node.axes);
    const inner = bindFresh(bound, node, at);
    const identity = node.op === "solve" && isIdentity(node.args[1]!, node.row);
    const args = (identity ? [node.args[0]!] : node.args).map((arg) => value(arg, inner));
    const row = through(inner, node.row), column = through(inner, node.column);
    if (node.op === "divergence") {
      const f = args[0]!, g = args[1]!, vector = args[2]!, inverse = args[3]!, matrix = args[4]!;
      const part = (op: "trace" | "quadratic", args: readonly Value[]) =>
        emit({ kind: "dense", out: outFor(args, [row, column]), op, row, column, args });
      const parts = [part("trace", [f, g]), part("quadratic", [f, vector])];
      const out = outFor(parts);
      return emit({
        kind: "guarded",
        out,
        fast: { form: "products", row, column, inverse, matrix, vector },
        slow: { kind: "map", out, op: "add", args: parts },
      });
    }
    const out = outFor(args, bound.map((axis) => through(inner, axis)));
    const short = node.axes.filter((axis) => !isLong(axis)).map((axis) => through(at, axis));
    const result = { ...out, cells: unionAxes(out.cells, short) };
    if (!identity) {
      return emit({ kind: "dense", out: result, op: node.op, row, column, args });
    }
    const other = through(inner, otherAxis(node.args[1]!, node.row));
    return emit({ kind: "inverse", out: result, row, column, other, factor: args[0]! });
  };

  const kernelTask = (task: Task): void => {
    const { node, buffer } = task;
    const at: Binding = new Map();
    if (node.kind === "scan") {
      const values = value(node.args[0], new Map([[node.axis, node.along]]));
      stores.push({ value: values, into: buffer });
      return;
    }
    if (step.kind === "map" || node.kind !== "reduce") {
      stores.push({ value: expand(node, at), into: buffer });
      return;
    }
    const cells = node.axes.filter((axis) => !isLong(axis));
    const pair = node.op === "sum" ? factorsOf(node.args[0]!, storedNodes, onLanes(at)) : undefined;
    const parts = pair?.factors ?? node.args;
    const args = parts.map((arg) => value(arg, at));
    const op = pair === undefined ? node.op : "dot";
    accumulators.push({ op, args, weighs: pair?.weighs ?? false, cells, into: buffer });
    if (mirrored) mirrors.push(parts.map((arg) => value(arg, swapped(step))));
  };

  const stores: Store[] = [];
  const accumulators: Accumulator[] = [];
  const mirrors: Value[][] = [];
  step.tasks.forEach(kernelTask);
  const kernel = { rows: step.rows, lane: step.lane, levels, accumulators, stores };
  return mirrored ? { ...kernel, mirrors } : kernel;
}

/** The two axes of a pair change places. */
function swapped({ rows, lane }: Step): Binding {
  const row = rows.at(-1);
  return row === undefined || lane === null ? new Map() : new Map([[row, lane], [lane, row]]);
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>((top, level) => level > top ? level : top, 0);
}

/** Whether a right-hand side is the unit matrix: [row = another axis]. */
function isIdentity(node: Node, row: Axis): boolean {
  return node.kind === "map" && node.op === "equal" &&
    node.args.every((arg) => arg.kind === "coord" && arg.axis.set === row.set) &&
    node.args.some((arg) => arg.kind === "coord" && arg.axis === row) &&
    node.args[0] !== node.args[1];
}

/** The axis of a unit matrix that is not its row. */
function otherAxis(identity: Node, row: Axis): Axis {
  return identity.axes.find((axis) => axis !== row) ?? row;
}
