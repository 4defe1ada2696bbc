import { type Axis, axisOf, type IndexSet, isLong } from "../expr/axes.ts";
import { children, type Node, type Source } from "../expr/node.ts";

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
}

/** The structure of the graph above some outputs, told by one walk over its nodes. */
export function structureOf(outputs: readonly Node[]): Structure {
  const numbers = new Map<number, number>();
  const sets = numbering<IndexSet>(), inputs = numbering<Source>();
  let key = "";
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    const parts = children(node), height = stack.length;
    if (!numbers.has(node.id)) {
      for (let t = parts.length - 1; t >= 0; t--) {
        const part = parts[t]!;
        if (!numbers.has(part.id)) stack.push(part);
      }
      if (stack.length > height) continue;
      numbers.set(node.id, numbers.size);
      key += describe(node, sets, inputs);
      for (const part of parts) key += ` ${numbers.get(part.id)}`;
      key += "\n";
    }
    stack.pop();
  }
  for (const output of outputs) key += ` ${numbers.get(output.id)}`;
  for (const { name } of inputs.all) key += `\ninput ${quoted(name)}`;
  for (const set of sets.all) key += `\nset ${describeSet(set, sets.all)}`;
  return { key, inputs: inputs.all, sets: sets.all };
}

/** A node without its arguments. Its free axes follow from theirs. */
function describe(node: Node, sets: Numbering<IndexSet>, inputs: Numbering<Source>): string {
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

/**
 * A set by its role, its letter and, if short, its extent. Its place by age among the sets of its role is part of the
 * structure: it decides the order of the axes of a value.
 */
function describeSet(set: IndexSet, all: readonly IndexSet[]): string {
  let place = 0;
  for (const other of all) if (other.role === set.role && other.id < set.id) place++;
  const extent = isLong(axisOf(set)) ? "any" : set.extent;
  return `${set.role} ${place} ${extent} ${quoted(set.letter)}`;
}

function axisList(axes: readonly Axis[], sets: Numbering<IndexSet>): string {
  let text = "";
  for (const { set, copy } of axes) text += ` ${sets.numberOf(set)}.${copy}`;
  return text;
}

/** Text that ends where its length says, whatever is in it. */
function quoted(text: string): string {
  return `${text.length} ${text}`;
}

/** Things by number, in order of first appearance. */
interface Numbering<T> {
  readonly all: readonly T[];
  readonly numberOf: (thing: T) => number;
}

function numbering<T>(): Numbering<T> {
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
