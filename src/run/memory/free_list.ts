/** A stretch of addresses. */
interface Gap {
  start: number;
  end: number;
}

/** The free addresses below some end, and the blocks that are taken. */
export interface FreeList {
  /** Takes the first gap of at least that many bytes; undefined where there is none. */
  readonly take: (bytes: number) => number | undefined;
  /** Gives a block back; it joins the gaps beside it. False for what is not the start of a block. */
  readonly give: (start: number) => boolean;
  /** Takes a block back for good: it is not given out again. False for what is not the start of a block. */
  readonly drop: (start: number) => boolean;
  /** Moves the end of all addresses up. */
  readonly extend: (end: number) => void;
  /** How many bytes lie free right below the end. */
  readonly tail: () => number;
  /** How many bytes are taken. */
  readonly used: () => number;
}

/** First fit over the addresses from `start` to `end`, gaps in the order of their addresses. */
export function freeList(start: number, end: number): FreeList {
  const gaps: Gap[] = start < end ? [{ start, end }] : [];
  const blocks = new Map<number, number>();
  let used = 0;

  function take(bytes: number): number | undefined {
    const at = gaps.findIndex((gap) => gap.end - gap.start >= bytes);
    if (at < 0) return undefined;
    const gap = gaps[at]!, { start } = gap;
    gap.start += bytes;
    if (gap.start === gap.end) gaps.splice(at, 1);
    blocks.set(start, bytes);
    used += bytes;
    return start;
  }

  function drop(start: number): boolean {
    const bytes = blocks.get(start);
    if (bytes === undefined) return false;
    blocks.delete(start);
    used -= bytes;
    return true;
  }

  function give(start: number): boolean {
    const bytes = blocks.get(start);
    if (bytes === undefined) return false;
    drop(start);
    insert(start, start + bytes);
    return true;
  }

  /** Two gaps never touch: a new one joins those beside it. */
  function insert(start: number, end: number): void {
    const at = firstAfter(start);
    const before = gaps[at - 1], after = gaps[at];
    const joinsBefore = before?.end === start, joinsAfter = after?.start === end;
    if (joinsBefore && joinsAfter) {
      before.end = after.end;
      gaps.splice(at, 1);
    } else if (joinsBefore) before.end = end;
    else if (joinsAfter) after.start = start;
    else gaps.splice(at, 0, { start, end });
  }

  function firstAfter(address: number): number {
    let low = 0, high = gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (gaps[middle]!.start < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function extend(newEnd: number): void {
    if (newEnd <= end) return;
    insert(end, newEnd);
    end = newEnd;
  }

  function tail(): number {
    const last = gaps[gaps.length - 1];
    return last?.end === end ? end - last.start : 0;
  }
  return { take, give, drop, extend, tail, used: () => used };
}
