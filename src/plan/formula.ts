import { type Axis, axisOf, type IndexSet, indexSet, type Role } from "../expr/axes.ts";
import { ShapeError } from "../expr/errors.ts";
import { coord, dense, extent, hold, inputAt, reduce, rename, scan, take } from "../expr/build.ts";
import {
  children,
  type DenseOp,
  type Domain,
  type Node,
  type Reduction,
  type ScanOp,
  type Source,
  topological,
} from "../expr/node.ts";
import type { Op } from "../expr/ops.ts";
import { constant, nodes } from "../expr/simplify.ts";

/** A graph over numbered inputs as plain data that JSON keeps exactly. */
export interface Formula {
  readonly sets: readonly {
    readonly role: Role;
    readonly letter: string;
    readonly extent: number;
  }[];
  /** Arguments before the nodes that use them. */
  readonly lines: readonly Line[];
  /** The line of each output. */
  readonly outputs: readonly number[];
}

/** An axis: the number of its set, and of its copy. */
type AxisText = readonly [set: number, copy: number];

/** A node: its kind, and of what is left what the kind has. */
export interface Line {
  readonly kind: Exclude<Node["kind"], "marker">;
  /** The operation, the name of a named value. */
  readonly op?: string;
  readonly domain?: Domain;
  /** The value of a number, which may be −0 or infinite; the number of an input or of a set. */
  readonly value?: string | number;
  /** The axes that it binds, or is read with, in the order of the node's fields. */
  readonly axes?: readonly AxisText[];
  /** The lines of its arguments. */
  readonly parts?: readonly number[];
}

/** The graph above some outputs, whose inputs are all among `inputs`. */
export function formulaOf(outputs: readonly Node[], inputs: readonly Source[]): Formula {
  const order = topological(outputs), numbers = new Map(order.map((node, t) => [node, t]));
  // by age, which decides the order of axes
  const sets = [...new Set(order.flatMap(setsOf))].sort((a, b) => a.id - b.id);
  const textOf = ({ set, copy }: Axis): AxisText => [sets.indexOf(set), copy];
  const lines = order.map((node): Line => {
    const parts = children(node).map((part) => numbers.get(part) as number);
    const axes = axesOf(node).map(textOf);
    switch (node.kind) {
      case "const":
        return { kind: "const", value: Object.is(node.value, -0) ? "-0" : String(node.value) };
      case "input":
        return { kind: "input", value: inputs.indexOf(node.source), domain: node.domain, axes };
      case "extent":
        return { kind: "extent", value: sets.indexOf(node.set) };
      case "coord":
      case "rename":
      case "take":
        return { kind: node.kind, axes, parts };
      case "map":
      case "reduce":
      case "scan":
      case "dense":
        return { kind: node.kind, op: node.op, axes, parts };
      case "hold":
        return { kind: "hold", op: node.name, domain: node.domain, parts };
      case "marker":
        throw new Error(`A formula is of values, which have no markers: ${node}`);
      default:
        return node satisfies never;
    }
  });
  return {
    sets: sets.map(({ role, letter, extent }) => ({ role, letter, extent })),
    lines,
    outputs: outputs.map((output) => numbers.get(output) as number),
  };
}

/** The axes that a node binds or is read with. */
function axesOf(node: Node): readonly Axis[] {
  switch (node.kind) {
    case "input":
      return node.dims;
    case "rename":
      return node.to;
    case "reduce":
    case "coord":
    case "take":
      return [node.axis];
    case "scan":
      return [node.along, node.axis];
    case "dense":
      return [node.row, node.column];
    default:
      return [];
  }
}

function setsOf(node: Node): readonly IndexSet[] {
  return node.kind === "extent" ? [node.set] : axesOf(node).map(({ set }) => set);
}

/**
 * The outputs of a formula over the arrays that stand for its inputs; the formula is one that `formulaOf` made or `checkFormula`
 * let pass. Where its axes do not fit together the constructors of nodes refuse it, or whoever evaluates it.
 */
export function outputsOf(formula: Formula, inputs: readonly Source[]): Node[] {
  const sets = formula.sets.map(({ role, letter, extent }) => indexSet(role, letter, extent));
  const made: Node[] = [];
  for (const line of formula.lines) made.push(nodeFrom(line, { sets, inputs, made }));
  return formula.outputs.map((output) => at(made, output));
}

/** The node of a line; what it refers to was made before. */
function nodeFrom(
  { kind, op = "", domain = "any", value = NaN, axes = [], parts = [] }: Line,
  { sets, inputs, made }: {
    readonly sets: readonly IndexSet[];
    readonly inputs: readonly Source[];
    readonly made: readonly Node[];
  },
): Node {
  const own = axes.map(([set, copy]) => axisOf(at(sets, set), copy));
  const args = parts.map((part) => at(made, part));
  const [, second] = args;
  // operations, and the axes and arguments that a kind has, are those of its form
  switch (kind) {
    case "const":
      return constant(Number(value));
    case "input":
      return inputAt(at(inputs, Number(value)), own, domain);
    case "extent":
      return extent(at(sets, Number(value)));
    case "coord":
      return coord(at(own, 0));
    case "map":
      return nodes.map(op as Op, args);
    case "reduce":
      return reduce(op as Reduction, at(own, 0), at(args, 0), second);
    case "scan":
      return scan(op as ScanOp, { along: at(own, 0), axis: at(own, 1) }, at(args, 0));
    case "take":
      return take(at(args, 0), at(own, 0), at(args, 1));
    case "dense":
      return dense(op as DenseOp, at(own, 0), at(own, 1), args);
    case "hold":
      return hold(op, at(args, 0), domain);
    case "rename": {
      const home = at(args, 0);
      if (home.axes.length !== own.length) {
        throw new ShapeError(
          `Expected ${home.axes.length} axes for a value that has as many, got ${own.length}`,
        );
      }
      return rename(home, new Map(home.axes.map((from, t) => [from, at(own, t)])));
    }
    default:
      kind satisfies never;
      throw new RangeError(`there is no kind ${kind}`);
  }
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`nothing has the number ${index}`);
  return found;
}
