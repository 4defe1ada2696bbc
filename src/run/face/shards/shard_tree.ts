import type { CellStates } from "./shard_states.ts";

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

/** A tree that is still empty, over `count` leaves. */
export function treeOf(cells: CellStates, count: number): TreeOf {
  const { size } = cells, top = rootOf(count).level;
  const stack: TreeState[] = [];
  const pushBlock = (block: TreeState): void => {
    let { level, index, state } = block;
    for (;;) {
      const left = stack.at(-1);
      const isRight = index % 2 === 1 && left?.level === level && left.index === index - 1;
      if (isRight) {
        state = merged(cells, stack.pop()!.state, state);
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
        pushBlock({ level, index, state: folded(cells, part, own) });
        done += own;
      }
    },
    blocks: () => stack,
  };
}

/** The state of two halves. */
export function merged(
  { size, merge }: CellStates,
  left: Float64Array,
  right: Float64Array,
): Float64Array {
  const both = new Float64Array(2 * size);
  both.set(left);
  both.set(right, size);
  merge(both, 0, size);
  return both.slice(0, size);
}

/** The state of the leaves of a block, whose states it overwrites: pairs of neighbours, pairs of pairs, and so on. */
function folded({ size, merge }: CellStates, states: Float64Array, leaves: number): Float64Array {
  for (let step = 1; step < leaves; step *= 2) {
    for (let t = 0; t + step < leaves; t += 2 * step) merge(states, t * size, (t + step) * size);
  }
  return states.slice(0, size);
}
