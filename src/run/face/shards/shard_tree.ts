import type { PartialMonoid } from "./shard_monoids.ts";

/** Leaves [index · 2^level, (index + 1) · 2^level), as far as there are any. Its two halves are of the level below. */
export interface TreeBlock {
  readonly level: number;
  readonly index: number;
}

/** A block and the state of all its leaves. */
export interface TreeState extends TreeBlock {
  readonly state: Float64Array;
}

/** The block of all leaves. */
export function rootOf(count: number): TreeBlock {
  let level = 0;
  while (2 ** level < count) level++;
  return { level, index: 0 };
}

/** The fewest blocks that make up the leaves from the first to, not including, the second of `count`. */
export function blocksOf(from: number, to: number, count: number): TreeBlock[] {
  const blocks: TreeBlock[] = [], top = rootOf(count).level;
  for (let first = from; first < to;) {
    let level = 0;
    while (level < top && first % 2 ** (level + 1) === 0) {
      // the last block of a level may lack its end
      if (Math.min(first + 2 ** (level + 1), count) > to) break;
      level++;
    }
    blocks.push({ level, index: first / 2 ** level });
    first += 2 ** level;
  }
  return blocks;
}

/** The two halves of a block; there is no second one where the leaves end before. */
export function halvesOf({ level, index }: TreeBlock, count: number): TreeBlock[] {
  const left = { level: level - 1, index: 2 * index },
    right = { level: level - 1, index: 2 * index + 1 };
  return right.index * 2 ** right.level < count ? [left, right] : [left];
}

/**
 * States along one fixed tree over all leaves: whoever puts the states of two halves together gets the bits of the whole, so that
 * these depend neither on where the leaves were cut nor on the order in which they come.
 */
export interface TreeOf {
  /** Takes in states of leaves, one after the other in `states`, from `first` on; the leaves come in order. */
  readonly push: (first: number, states: Float64Array, leaves: number) => void;
  /** The states of the fewest blocks that make up the leaves. */
  readonly blocks: () => readonly TreeState[];
}

/** A tree that is still empty, over `count` leaves with so many cells. */
export function treeOf(monoid: PartialMonoid, cells: number, count: number): TreeOf {
  const size = monoid.parts * cells, top = rootOf(count).level;
  const stack: TreeState[] = [];
  const pushBlock = (block: TreeState): void => {
    let { level, index, state } = block;
    for (;;) {
      const left = stack.at(-1);
      const isRight = index % 2 === 1 && left?.level === level && left.index === index - 1;
      if (isRight) {
        state = merged(monoid, stack.pop()!.state, state, cells);
      } else if (level === top || index % 2 === 1 || (index + 1) * 2 ** level < count) break;
      // with its sibling, or without where the leaves end before that
      [level, index] = [level + 1, Math.floor(index / 2)];
    }
    stack.push({ level, index, state });
  };
  return {
    push: (first, states, leaves) => {
      let done = 0;
      for (const { level, index } of blocksOf(first, first + leaves, count)) {
        const own = Math.min(2 ** level, leaves - done);
        const part = states.subarray(done * size, (done + own) * size);
        pushBlock({ level, index, state: folded(monoid, part, own, cells) });
        done += own;
      }
    },
    blocks: () => stack,
  };
}

/** The state of two halves. */
export function merged(
  monoid: PartialMonoid,
  left: Float64Array,
  right: Float64Array,
  cells: number,
): Float64Array {
  const both = new Float64Array(2 * left.length);
  both.set(left);
  both.set(right, left.length);
  monoid.merge(both, { left: 0, right: left.length, to: 0 }, cells);
  return both.slice(0, left.length);
}

/** The state of the leaves of a block, whose states it overwrites: pairs of neighbours, pairs of pairs, and so on. */
function folded(
  monoid: PartialMonoid,
  states: Float64Array,
  leaves: number,
  cells: number,
): Float64Array {
  const size = monoid.parts * cells;
  for (let left = leaves; left > 1; left = Math.ceil(left / 2)) {
    for (let t = 0; t < Math.floor(left / 2); t++) {
      monoid.merge(states, { left: 2 * t * size, right: (2 * t + 1) * size, to: t * size }, cells);
    }
    if (left % 2 === 1) {
      states.copyWithin((left - 1) / 2 * size, (left - 1) * size, left * size);
    }
  }
  return states.slice(0, size);
}
