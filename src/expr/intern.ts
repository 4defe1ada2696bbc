import type { Axis } from "./axes.ts";
import type { Expr } from "./expression.ts";
import type { Node } from "./node.ts";
import { shown } from "./quote.ts";
import { show } from "./show.ts";

/** A node without what interning adds. */
export type NodeDraft<N extends Node> = N extends Node ? Omit<N, "id" | keyof Expr> : never;

// Weak, so that a long-running program that makes mixtures in a loop keeps none of them.
const table = new Map<string, WeakRef<Node>>();
const swept = new FinalizationRegistry<string>((key) => {
  if (table.get(key)?.deref() === undefined) table.delete(key);
});

let created = 0;

/** How much of a formula a console shows. */
const mostShown = 400;

/** The formula, the shape, and what is to be done for the numbers. */
function inspected(node: Node): string {
  const { shape } = node, formula = show(node);
  const cut = formula.length > mostShown ? `${formula.slice(0, mostShown)}…` : formula;
  const extents = shape.length === 0 ? "a scalar" : `[${shape.join(", ")}]`;
  return `${cut} (${extents}, lazy: evaluate gives its numbers)`;
}

/** What every node can do by itself: say what it is, and refuse to be taken for a number. */
const prototype = {
  get shape(): readonly number[] {
    // a getter knows its object by its use only
    return (this as unknown as Node).axes.map(({ set }) => set.extent);
  },
  toString(this: Node): string {
    return show(this);
  },
  toJSON(this: Node): string {
    return show(this);
  },
  [Symbol.toPrimitive](this: Node, hint: string): string {
    if (hint === "string") return show(this);
    throw new TypeError(
      `Expected functions for arithmetic on expressions (add(a, b), max(a, b) of the entry "ops"), got an operator or a ` +
        `function for numbers on ${shown(show(this))}`,
    );
  },
  [Symbol.for("Deno.customInspect")](this: Node): string {
    return inspected(this);
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: Node): string {
    return inspected(this);
  },
  [Symbol.for("Jupyter.display")](this: Node): { readonly [type: string]: string } {
    return { "text/plain": inspected(this) };
  },
};

/** The one node equal to `draft`: a new one, or the one made before. */
export function intern<N extends Node>(key: string, draft: NodeDraft<N>): N {
  const known = table.get(key)?.deref();
  // The key spells out the kind and all fields, so an equal key means an equal type.
  if (known !== undefined) return known as N;
  const node: N = Object.freeze(Object.assign(Object.create(prototype), draft, { id: created++ }));
  table.set(key, new WeakRef<Node>(node));
  swept.register(node, key);
  return node;
}

/** Whether a value is an expression of this library. */
export function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  try {
    return Object.getPrototypeOf(value) === prototype;
  } catch {
    // a proxy that does not say
    return false;
  }
}

/** How many nodes are alive: for tests that look for leaks. */
export function internedCount(): number {
  return table.size;
}

/** How many nodes were ever made. */
export function createdCount(): number {
  return created;
}

/** The names of axes, for keys. */
export function axisKeys(axes: readonly Axis[]): string {
  return axes.map((axis) => axis.key).join(",");
}
