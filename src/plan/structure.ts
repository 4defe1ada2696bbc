import { type Axis, axisOf, type IndexSet, isLong } from "../expr/axes.ts";
import type { Const, Node, Source } from "../expr/node.ts";
import { fullView, type GraphView } from "./view.ts";

/**
 * What a plan depends on: all of a graph but its numbers and the extents of its long axes. Graphs of one structure have one
 * plan: input t of the one stands for input t of the other, set t for set t.
 */
export interface Structure {
  /** Equal for two graphs exactly if they have the same structure. */
  readonly key: string;
  /** The input arrays, in order of first appearance. */
  readonly inputs: readonly Source[];
  /** The index sets, in order of first appearance. */
  readonly sets: readonly IndexSet[];
  /** The numbers that are no part of the key, in order of first appearance. */
  readonly constants: readonly Const[];
}

/**
 * The structure of the graph above some outputs, told by one walk over its nodes. Numbers in the graph and the names of
 * inputs are part of it, unless these details are told apart.
 */
export function structureOf(
  outputs: readonly Node[],
  view: GraphView = fullView,
  { detailsApart = false }: { readonly detailsApart?: boolean } = {},
): Structure {
  const numbers = new Map<number, number>();
  const sets = numbering<IndexSet>(), inputs = numbering<Source>();
  const constants: Const[] = [];
  let key = "";
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    const parts = view.partsOf(node), height = stack.length;
    if (!numbers.has(node.id)) {
      for (let t = parts.length - 1; t >= 0; t--) {
        const part = parts[t]!;
        if (!numbers.has(part.id)) stack.push(part);
      }
      if (stack.length > height) continue;
      numbers.set(node.id, numbers.size);
      const passed = view.passed(node);
      if (passed !== undefined) {
        key += `input ${inputs.numberOf(passed.input)} any${axisList(passed.dims, sets)}`;
      } else if (detailsApart && node.kind === "const") {
        key += "number";
        constants.push(node);
      } else {
        key += describe(node, sets, inputs);
      }
      for (const part of parts) key += ` ${numbers.get(part.id)}`;
      key += "\n";
    }
    stack.pop();
  }
  for (const output of outputs) key += ` ${numbers.get(output.id)}`;
  for (const { name } of inputs.all) key += detailsApart ? "\ninput" : `\ninput ${quoted(name)}`;
  const places = placesByAge(sets.all);
  for (const set of sets.all) key += `\nset ${describeSet(set, places)}`;
  return { key, inputs: inputs.all, sets: sets.all, constants };
}

/** A node without its arguments. Its free axes follow from theirs. */
function describe(node: Node, sets: Enumeration<IndexSet>, inputs: Enumeration<Source>): string {
  switch (node.kind) {
    case "const":
      return `const ${Object.is(node.value, -0) ? "-0" : node.value}`;
    case "input":
      return `input ${inputs.numberOf(node.source)} ${node.domain}${axisList(node.dims, sets)}`;
    case "coord":
      return `coord${axisList([node.axis], sets)}`;
    case "extent":
      return `extent ${sets.numberOf(node.set)}`;
    case "map":
    case "marker":
      return node.op;
    case "reduce":
      return `reduce ${node.op}${axisList([node.axis], sets)}`;
    case "scan":
      return `scan ${node.op}${axisList([node.along, node.axis], sets)}`;
    case "take":
      return `take${axisList([node.axis], sets)}`;
    case "dense":
      return `dense ${node.op}${axisList([node.row, node.column], sets)}`;
    case "hold":
      return `hold ${node.domain} ${quoted(node.name)}`;
    case "rename":
      return `at${axisList(node.to, sets)}`;
    default:
      return node satisfies never;
  }
}

/** The place of each set by age among the sets of its role: it decides the order of the axes of a value. */
function placesByAge(sets: readonly IndexSet[]): ReadonlyMap<IndexSet, number> {
  const counts = new Map<IndexSet["role"], number>(), places = new Map<IndexSet, number>();
  for (const set of [...sets].sort((a, b) => a.id - b.id)) {
    const place = counts.get(set.role) ?? 0;
    places.set(set, place);
    counts.set(set.role, place + 1);
  }
  return places;
}

/** A set by its role, its place, its letter and, if short, its extent. */
function describeSet(set: IndexSet, places: ReadonlyMap<IndexSet, number>): string {
  const extent = isLong(axisOf(set)) ? "any" : set.extent;
  return `${set.role} ${places.get(set)} ${extent} ${quoted(set.letter)}`;
}

function axisList(axes: readonly Axis[], sets: Enumeration<IndexSet>): string {
  let text = "";
  for (const { set, copy } of axes) text += ` ${sets.numberOf(set)}.${copy}`;
  return text;
}

/** Text that ends where its length says, whatever is in it. */
function quoted(text: string): string {
  return `${text.length} ${text}`;
}

/** Things by number, in order of first appearance. */
interface Enumeration<T> {
  readonly all: readonly T[];
  readonly numberOf: (thing: T) => number;
}

function numbering<T>(): Enumeration<T> {
  const all: T[] = [];
  const numbers = new Map<T, number>();
  const numberOf = (thing: T): number => {
    let number = numbers.get(thing);
    if (number === undefined) {
      numbers.set(thing, number = all.length);
      all.push(thing);
    }
    return number;
  };
  return { all, numberOf };
}
