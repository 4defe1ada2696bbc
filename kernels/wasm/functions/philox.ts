/**
 * `uniformFromCounter` of src/expr/random.ts, bit for bit: Philox 4×32-10 (Salmon, Moraes, Dror & Shaw 2011), two draws at
 * a time. A 64-bit lane holds two words of one draw: `even` c₀ and c₂, `odd` c₁ and c₃, `key` k₀ and k₁, the first in its
 * lower half. A round is
 *
 *     c₀, c₁, c₂, c₃ ← high(m₁c₂) ⊕ c₁ ⊕ k₀, low(m₁c₂), high(m₀c₀) ⊕ c₃ ⊕ k₁, low(m₀c₀)
 */
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import { splatWord } from "./lanes.ts";

const rounds = 10;
/** m₀ and m₁ */
const multipliers = 0xcd9e8d57_d2511f53n;
/** What is added to k₀ and k₁ before each further round. */
const weyl = 0xbb67ae85_9e3779b9n;
/** Numbers at 1.5·2⁵² are integers, whose low 32 bits are those of what was added. */
const rounder = 1.5 * 2 ** 52;

/** The words of two lanes' products: their upper halves and their lower ones, m₁c₂ before m₀c₀. */
const upper = lanesOfWords([3, 1, 7, 5]);
const lower = lanesOfWords([2, 0, 6, 4]);

/**
 * Uniform on (0, 1) for integers `seeds` and `indices` up to 2⁵³ in size, `streams` and `coordinates` up to 2³²: two draws
 * a vector in doubles, in their order.
 */
export function emitUniform(e: Emitter, args: readonly (readonly number[])[]): number[] {
  return e.shape === "f32x4" ? inDoubles(e, args, uniformDoubles) : uniformDoubles(e, args);
}

function uniformDoubles(e: Emitter, args: readonly (readonly number[])[]): number[] {
  const { even, odd } = emitWords(e, args as Counters);
  return fractions(e, even, odd);
}

/** Seeds, streams, indices and coordinates. */
type Counters = readonly [
  readonly number[],
  readonly number[],
  readonly number[],
  readonly number[],
];

/** The four random words of each of two lanes. */
export function emitWords(
  e: Emitter,
  [seeds, streams, indices, coordinates]: Counters,
): { readonly even: readonly number[]; readonly odd: readonly number[] } {
  const { code } = e, count = seeds.length;
  const high = (xs: readonly number[]) => upperWords(e, xs);
  const seedHigh = high(seeds), indexHigh = high(indices);
  let key = joined(e, lowerWords(e, seeds, seedHigh), seedHigh);
  let even = joined(e, lowerWords(e, indices, indexHigh), coordinates);
  let odd = joined(e, indexHigh, streams);
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      const before = key;
      key = across(e, count, (t) => {
        code.get(before[t]!);
        splatWord(e, weyl);
        code.op("i32x4.add");
      });
    }
    const product = (part: "low" | "high") =>
      across(e, count, (t) => {
        code.get(even[t]!);
        splatWord(e, multipliers);
        code.op(`i64x2.extmul_${part}_i32x4_u`);
      });
    const first = product("low"), second = product("high"), roundKey = key, oddBefore = odd;
    even = across(e, count, (t) => {
      code.get(first[t]!, second[t]!);
      code.shuffle(upper);
      code.get(oddBefore[t]!, roundKey[t]!);
      code.op("v128.xor", "v128.xor");
    });
    odd = across(e, count, (t) => {
      code.get(first[t]!, second[t]!);
      code.shuffle(lower);
    });
  }
  return { even, odd };
}

/** Numbers of (0, 1) in f32x4 by way of doubles, and below 1 after rounding too. */
export function inDoubles(
  e: Emitter,
  args: readonly (readonly number[])[],
  inShape: (e: Emitter, args: readonly (readonly number[])[]) => number[],
): number[] {
  const { code } = e, doubles: Emitter = { ...e, shape: "f64x2" };
  /** The draws of the first two of these lanes, as doubles. */
  const draws = (lanes: readonly number[]) => {
    const promoted = args.map((arg) =>
      across(e, arg.length, (t) => {
        code.get(arg[t]!, arg[t]!);
        code.shuffle(lanesOfWords(lanes));
        code.op("f64x2.promote_low_f32x4");
      })
    );
    return inShape(doubles, promoted);
  };
  const low = draws([0, 1, 2, 3]), high = draws([2, 3, 0, 1]);
  return across(e, low.length, (t) => {
    code.get(low[t]!);
    code.op("f32x4.demote_f64x2_zero");
    code.get(high[t]!);
    code.op("f32x4.demote_f64x2_zero");
    code.shuffle(lanesOfWords([0, 1, 4, 5]));
    splat(e, 1 - 2 ** -24);
    code.op("f32x4.min");
  });
}

/** The 32-bit lanes of two vectors as the bytes of a shuffle. */
export function lanesOfWords(lanes: readonly number[]): number[] {
  return lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
}

/** ⌊x/2³²⌋ towards 0 */
function upperWords(e: Emitter, xs: readonly number[]): number[] {
  return across(e, xs.length, (t) => {
    e.code.get(xs[t]!);
    splat(e, 2 ** -32);
    e.code.op("f64x2.mul", "f64x2.trunc");
  });
}

/** x less its upper word */
function lowerWords(e: Emitter, xs: readonly number[], uppers: readonly number[]): number[] {
  return across(e, xs.length, (t) => {
    e.code.get(xs[t]!, uppers[t]!);
    splat(e, 2 ** 32);
    e.code.op("f64x2.mul", "f64x2.sub");
  });
}

/** The low 32 bits of the integers `lows` and `highs`, in the halves of 64-bit lanes. */
function joined(e: Emitter, lows: readonly number[], highs: readonly number[]): number[] {
  const { code } = e;
  const bitsOf = (xs: readonly number[]) =>
    across(e, xs.length, (t) => {
      code.get(xs[t]!);
      splat(e, rounder);
      code.op("f64x2.add");
    });
  const low = bitsOf(lows), high = bitsOf(highs);
  return across(e, lows.length, (t) => {
    code.get(low[t]!, high[t]!);
    code.shuffle(lanesOfWords([0, 4, 2, 6]));
  });
}

/** ((c₀ ≫ 5)·2²⁶ + (c₁ ≫ 6) + ½)·2⁻⁵³, below 1 */
function fractions(e: Emitter, even: readonly number[], odd: readonly number[]): number[] {
  const { code } = e, each = (body: (t: number) => void) => across(e, even.length, body);
  // the upper `bits` bits of the lower word, as a number: first in the last bits of one from 2⁵² on
  const leading = (from: readonly number[], bits: number) =>
    each((t) => {
      code.get(from[t]!);
      code.i32(32);
      code.op("i64x2.shl");
      code.i32(64 - bits);
      code.op("i64x2.shr_u");
      splat(e, 2 ** 52);
      code.op("v128.or");
      splat(e, 2 ** 52);
      code.op("f64x2.sub");
    });
  const high = leading(even, 27), low = leading(odd, 26);
  return each((t) => {
    code.get(high[t]!);
    splat(e, 2 ** 26);
    code.op("f64x2.mul");
    code.get(low[t]!);
    code.op("f64x2.add");
    splat(e, 0.5);
    code.op("f64x2.add");
    splat(e, 2 ** -53);
    code.op("f64x2.mul");
    splat(e, 1 - 2 ** -53);
    code.op("f64x2.min");
  });
}
