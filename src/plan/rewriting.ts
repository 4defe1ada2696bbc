import { source } from "../expr/array.ts";
import { inputAt, rebuild } from "../expr/build.ts";
import { children, type Input, type Node, type Source } from "../expr/node.ts";

/** A value that one graph computes and another reads from an input in its place. */
export interface Handover {
  readonly node: Node;
  readonly input: Source;
}

/** An input for one number. */
export function scalar(name: string): Source {
  return source({ data: new Float64Array(1), shape: [] }, name);
}

/** The values that pass from one graph to others, each by one input. */
export function passing() {
  const leaves = new Map<Node, { readonly leaf: Input; readonly input: Source }>();
  const known = (node: Node) => leaves.get(node)?.leaf;
  /** What stands for a node. */
  const leaf = (node: Node): Input => {
    const made = known(node);
    if (made !== undefined) return made;
    const input = source({ data: new Float64Array(0), shape: [] }, "stored");
    const fresh = inputAt(input, node.axes, "any");
    leaves.set(node, { leaf: fresh, input });
    return fresh;
  };
  const all = (): Handover[] => [...leaves].map(([node, { input }]) => ({ node, input }));
  return { known, leaf, all };
}

/** A graph rewritten from above: where `replaced` has an answer it stands, all else is built anew from its parts. */
export function rewriting(
  replaced: (node: Node, of: (part: Node) => Node) => Node | undefined,
): (node: Node) => Node {
  const memo = new Map<Node, Node>(), opened = new Set<Node>();
  // no recursion: a long chain of operations is deeper than a stack
  const of = (root: Node): Node => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      if (memo.has(node)) {
        stack.pop();
      } else if (opened.has(node)) {
        memo.set(node, rebuild(node, (part) => memo.get(part) as Node));
      } else {
        opened.add(node);
        const made = replaced(node, of);
        if (made !== undefined) memo.set(node, made);
        else for (const part of children(node).toReversed()) stack.push(part);
      }
    }
    return memo.get(root) as Node;
  };
  return of;
}
