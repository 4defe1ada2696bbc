/** Shards of an evaluation: cut at random places, on one thread or two, through JSON, in a random order. */
import { type Expressions, mergePartials, partial, type PartialState } from "../../mod.ts";
import { numbersOf } from "./results.ts";

/** Places to cut `count` rows at, multiples of `unit`, ends included. */
export function randomCuts(
  count: number,
  shards: number,
  random: () => number,
  unit = 1,
): number[] {
  const cuts = new Set([0, count]), last = Math.max(0, Math.floor(count / unit) - 1);
  for (let s = 1; s < shards; s++) cuts.add(unit * Math.floor(random() * (last + 1)));
  return [...cuts].sort((a, b) => a - b);
}

/** The states of the shards between cuts, by turns on one thread and on two. */
export async function shardsBetween(
  outputs: Expressions,
  cuts: readonly number[],
): Promise<PartialState[]> {
  const states: PartialState[] = [];
  for (let c = 0; c + 1 < cuts.length; c++) {
    states.push(await partial(outputs, { rows: [cuts[c]!, cuts[c + 1]!], threads: 1 + c % 2 }));
  }
  return states;
}

/** States as they come back from files, in a random order. */
export function shuffled(states: readonly PartialState[], random: () => number): PartialState[] {
  const list: PartialState[] = JSON.parse(JSON.stringify(states));
  for (let t = list.length - 1; t > 0; t--) {
    const other = Math.floor(random() * (t + 1));
    [list[t], list[other]] = [list[other]!, list[t]!];
  }
  return list;
}

/** All numbers of results, in order. */
export function flatNumbers(results: unknown): number[] {
  if (typeof results === "number") return [results];
  if (typeof results === "object" && results !== null && "data" in results) {
    // the only objects with data among results
    return numbersOf(results as { readonly data: Float64Array });
  }
  return Object.values(results as object).flatMap(flatNumbers);
}

/**
 * The numbers of some outputs by shards between cuts. With the state of all rows among them they are compared with that state
 * by state: those of the parts must make those of the whole, down to the bits that no result shows.
 */
export async function byShards(
  outputs: Expressions,
  cuts: readonly number[],
  random: () => number,
  whole: readonly PartialState[] = [],
): Promise<number[]> {
  const states = [...await shardsBetween(outputs, cuts), ...whole];
  return flatNumbers(await mergePartials(shuffled(states, random)));
}
