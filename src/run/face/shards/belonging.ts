import { DomainError, ShapeError } from "../../../expr/errors.ts";
import { shown } from "../../../expr/quote.ts";
import type { PartialState } from "./partial_state.ts";
import { checksumOf } from "./shard_hash.ts";

/** What a message calls a state. */
export function nameOf(index: number): string {
  return `partial state ${index}`;
}

/** Checks that states are undamaged, of one evaluation, and of all its rows. */
export async function checkBelonging(states: readonly PartialState[]): Promise<void> {
  checkAlike(states);
  for (const [t, state] of states.entries()) await checkUndamaged(state, nameOf(t));
  checkComplete(states);
}

async function checkUndamaged(state: PartialState, name: string): Promise<void> {
  if (await checksumOf(state) === state.checksum) return;
  throw new ShapeError(
    `Expected ${name} as partial() gave it, got one whose checksum is another: it was damaged or changed on its way`,
  );
}

/** What states must have in common, with what else may differ between them. */
const alike: readonly (readonly [keyof PartialState, string])[] = [
  ["hash", "was made of the same outputs and data, in the same order"],
  ["arithmetic", "was computed with the same arithmetic: engines differ in the last bits"],
  ["count", "has as many rows"],
  ["block", "has blocks as large"],
  ["formula", "has the same formula"],
];

function checkAlike(states: readonly PartialState[]): void {
  const [first] = states as [PartialState];
  for (const [t, state] of states.entries()) {
    for (const [field, sentence] of alike) {
      if (state[field] === first[field]) continue;
      const values = field === "formula"
        ? "others"
        : `${shown(String(first[field]))} and ${shown(String(state[field]))}`;
      throw new TypeError(
        `Expected partial states of which each ${sentence}, got ${field} ${values} in states 0 and ${t}`,
      );
    }
  }
}

/** How many gaps a message names. */
const mostGaps = 20;

function checkComplete(states: readonly PartialState[]): void {
  const { count } = states[0]!;
  const gaps: string[] = [];
  let end = 0;
  for (const { rows: [from, to] } of [...states].sort((a, b) => a.rows[0] - b.rows[0])) {
    if (from > end) gaps.push(`[${end}, ${from}]`);
    end = Math.max(end, to);
  }
  if (end < count) gaps.push(`[${end}, ${count}]`);
  if (gaps.length === 0) return;
  const named = gaps.slice(0, mostGaps).join(", ");
  const more = gaps.length > mostGaps ? ` and ${gaps.length - mostGaps} more` : "";
  throw new DomainError(
    `Expected partial states of all ${count} rows, rows ${named}${more} are missing`,
  );
}
