import { type Axis, axisOf, type IndexSet, indexSet, isLong } from "../expr/axes.ts";
import { source } from "../expr/array.ts";
import { coord, dense, extent, hold, inputAt, reduce, rename, scan, take } from "../expr/build.ts";
import { type Node, type Source, topological } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Structure } from "./structure.ts";

/** A graph that stands for all of its structure: its inputs hold no numbers, and its long sets no extent. */
export interface Canonical {
  readonly outputs: readonly Node[];
  /** The inputs, in the order of the structure. */
  readonly inputs: readonly Source[];
  /** The index sets, in the order of the structure. */
  readonly sets: readonly IndexSet[];
}

/**
 * The graph above some outputs, over inputs and index sets of its own: a plan made from it keeps no caller's numbers
 * alive. It is a function of the key alone: nodes are made in the order in which the key lists them, sets by age.
 */
export function canonical(outputs: readonly Node[], structure: Structure): Canonical {
  const sets = new Map<IndexSet, IndexSet>();
  for (const set of [...structure.sets].sort((a, b) => a.id - b.id)) sets.set(set, emptySet(set));
  const inputs = new Map(structure.inputs.map((input) => [input, emptySource(input)]));
  const copied = new Map<Node, Node>();
  const copies: Copies = {
    node: (node) => of(copied, node),
    input: (input) => of(inputs, input),
    set: (set) => of(sets, set),
    axis: ({ set, copy }) => axisOf(of(sets, set), copy),
  };
  for (const node of topological(outputs)) copied.set(node, copyOf(node, copies));
  return {
    outputs: outputs.map(copies.node),
    inputs: structure.inputs.map(copies.input),
    sets: structure.sets.map(copies.set),
  };
}

/** What stands for the parts of a node. */
interface Copies {
  readonly node: (node: Node) => Node;
  readonly input: (input: Source) => Source;
  readonly set: (set: IndexSet) => IndexSet;
  readonly axis: (axis: Axis) => Axis;
}

function copyOf(node: Node, { node: at, input, set, axis }: Copies): Node {
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
      const home = at(node.home);
      return rename(home, new Map(home.axes.map((from, t) => [from, axis(node.to[t]!)])));
    }
    default:
      return node satisfies never;
  }
}

/** A set without an extent if it is long: a run brings its own, and a size that it forgets is no number. */
function emptySet(set: IndexSet): IndexSet {
  return indexSet(set.role, set.letter, isLong(axisOf(set)) ? NaN : set.extent);
}

function emptySource({ name }: Source): Source {
  return source({ data: new Float64Array(0), shape: [] }, name);
}

/** The structure lists all that its graph is made of. */
function of<T>(copies: ReadonlyMap<T, T>, original: T): T {
  return copies.get(original) as T;
}
