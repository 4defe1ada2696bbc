import type { Node } from "./node.ts";

/** The numbers of a value, and of what bears witness to it: one a batch entry, or one for all. */
export type BatchNumbers = ArrayLike<number>;

/** What is to be looked at when a value is asked for. */
export interface Watch {
  /** Values that are computed with it. */
  readonly witnesses: readonly Node[];
  /** A sentence for the user, if there is something to say. */
  readonly say: (value: BatchNumbers, witnesses: readonly BatchNumbers[]) => string | undefined;
}

const watches = new WeakMap<Node, Watch>();

/** `node`, with something to look at whenever it is asked for as a result. */
export function watched(node: Node, watch: Watch): Node {
  watches.set(node, watch);
  return node;
}

/** What is to be looked at when `node` is asked for. */
export function watchOf(node: Node): Watch | undefined {
  return watches.get(node);
}
