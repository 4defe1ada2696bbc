import type { Node } from "../expr/node.ts";

interface TrieLevel<T> {
  next?: WeakMap<Node, TrieLevel<T>>;
  value?: T;
}

/** Longer lists are not remembered: a level for each of their expressions would take more than it saves. */
const mostRemembered = 64;

/**
 * A function of a list of expressions that knows its results for the very same expressions. A result is forgotten with
 * any of them: each level holds the next by one expression, weakly.
 */
export function remember<T>(compute: (list: readonly Node[]) => T): (list: readonly Node[]) => T {
  const root: TrieLevel<T> = {};
  return (list) => {
    if (list.length > mostRemembered) return compute(list);
    let level = root;
    for (const node of list) {
      const levels = level.next ??= new WeakMap();
      let next = levels.get(node);
      if (next === undefined) levels.set(node, next = {});
      level = next;
    }
    return level.value ??= compute(list);
  };
}
