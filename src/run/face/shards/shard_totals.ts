import { DomainError } from "../../../expr/errors.ts";
import { nameOf } from "./belonging.ts";
import { cellsOf, leavesOf, type PartialState, type SumText } from "./partial_state.ts";
import { cellStates } from "./shard_states.ts";
import { blocksOf, halvesOf, merged, rootOf, type TreeBlock } from "./shard_tree.ts";
import { statesIn } from "./state_checks.ts";

/** A state, and what a message calls it. */
interface NamedState {
  readonly state: Float64Array;
  readonly name: string;
}

/**
 * The state of all rows for sum `index`: halves put together along the tree, from whichever states have them. Where two say the same
 * rows, be it in one piece or in several, they must agree.
 */
export function totalOf(
  states: readonly PartialState[],
  sum: SumText,
  index: number,
): Float64Array {
  const cells = cellStates(sum.op, cellsOf(sum.shape));
  const { count } = leavesOf(sum, states[0]!), root = rootOf(count);
  const given = new Map<string, NamedState>();
  // blocks of which some state has a part
  const above = new Set<string>();
  states.forEach((one, t) => {
    const { from, to } = leavesOf(sum, one), name = `state ${t} of rows [${one.rows.join(", ")}]`;
    const own = statesIn(one, sum, index, nameOf(t));
    blocksOf(from, to, count).forEach((block, b) => {
      const key = keyOf(block), known = given.get(key), state = own[b]!;
      if (known === undefined) given.set(key, { state, name });
      else checkSame(known, { state, name });
      for (let { level, index } = block; level < root.level;) {
        [level, index] = [level + 1, Math.floor(index / 2)];
        above.add(keyOf({ level, index }));
      }
    });
  });
  const fromHalves = (block: TreeBlock): Float64Array | undefined => {
    if (!above.has(keyOf(block))) return undefined;
    const halves = halvesOf(block, count).map(stateOf);
    const [left, right] = halves;
    if (left === undefined || halves.includes(undefined)) return undefined;
    return right === undefined ? left : merged(cells, left, right);
  };
  const stateOf = (block: TreeBlock): Float64Array | undefined => {
    const known = given.get(keyOf(block)), made = fromHalves(block);
    if (known === undefined || made === undefined) return known?.state ?? made;
    checkSame(known, { state: made, name: "what others give for them" });
    return made;
  };
  // all rows are there, so each block lies in one state or falls into halves that do
  return stateOf(root) as Float64Array;
}

function keyOf({ level, index }: TreeBlock): string {
  return `${level} ${index}`;
}

/** Bits may not differ where two states have the same rows. */
function checkSame(one: NamedState, other: NamedState): void {
  if (one.state.every((x, t) => Object.is(x, other.state[t]))) return;
  throw new DomainError(
    `Expected rows that came twice to be the same in both, got others in ${one.name} and in ${other.name}: one was changed, or ` +
      `computed by another engine`,
  );
}
