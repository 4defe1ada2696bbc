import type { Emitter, Shape } from "../bytes/emitter.ts";
import { emitterOf, type Tile } from "../frame/frame.ts";

/**
 * ln Σ w exp a is held as a shift m and the sum of w·exp(a − m). Any m will do as long as no term overflows and the largest
 * does not underflow, so m need not follow the maximum: it is raised to the largest exponent so far when one lies more
 * than `above` over it. That costs one maximum and one branch a tile. The terms carry a factor 2^scale = exp(above), so that
 * the range of the numbers is used on both sides.
 */
export const ranges: { readonly [S in Shape]: { readonly above: number; readonly scale: number } } =
  {
    f64x2: { above: 299, scale: 431 },
    f32x4: { above: 29, scale: 41 },
  };

/** The shift before any term: every exponent lies above it. */
export const lowest: { readonly [S in Shape]: number } = {
  f64x2: -1.7e308,
  f32x4: Math.fround(-3.4e38),
};

/**
 * A sum outside this range has lost digits, or terms, and is computed again. Where the shift rises by so much that exp of it
 * underflows, what is lost is at most exp(above)·2^scale a term times the least normal number, 1e−47 (in single precision 1e−13):
 * that counts only beside weights below 1e−155 (1e−17).
 */
export const trusted: {
  readonly [S in Shape]: { readonly least: number; readonly most: number };
} = {
  f64x2: { least: 1e-25, most: 1e300 },
  f32x4: { least: 1e-5, most: 1e38 },
};

/** The least sum where the shift stays: nothing is lost but terms that underflow by themselves. */
export const leastUnderOneShift: { readonly [S in Shape]: number } = {
  f64x2: 1e-250,
  f32x4: 1e-26,
};

/** Pushes the first lane of a vector as a double. */
export function pushLane0({ code, shape }: Emitter, vector: number): void {
  code.get(vector);
  code.lane(`${shape}.extract_lane`, 0);
  if (shape === "f32x4") code.op("f64.promote_f32");
}

/** Pushes whether no term was above −∞: the shift stands where it began, and the sum under it has nothing. */
export function pushIsEmpty({ code, shape }: Emitter, shift: number, sum: number): void {
  code.get(shift);
  code.f64(lowest[shape]);
  code.op("f64.eq");
  code.get(sum);
  code.f64(1);
  code.op("f64.lt", "i32.and");
}

/** x = ln(exp x + exp y) for a local x and a y on the stack: the larger one plus ln(1 + exp −|x − y|); −∞ if both are. */
export function addLogs(tile: Tile, x: number): void {
  const { code, locals, shape } = emitterOf(tile, 1), { exp, log } = tile.frame.functions;
  const y = locals.fresh("f64"), larger = locals.fresh("f64");
  code.tee(y);
  code.get(x);
  code.op("f64.max");
  code.tee(larger);
  code.f64(-Infinity);
  code.op("f64.ne");
  code.when(() => {
    code.get(larger);
    code.get(x, y);
    code.op("f64.sub", "f64.abs", "f64.neg");
    if (shape === "f64x2") code.op("f64x2.splat");
    else code.op("f32.demote_f64", "f32x4.splat");
    code.call(exp);
    code.lane(`${shape}.extract_lane`, 0);
    if (shape === "f32x4") code.op("f64.promote_f32");
    code.f64(1);
    code.op("f64.add", "f64x2.splat");
    code.call(log);
    code.lane("f64x2.extract_lane", 0);
    code.op("f64.add");
    code.set(x);
  });
}
