import type { Code, Locals } from "./assembler.ts";

/** The lanes of a vector: two doubles or four floats. */
export type Shape = "f64x2" | "f32x4";

/** How many lanes a vector has. */
export const lanesOf: { readonly [S in Shape]: number } = { f64x2: 2, f32x4: 4 };

/** How many bytes a lane takes. */
export const laneBytes: { readonly [S in Shape]: number } = { f64x2: 8, f32x4: 4 };

/** Where vector code goes: a piece of code, the locals of its function, the lanes, and whether relaxed SIMD is there. */
export interface Emitter {
  readonly code: Code;
  readonly locals: Locals;
  readonly shape: Shape;
  readonly relaxed: boolean;
  /**
   * Constants that are loaded once, at the start of the function: engines build a vector constant anew at every use. A
   * constant that is not found here is added to `code`; without it constants are pushed where they are used.
   */
  readonly constants?: { readonly code: Code; readonly locals: Map<string, number> };
}

/** Pushes something onto the stack. */
export type Push = () => void;

/**
 * Emits `body(t)` for t = 0 … count − 1, each of which leaves one vector on the stack, and gives the locals that then hold
 * them. Writing one step for all vectors before the next step keeps the engine from spilling: breadth first. Readers of the
 * code call the locals by `name`.
 */
export function across(
  e: Emitter,
  count: number,
  body: (t: number) => void,
  name?: string,
): number[] {
  const held: number[] = [];
  for (let t = 0; t < count; t++) {
    body(t);
    const local = e.locals.fresh("v128", name);
    e.code.set(local);
    held.push(local);
  }
  return held;
}

/** a·b + c: one rounding where the engine has relaxed SIMD, two elsewhere. */
export function madd(e: Emitter, a: Push, b: Push, c: Push): void {
  a();
  b();
  if (e.relaxed) {
    c();
    e.code.op(`${e.shape}.relaxed_madd`);
  } else {
    e.code.op(`${e.shape}.mul`);
    c();
    e.code.op(`${e.shape}.add`);
  }
}

/** c − a·b: one rounding where the engine has relaxed SIMD, two elsewhere. */
export function nmadd(e: Emitter, a: Push, b: Push, c: Push): void {
  if (e.relaxed) {
    a();
    b();
    c();
    e.code.op(`${e.shape}.relaxed_nmadd`);
  } else {
    c();
    a();
    b();
    e.code.op(`${e.shape}.mul`, `${e.shape}.sub`);
  }
}

/** Pushes x·y + z of vectors in locals, as `madd` does. */
export function maddOf({ code, shape, relaxed }: Emitter, x: number, y: number, z: number): void {
  code.get(x, y);
  if (relaxed) {
    code.get(z);
    code.op(`${shape}.relaxed_madd`);
  } else {
    code.op(`${shape}.mul`);
    code.get(z);
    code.op(`${shape}.add`);
  }
}

/** Pushes z − x·y of vectors in locals, as `nmadd` does. */
export function nmaddOf({ code, shape, relaxed }: Emitter, x: number, y: number, z: number): void {
  if (relaxed) {
    code.get(x, y, z);
    code.op(`${shape}.relaxed_nmadd`);
  } else {
    code.get(z, x, y);
    code.op(`${shape}.mul`, `${shape}.sub`);
  }
}

/** Pushes a vector whose lanes are all `value`. */
export function splat(e: Emitter, value: number): void {
  const push = (code: Code) => e.shape === "f64x2" ? code.f64x2(value) : code.f32x4(value);
  if (e.constants === undefined) return push(e.code);
  const key = `${e.shape} ${Object.is(value, -0) ? "-0" : value}`;
  let local = e.constants.locals.get(key);
  if (local === undefined) {
    local = e.locals.fresh("v128");
    e.locals.names?.set(local, `constant ${key}`);
    push(e.constants.code);
    e.constants.code.set(local);
    e.constants.locals.set(key, local);
  }
  e.code.get(local);
}
