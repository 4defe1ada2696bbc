import { type Axis, axisOf, type IndexSet, isLong } from "../expr/axes.ts";
import { source } from "../expr/array.ts";
import { coord, inputAt, rebuild, rename } from "../expr/build.ts";
import { children, type Input, type Node, type Source } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { isStorable } from "./cut_windows.ts";
import { isComputed } from "./reading.ts";
import type { passing } from "./rewriting.ts";

/** An input that holds some rows of an array: along `dims` it has those of a block. */
export interface Slice {
  readonly input: Source;
  /** The array: an input of the graph, or one that holds a value computed before. */
  readonly of: Source;
  readonly dims: readonly number[];
}

/** The axes of a node that are the row. */
type Rows = readonly Axis[];

/** A value on the way: a node, and which of its free axes are the row. */
interface Place {
  readonly node: Node;
  readonly rows: Rows;
}

/**
 * Graphs in which a row is one of a block of rows: wherever a value has the row's axis it is computed for the block alone, from
 * slices; what lacks it (the columns that a row meets) is read whole, from `before`. One set of indices thus becomes two, and no
 * two axes are the two sides of one pair any more.
 */
export function rowSide(
  block: IndexSet,
  first: Source,
  before: ReturnType<typeof passing>,
): { readonly at: (node: Node, row: Axis) => Node; readonly slices: () => readonly Slice[] } {
  const row = axisOf(block);
  const start = inputAt(first, [], "any");
  const slices = new Map<string, Slice>();
  const memo = new Map<Node, Map<string, Node>>();
  const known = ({ node, rows }: Place) => memo.get(node)?.get(keyOf(rows));

  /** An array that is read with the row along some of its dimensions. */
  const sliced = (leaf: Input, rows: Rows): Node => {
    const dims = leaf.dims.flatMap((axis, t) => rows.includes(axis) ? [t] : []);
    const key = `${leaf.source.id} ${dims}`;
    let slice = slices.get(key);
    if (slice === undefined) {
      const input = source({ data: new Float64Array(0), shape: [] }, leaf.source.name);
      slices.set(key, slice = { input, of: leaf.source, dims });
    }
    const axes = leaf.dims.map((axis) => rows.includes(axis) ? row : axis);
    return inputAt(slice.input, axes, leaf.domain);
  };
  /** What needs no parts: values without the row, and those that are made of all rows at once. */
  const whole = ({ node, rows }: Place): Node | undefined => {
    if (rows.length === 0) return wholeValue(node);
    if (node.kind === "input") return sliced(node, rows);
    if (node.kind === "coord") return nodes.add(coord(row), start);
    // a named value is checked as a whole, and what a scan makes along a long axis is made of all before it
    if (node.kind === "hold" || (node.kind === "scan" && isLong(node.axis))) {
      return sliced(before.leaf(node), rows);
    }
    return undefined;
  };
  const wholeValue = (node: Node): Node => {
    if (!isComputed(node) || !isStorable(node)) return node;
    if (node.kind !== "rename") return before.leaf(node);
    return isStorable(node.home)
      ? rename(before.leaf(node.home), namesOf(node.home.axes, node.to))
      : before.leaf(node);
  };
  const partsOf = ({ node, rows }: Place): Place[] =>
    node.kind === "rename"
      ? [{ node: node.home, rows: node.home.axes.filter((_, t) => rows.includes(node.to[t]!)) }]
      : children(node).map((part) => ({ node: part, rows: within(rows, part) }));
  const built = (place: Place): Node => {
    const { node, rows } = place, parts = partsOf(place);
    if (node.kind !== "rename") {
      return rebuild(node, (part) => known({ node: part, rows: within(rows, part) }) as Node);
    }
    const { home, to } = node, made = known(parts[0]!) as Node;
    return rename(made, namesOf(home.axes, to.map((axis) => rows.includes(axis) ? row : axis)));
  };
  const at = (root: Node, axis: Axis): Node => {
    // no recursion: a long chain of operations is deeper than a stack
    const origin: Place = { node: root, rows: within([axis], root) };
    const stack = [origin];
    while (stack.length > 0) {
      const place = stack[stack.length - 1]!, height = stack.length;
      if (known(place) === undefined) {
        let made = whole(place);
        if (made === undefined) {
          for (const part of partsOf(place)) if (known(part) === undefined) stack.push(part);
          if (stack.length > height) continue;
          made = built(place);
        }
        const ofNode = memo.get(place.node) ?? new Map<string, Node>();
        memo.set(place.node, ofNode.set(keyOf(place.rows), made));
      }
      stack.pop();
    }
    return known(origin) as Node;
  };
  return { at, slices: () => [...slices.values()] };
}

function within(rows: Rows, node: Node): Rows {
  return rows.filter((axis) => node.axes.includes(axis));
}

function keyOf(rows: Rows): string {
  return rows.map(({ key }) => key).join(" ");
}

/** What each axis of a node is called where it is read; an axis that the rewritten node lacks names nothing. */
function namesOf(from: readonly Axis[], to: readonly Axis[]): ReadonlyMap<Axis, Axis> {
  return new Map(from.map((axis, t) => [axis, to[t]!]));
}
