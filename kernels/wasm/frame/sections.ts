import type { Level } from "../../ir/kernel.ts";
import { newCode, type ValueType } from "../bytes/assembler.ts";
import type { Section, Tile } from "./frame.ts";

/** An empty section. */
export function newSection(): Section {
  return { code: newCode(), scopes: [new Map()], outer: [], stored: new Map() };
}

/** What is known by a name in the section of a level, if anything is. */
export function recall(
  { levels }: Tile,
  level: Level,
  name: string,
): readonly number[] | undefined {
  for (const scope of levels[level].scopes) {
    const known = scope.get(name);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Notes the locals of a value where the code now stands: in a loop they are known until its end. */
export function note(
  { levels, frame }: Tile,
  level: Level,
  name: string,
  locals: readonly number[],
): void {
  const { scopes } = levels[level];
  scopes.at(-1)!.set(name, locals);
  const { names } = frame.locals;
  if (names === undefined) return;
  locals.forEach((local, t) => {
    if (!names.has(local)) names.set(local, locals.length === 1 ? name : `${name}; ${t}`);
  });
}

/** The local that holds what `push` leaves on the stack; pushed once in the section of a level. */
export function remembered(
  tile: Tile,
  level: Level,
  name: string,
  type: ValueType,
  push: () => void,
): number {
  const known = recall(tile, level, name);
  if (known !== undefined) return known[0]!;
  push();
  const local = tile.frame.locals.fresh(type);
  tile.levels[level].code.set(local);
  note(tile, level, name, [local]);
  return local;
}

/** The locals of a value that is known by a name, made once in the section of a level. */
export function rememberedCopies(
  tile: Tile,
  level: Level,
  name: string,
  make: () => readonly number[],
): readonly number[] {
  const known = recall(tile, level, name);
  if (known !== undefined) return known;
  const made = make();
  note(tile, level, name, made);
  return made;
}

/** Where code that `make` emits goes: into the loops of a section down to `depth`, before those that are open within. */
export function atDepth<T>(tile: Tile, level: Level, depth: number, make: () => T): T {
  const section = tile.levels[level];
  const { code, scopes, outer } = section;
  if (depth >= outer.length) return make();
  Object.assign(section, outer[depth], { outer: outer.slice(0, depth) });
  const made = make();
  Object.assign(section, { code, scopes, outer });
  return made;
}

/** Emits `body`, which may not run each time: what it makes known is forgotten after it. */
export function inScope({ levels }: Tile, level: Level, body: () => void): void {
  const section = levels[level];
  const { scopes } = section;
  section.scopes = [...scopes, new Map()];
  body();
  section.scopes = scopes;
}

/** Emits `body` in a branch that is seldom taken: it computes anew what is known, which so need not be held for it. */
export function withFreshScope({ levels }: Tile, level: Level, body: () => void): void {
  const section = levels[level];
  const { scopes } = section;
  section.scopes = [new Map()];
  body();
  section.scopes = scopes;
}
