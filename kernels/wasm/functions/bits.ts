/**
 * `exclusiveOr` and `scrambled` of src/expr/bits.ts, bit for bit. Words of scrambling stand in the lower halves of 64-bit
 * lanes; nothing that happens to them looks at what is in the upper ones.
 */
import { owenFactors, owenStream } from "../../../src/expr/bits.ts";
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import { splatWord } from "./lanes.ts";
import { emitWords, inDoubles, lanesOfWords } from "./philox.ts";

/** The bits in which words differ. */
export function emitExclusiveOr(
  e: Emitter,
  xs: readonly number[],
  ys: readonly number[],
): number[] {
  const isDouble = e.shape === "f64x2";
  const cut = isDouble ? "i32x4.trunc_sat_f64x2_u_zero" : "i32x4.trunc_sat_f32x4_u";
  return across(e, xs.length, (t) => {
    e.code.get(xs[t]!);
    e.code.op(cut);
    e.code.get(ys[t]!);
    e.code.op(cut, "v128.xor", isDouble ? "f64x2.convert_low_i32x4_u" : "f32x4.convert_i32x4_u");
  });
}

/** Owen's scrambling: digits, seeds, streams and coordinates to numbers of (0, 1). */
export function emitScrambled(e: Emitter, args: readonly (readonly number[])[]): number[] {
  return e.shape === "f32x4" ? inDoubles(e, args, scrambledDoubles) : scrambledDoubles(e, args);
}

function scrambledDoubles(e: Emitter, args: readonly (readonly number[])[]): number[] {
  const { code } = e;
  const [digits, seeds, streams, coordinates] = args as [number[], number[], number[], number[]];
  const each = (body: (t: number) => void) => across(e, digits.length, body);
  const tags = each(() => splat(e, owenStream));
  const { even, odd } = emitWords(e, [seeds, tags, streams, coordinates]);
  const upper = (xs: readonly number[]) =>
    each((t) => {
      code.get(xs[t]!);
      code.i32(32);
      code.op("i64x2.shr_u");
    });
  const start = each((t) => {
    code.get(digits[t]!);
    code.op("i32x4.trunc_sat_f64x2_u_zero");
    const local = e.locals.fresh("v128");
    code.set(local);
    code.get(local, local);
    code.shuffle(lanesOfWords([0, 2, 1, 3]));
  });
  const once = mixed(e, start, even, odd);
  const twice = mixed(e, once, upper(even), upper(odd));
  const bits = [1, 2, 4].reduce((xs, by) => swapped(e, xs, by), twice);
  return each((t) => {
    code.get(bits[t]!, bits[t]!);
    // the bytes of a word in the other direction
    code.shuffle([3, 2, 1, 0, 11, 10, 9, 8, 7, 6, 5, 4, 15, 14, 13, 12]);
    code.op("f64x2.convert_low_i32x4_u");
    splat(e, 0.5);
    code.op("f64x2.add");
    splat(e, 2 ** -32);
    code.op("f64x2.mul");
  });
}

/** A permutation of words by which bit t depends on bits 0 … t. */
function mixed(
  e: Emitter,
  words: readonly number[],
  shifts: readonly number[],
  factors: readonly number[],
): number[] {
  const { code } = e;
  const hashed = (xs: readonly number[], factor: number) =>
    across(e, xs.length, (t) => {
      code.get(xs[t]!, xs[t]!);
      splatWord(e, both(factor));
      code.op("i32x4.mul", "v128.xor");
    });
  const [first, second, third] = owenFactors;
  const before = hashed(words, first);
  const moved = across(e, words.length, (t) => {
    code.get(before[t]!, shifts[t]!);
    code.op("i32x4.add");
    code.get(factors[t]!);
    splatWord(e, both(1));
    code.op("v128.or", "i32x4.mul");
  });
  return hashed(hashed(moved, second), third);
}

/** Neighbouring groups of `by` bits in each other's place. */
function swapped(e: Emitter, xs: readonly number[], by: number): number[] {
  const { code } = e, mask = both(masks.get(by) as number);
  return across(e, xs.length, (t) => {
    code.get(xs[t]!);
    code.i32(by);
    code.op("i32x4.shr_u");
    splatWord(e, mask);
    code.op("v128.and");
    code.get(xs[t]!);
    splatWord(e, mask);
    code.op("v128.and");
    code.i32(by);
    code.op("i32x4.shl", "v128.or");
  });
}

/** The lower of each two groups of bits. */
const masks: ReadonlyMap<number, number> = new Map([
  [1, 0x55555555],
  [2, 0x33333333],
  [4, 0x0f0f0f0f],
]);

/** A word twice. */
function both(word: number): bigint {
  return BigInt(word) * 0x1_0000_0001n;
}
