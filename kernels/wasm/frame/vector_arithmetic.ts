import { across, type Emitter, maddOf, nmaddOf, splat } from "../bytes/emitter.ts";

/** The copies of a number in a tile, as locals. */
export type Copies = readonly number[];

/** Arithmetic on all copies of numbers at once. */
export interface Arithmetic {
  readonly mul: (x: Copies, y: Copies) => number[];
  readonly add: (x: Copies, y: Copies) => number[];
  /** x·y + z */
  readonly madd: (x: Copies, y: Copies, z: Copies) => number[];
  /** z − x·y */
  readonly nmadd: (x: Copies, y: Copies, z: Copies) => number[];
  /** 1/x */
  readonly reciprocal: (x: Copies) => number[];
  readonly sqrt: (x: Copies) => number[];
  readonly scale: (x: Copies, c: number) => number[];
}

/** Arithmetic that is emitted by `e`. */
export function arithmetic(e: Emitter): Arithmetic {
  const { code, shape } = e;
  const binary = (name: "mul" | "add") => (x: Copies, y: Copies) =>
    across(e, x.length, (t) => {
      code.get(x[t]!, y[t]!);
      code.op(`${shape}.${name}`);
    });
  return {
    mul: binary("mul"),
    add: binary("add"),
    madd: (x, y, z) => across(e, x.length, (t) => maddOf(e, x[t]!, y[t]!, z[t]!)),
    nmadd: (x, y, z) => across(e, x.length, (t) => nmaddOf(e, x[t]!, y[t]!, z[t]!)),
    reciprocal: (x) =>
      across(e, x.length, (t) => {
        splat(e, 1);
        code.get(x[t]!);
        code.op(`${shape}.div`);
      }),
    sqrt: (x) =>
      across(e, x.length, (t) => {
        code.get(x[t]!);
        code.op(`${shape}.sqrt`);
      }),
    scale: (x, c) =>
      across(e, x.length, (t) => {
        code.get(x[t]!);
        splat(e, c);
        code.op(`${shape}.mul`);
      }),
  };
}
