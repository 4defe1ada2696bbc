import type { Instruction, Level, Value } from "../../ir/kernel.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, doubtAt, emitterOf, type Tile } from "../frame/frame.ts";
import { accurateEntryBytes } from "../functions/accurate_factor.ts";
import { eachIn } from "../memory/loop.ts";
import { withFreshScope } from "../frame/sections.ts";
import { placeFor, storedAddress, storeTo } from "../memory/stored.ts";

/** A factorization that can be done again in twice the precision. */
export interface Refined {
  readonly tile: Tile;
  readonly level: Level;
  readonly d: number;
  readonly copies: number;
  readonly coefficients: readonly Copies[];
  /** Emits entry (i, j) of each term. */
  readonly terms: readonly ((i: Cell, j: Cell) => Copies)[];
}

/**
 * Whether the factor of a matrix is done again in twice the precision where it has lost too many digits: the entries of
 * inputs count as exact. A matrix that was computed is left to the careful executor, which refuses it.
 */
export function isRefined(instruction: Instruction): boolean {
  return instruction.kind === "dense" && instruction.op === "factor" &&
    instruction.args.every((arg, m) => m % 2 === 0 || isExact(arg));
}

function isExact(value: Value): boolean {
  return value.kind === "memory" &&
    (value.buffer.source !== undefined || value.buffer.node?.kind === "hold");
}

/** Locals for the doubt about each copy, as sign bits. */
export function noDoubt(tile: Tile, level: Level, copies: number): number[] {
  const e = emitterOf(tile, level);
  return across(e, copies, () => splat(e, 0));
}

/**
 * Where a copy is in doubt, factors it again in twice the precision; `put` emits how the entries of the factor are taken over
 * from `pushEntry`, which pushes the entry (i, j) of copy t: the new one in doubtful lanes, the old one in others. A matrix that
 * is singular to working precision stays in doubt.
 */
export function refine(
  { tile, level, d, copies, coefficients, terms }: Refined,
  doubts: readonly number[],
  put: (t: number, pushEntry: (i: Cell, j: Cell, old: number) => void) => void,
): void {
  const { frame } = tile;
  const isDoubtful = (locals: readonly number[]) => {
    const { code } = emitterOf(tile, level);
    locals.forEach((local, t) => {
      code.get(local);
      if (t > 0) code.op("v128.or");
    });
    code.op("i64x2.bitmask");
  };
  const given = placeFor(tile, "terms", [terms.length, d, d], copies);
  const factors = placeFor(tile, "coefficients", [terms.length], copies);
  // a row more than the factor has: room for the powers of two that the function divides by
  const work = placeFor(tile, "accurate factor", [d + 1, d], accurateEntryBytes / 16);
  isDoubtful(doubts);
  emitterOf(tile, level).code.when(() =>
    withFreshScope(tile, level, () => {
      coefficients.forEach((held, m) => storeTo(tile, level, factors, [m], held));
      eachIn(tile, level, { start: 0, end: d, by: 1 }, (row) => {
        const i = { loop: row, plus: 0 }, end = { loop: row, plus: 1 };
        eachIn(tile, level, { start: 0, end, by: 1 }, (column) => {
          const j = { loop: column, plus: 0 };
          terms.forEach((term, m) => storeTo(tile, level, given, [m, i, j], term(i, j)));
        });
      });
      doubts.forEach((doubt, t) => {
        isDoubtful([doubt]);
        const { code, locals } = emitterOf(tile, level);
        code.when(() => {
          const chosen = locals.fresh("v128");
          code.get(doubt);
          code.i64x2(0n);
          code.op("i64x2.lt_s");
          code.set(chosen);
          for (const [{ at }, offset] of [[work, 0], [given, 16 * t], [factors, 16 * t]] as const) {
            const { local } = storedAddress(tile, level, work, []);
            code.get(local);
            code.i32(at + offset);
            code.op("i32.add");
          }
          code.i32(d);
          code.i32(terms.length);
          code.i32(16 * copies);
          code.call(frame.functions.accurateFactor);
          code.get(chosen);
          code.op("v128.and");
          code.get(doubtAt(tile, level));
          code.op("v128.or");
          code.set(doubtAt(tile, level));
          put(t, (i, j, old) => {
            const address = storedAddress(tile, level, work, [i, j]);
            const { code } = emitterOf(tile, level);
            code.get(address.local);
            code.access("v128.load", address.offset);
            code.get(old, chosen);
            code.op("v128.bitselect");
          });
        });
      });
    })
  );
}
