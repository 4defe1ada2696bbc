import { typeBytes, type ValueType } from "./assembler.ts";
import { afterNumber, numberAt } from "./immediates.ts";
import { type Lifetimes, lifetimesOf } from "./lifetimes.ts";
import { newWriter } from "./writer.ts";

/** The body of a function and the locals after its parameters. */
export interface Body {
  readonly types: readonly ValueType[];
  readonly code: Uint8Array;
}

/** Fewer locals than this cost an engine nothing. */
const few = 64;

/**
 * The same function with as few locals as are held at one time. A kernel that is written out has thousands of them, each set
 * once; V8's baseline compiler then takes five times as long, on the thread that calls it first.
 */
export function shareLocals({ types, code }: Body, params: number): Body {
  if (types.length < few) return { types, code };
  const lifetimes = lifetimesOf(code, params + types.length, params);
  const { places, shared } = placesFor(lifetimes, { types, params });
  return { types: shared, code: renumbered(code, lifetimes.uses, places) };
}

/** A body whose locals have other numbers, some of them larger than before: those of one type lie side by side. */
function renumbered(body: Uint8Array, uses: readonly number[], places: Int32Array): Uint8Array {
  const { written, byte, unsigned } = newWriter(body.length);
  let at = 0;
  for (const use of uses) {
    // what comes before, and the opcode
    while (at <= use) byte(body[at++]!);
    unsigned(places[numberAt(body, at)]!);
    at = afterNumber(body, at);
  }
  while (at < body.length) byte(body[at++]!);
  return written();
}

/** A place for each local, and the types of those after the parameters: those of one type side by side. */
function placesFor(
  { first, last, count }: Lifetimes,
  { types, params }: { readonly types: readonly ValueType[]; readonly params: number },
): { readonly places: Int32Array; readonly shared: ValueType[] } {
  const starting = listsBy(first, count), ending = listsBy(last, count);
  const places = new Int32Array(first.length);
  const pools = names.map(() => ({ free: [] as number[], size: 0 }));
  const poolOf = types.map((type) => pools[names.indexOf(type)]!);
  for (let position = 0; position <= count; position++) {
    for (let local = starting.head[position]!; local >= 0; local = starting.next[local]!) {
      const pool = poolOf[local - params];
      if (pool !== undefined) places[local] = pool.free.pop() ?? pool.size++;
    }
    for (let local = ending.head[position]!; local >= 0; local = ending.next[local]!) {
      poolOf[local - params]?.free.push(places[local]!);
    }
  }
  const base = new Map<object, number>(), shared: ValueType[] = [];
  pools.forEach((pool, t) => {
    base.set(pool, params + shared.length);
    for (let n = 0; n < pool.size; n++) shared.push(names[t]!);
  });
  for (let local = 0; local < places.length; local++) {
    const pool = poolOf[local - params];
    places[local] = pool === undefined ? local : places[local]! + base.get(pool)!;
  }
  return { places, shared };
}

/** The types of locals; the keys of a table of them. */
const names = Object.keys(typeBytes) as ValueType[];

/** For each position the locals that have it, as linked lists that end with −1; a local without one is in none. */
function listsBy(positions: Int32Array, count: number) {
  const head = new Int32Array(count + 1).fill(-1), next = new Int32Array(positions.length);
  for (let local = positions.length - 1; local >= 0; local--) {
    const at = positions[local]!;
    if (at < 0) continue;
    next[local] = head[at]!;
    head[at] = local;
  }
  return { head, next };
}
