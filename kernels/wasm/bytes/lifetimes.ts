import { afterInstruction, code, numberAt } from "./immediates.ts";

/** From when to when the locals of a function hold something, counted in instructions. */
export interface Lifetimes {
  /** Where a local is first set; −1 for one that is never used. */
  readonly first: Int32Array;
  /** Where it is read last; the end of a loop, if it must last till then. */
  readonly last: Int32Array;
  /** How many instructions there are. */
  readonly count: number;
  /** Where the instructions start that name a local, in order. */
  readonly uses: readonly number[];
}

/**
 * The lifetimes of `count` locals in the body of a function. One whose first use sets it, and which is used nowhere outside of
 * the block in which that happens, holds nothing before: every way to a later use leads over the first one. It must outlast
 * the loops begun since that use it. All others live from start to end; so do parameters, which come first.
 */
export function lifetimesOf(body: Uint8Array, count: number, params: number): Lifetimes {
  const first = new Int32Array(count).fill(-1), last = new Int32Array(count).fill(-1);
  // a block, a loop or an arm of an if by its number: the number of the one that a local is first used in
  const homes = new Int32Array(count), isOpen: boolean[] = [true], open = [0];
  // loops by their numbers: the one at whose end a local ends, if not at its last use
  const outlasts = new Int32Array(count).fill(-1), starts: number[] = [], ends: number[] = [];
  const openLoops: number[] = [], loopOf: number[] = [-1];
  const lasting = new Uint8Array(count).fill(1, 0, params);
  const uses: number[] = [];
  let position = 0;
  const begin = (loop: number) => {
    open.push(isOpen.push(true) - 1);
    loopOf.push(loop);
  };
  const finish = () => {
    const construct = open.pop() ?? 0, loop = loopOf[construct]!;
    isOpen[construct] = false;
    if (loop < 0) return;
    openLoops.pop();
    ends[loop] = position;
  };
  const use = (local: number, isRead: boolean) => {
    last[local] = position;
    const since = first[local]!;
    if (since < 0) {
      first[local] = position;
      homes[local] = open[open.length - 1]!;
      if (isRead) lasting[local] = 1;
      return;
    }
    if (!isOpen[homes[local]!]) lasting[local] = 1;
    let outermost = -1;
    for (let t = openLoops.length - 1; t >= 0 && starts[openLoops[t]!]! > since; t--) {
      outermost = openLoops[t]!;
    }
    outlasts[local] = outermost;
  };
  for (let at = 0; at < body.length; at = afterInstruction(body, at), position++) {
    switch (body[at]) {
      case code.block:
      case code.when:
        begin(-1);
        break;
      case code.loop:
        begin(starts.push(position) - 1);
        openLoops.push(starts.length - 1);
        break;
      case code.otherwise:
        finish();
        begin(-1);
        break;
      case code.end:
        finish();
        break;
      case code.get:
        uses.push(at);
        use(numberAt(body, at + 1), true);
        break;
      case code.set:
      case code.tee:
        uses.push(at);
        use(numberAt(body, at + 1), false);
        break;
    }
  }
  for (let local = 0; local < count; local++) {
    if (first[local]! < 0) continue;
    if (lasting[local] === 1) {
      first[local] = 0;
      last[local] = position;
    } else last[local] = Math.max(last[local]!, ends[outlasts[local]!] ?? 0);
  }
  return { first, last, count: position, uses };
}
