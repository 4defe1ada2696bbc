/** Numbers from 0 on, in sets that are joined two by two (Tarjan 1975). */
export interface DisjointSets {
  /** Makes the sets of two numbers one. */
  readonly join: (a: number, b: number) => void;
  /** The number that stands for the set of another. */
  readonly rootOf: (number: number) => number;
}

/** Each of `count` numbers in a set of its own, until it is joined. */
export function disjointSets(count: number): DisjointSets {
  const parents = new Int32Array(count);
  for (let t = 0; t < count; t++) parents[t] = t;
  const rootOf = (number: number): number => {
    let root = number;
    while (parents[root] !== root) root = parents[root]!;
    // all on the way point at the root from now on
    for (let at = number; at !== root;) {
      const next = parents[at]!;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const join = (a: number, b: number): void => {
    parents[rootOf(b)] = rootOf(a);
  };
  return { join, rootOf };
}
