import { type Axis, axisOf, type IndexSet, indexSet, isLong } from "../expr/axes.ts";
import { source } from "../expr/array.ts";
import {
  broadcast,
  coord,
  dense,
  extent,
  hold,
  inputAt,
  reduce,
  rename,
  scan,
  take,
} from "../expr/build.ts";
import { mark } from "../expr/mark.ts";
import { type Const, type Node, type Source, topological } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Structure } from "./structure.ts";
import { fullView, type GraphView } from "./view.ts";

/** A graph that stands for all of its structure: its inputs hold no numbers, and its long sets no extent. */
export interface Canonical {
  readonly outputs: readonly Node[];
  /** The inputs, in the order of the structure. */
  readonly inputs: readonly Source[];
  /** The index sets, in the order of the structure. */
  readonly sets: readonly IndexSet[];
  /** The inputs that stand for numbers, in the order in which these were given. */
  readonly numbers: readonly Source[];
}

/**
 * The graph above some outputs, over inputs and index sets of its own: a plan made from it keeps no caller's numbers
 * alive. It is a function of the key alone: nodes are made in the order in which the key lists them, sets by age. For
 * `lifted` numbers it has scalar inputs, so that one plan serves graphs that differ by these.
 */
export function canonical(
  outputs: readonly Node[],
  structure: Structure,
  { view = fullView, lifted = [], names = structure.inputs.map(({ name }) => name) }: {
    /** How the structure was told. */
    readonly view?: GraphView;
    readonly lifted?: readonly Const[];
    /** What the inputs are called, if not as in the graph. */
    readonly names?: readonly string[];
  } = {},
): Canonical {
  const sets = new Map<IndexSet, IndexSet>();
  for (const set of [...structure.sets].sort((a, b) => a.id - b.id)) sets.set(set, emptySet(set));
  const inputs = new Map(structure.inputs.map((input, t) => [input, emptySource(names[t]!)]));
  const numbers = lifted.map(() => emptySource("number"));
  const copied = new Map<Node, Node>();
  const copies: CopyMap = {
    node: (node) => of(copied, node),
    input: (input) => of(inputs, input),
    set: (set) => of(sets, set),
    axis: ({ set, copy }) => axisOf(of(sets, set), copy),
  };
  const scalars = new Map<Node, Node>(
    lifted.map((number, t) => [number, inputAt(numbers[t]!, [], "any")]),
  );
  const copy = (node: Node): Node => {
    const passed = view.passed(node);
    if (passed !== undefined) {
      return inputAt(copies.input(passed.input), passed.dims.map(copies.axis), "any");
    }
    const [first, ...others] = view.partsOf(node);
    // a marker of which only the value is looked at is that value
    const isValue = node.kind === "marker" && others.length + 1 < node.args.length;
    return isValue && first !== undefined ? copies.node(first) : copyOf(node, copies);
  };
  for (const node of topological(outputs, view.partsOf)) {
    copied.set(node, scalars.get(node) ?? copy(node));
  }
  return {
    outputs: outputs.map((output) => broadcast(copies.node(output), output.axes.map(copies.axis))),
    inputs: structure.inputs.map(copies.input),
    sets: structure.sets.map(copies.set),
    numbers,
  };
}

/** What stands for the parts of a node. */
interface CopyMap {
  readonly node: (node: Node) => Node;
  readonly input: (input: Source) => Source;
  readonly set: (set: IndexSet) => IndexSet;
  readonly axis: (axis: Axis) => Axis;
}

function copyOf(node: Node, { node: at, input, set, axis }: CopyMap): Node {
  switch (node.kind) {
    case "const":
      return node;
    case "input":
      return inputAt(input(node.source), node.dims.map(axis), node.domain);
    case "coord":
      return coord(axis(node.axis));
    case "extent":
      return extent(set(node.set));
    case "map":
      return nodes.map(node.op, node.args.map(at));
    case "marker": {
      const [value, ...others] = node.args;
      return mark(node.op, [at(value), ...others.map(at)]);
    }
    case "reduce": {
      const [body, weight] = node.args;
      return reduce(node.op, axis(node.axis), at(body), weight && at(weight));
    }
    case "scan": {
      const axes = { axis: axis(node.axis), along: axis(node.along) };
      return scan(node.op, axes, at(node.args[0]));
    }
    case "take":
      return take(at(node.args[0]), axis(node.axis), at(node.args[1]));
    case "dense":
      return dense(node.op, axis(node.row), axis(node.column), node.args.map(at));
    case "hold":
      return hold(node.name, at(node.args[0]), node.domain);
    case "rename": {
      // by the axes as they were: a copy has lost those that only what gradients look at had
      const names = node.home.axes.map((from, t): [Axis, Axis] => [axis(from), axis(node.to[t]!)]);
      return rename(at(node.home), new Map(names));
    }
    default:
      return node satisfies never;
  }
}

/** A set without an extent if it is long: a run brings its own, and a size that it forgets is no number. */
function emptySet(set: IndexSet): IndexSet {
  return indexSet(set.role, set.letter, isLong(axisOf(set)) ? NaN : set.extent);
}

function emptySource(name: string): Source {
  return source({ data: new Float64Array(0), shape: [] }, name);
}

/** The structure lists all that its graph is made of. */
function of<T>(copies: ReadonlyMap<T, T>, original: T): T {
  return copies.get(original) as T;
}
