/** Every elementwise operation on vectors; at the edges each has the value that `numbers` of src/expr/ops.ts gives it. */
import type { Op } from "../../../src/expr/ops.ts";
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import { emitExclusiveOr, emitScrambled } from "./bits.ts";
import { emitCalls } from "./calls.ts";
import { emitExp } from "./exp.ts";
import { lanewise } from "./lanes.ts";
import { emitLog } from "./log.ts";
import { emitUniform } from "./philox.ts";
import { emitNormalQuantile } from "./quantile.ts";

/** The locals of each argument to the locals of the results: entry t of every list belongs together. */
export type VectorMap = (e: Emitter, args: readonly (readonly number[])[]) => number[];

/** The operations that are calls, lane by lane, of functions imported from "math"; the rare ones only where they are called. */
export const calledOps = [
  "sin",
  "cos",
  "tanh",
  "log1p",
  "pow",
  "atan",
] as const satisfies readonly Op[];

/** One of them. */
export type CalledOp = (typeof calledOps)[number];

type Comparison = "lt" | "le" | "eq";

/** The vector code of every operation; `indexOf` gives the indices of the functions that some of them call. */
export function mapTable(
  indexOf: (name: CalledOp) => number,
): { readonly [K in Op]: VectorMap } {
  const called = (name: CalledOp): VectorMap => (e, args) => emitCalls(e, indexOf(name), args);
  return {
    neg: instruction("neg"),
    abs: instruction("abs"),
    sign,
    floor: instruction("floor"),
    square: unary((e, xs) => lanewise(e, "mul", xs, xs)),
    sqrt: instruction("sqrt"),
    exp: unary(emitExp),
    log: unary(emitLog),
    log1p: called("log1p"),
    sin: called("sin"),
    cos: called("cos"),
    tanh: called("tanh"),
    atan: called("atan"),
    xLogX: unary((e, xs) => unlessEqual(e, xs, 0, lanewise(e, "mul", xs, emitLog(e, xs)))),
    normalQuantile: unary(emitNormalQuantile),
    add: instruction("add"),
    sub: instruction("sub"),
    mul: instruction("mul"),
    div: instruction("div"),
    pow: called("pow"),
    min: instruction("min"),
    max: instruction("max"),
    less: compared("lt"),
    lessEqual: compared("le"),
    equal: compared("eq"),
    xor: binary(emitExclusiveOr),
    weigh: binary((e, weights, xs) => unlessEqual(e, weights, 0, lanewise(e, "mul", weights, xs))),
    ratio: binary((e, xs, ys) => unlessEqual(e, xs, 0, lanewise(e, "div", xs, ys))),
    expDiff: binary((e, as, ls) =>
      unlessEqual(e, as, -Infinity, emitExp(e, lanewise(e, "sub", as, ls)))
    ),
    select,
    prefer: select,
    uniform: emitUniform,
    scramble: emitScrambled,
  };
}

/** An operation on one argument. */
function unary(emit: (e: Emitter, xs: readonly number[]) => number[]): VectorMap {
  return (e, [xs]) => emit(e, xs!);
}

/** An operation on two arguments. */
function binary(
  emit: (e: Emitter, xs: readonly number[], ys: readonly number[]) => number[],
): VectorMap {
  return (e, [xs, ys]) => emit(e, xs!, ys!);
}

/** One instruction on the arguments. */
function instruction(name: Parameters<typeof lanewise>[1]): VectorMap {
  return (e, [first, ...others]) => lanewise(e, name, first!, ...others);
}

/** 1 where the comparison holds, else 0. */
function compared(comparison: Comparison): VectorMap {
  return binary((e, xs, ys) =>
    across(e, xs.length, (t) => {
      splat(e, 1);
      e.code.get(xs[t]!, ys[t]!);
      e.code.op(`${e.shape}.${comparison}`, "v128.and");
    })
  );
}

/** `values`, but 0 where x = `excluded`. */
export function unlessEqual(
  e: Emitter,
  xs: readonly number[],
  excluded: number,
  values: readonly number[],
): number[] {
  return across(e, xs.length, (t) => {
    e.code.get(values[t]!, xs[t]!);
    splat(e, excluded);
    e.code.op(`${e.shape}.eq`, "v128.andnot");
  });
}

/** ±1 where |x| > 0, else x: a zero with its sign, or NaN. */
const sign = unary((e, xs) =>
  across(e, xs.length, (t) => {
    e.code.get(xs[t]!);
    splat(e, -0);
    e.code.op("v128.and");
    splat(e, 1);
    e.code.op("v128.or");
    e.code.get(xs[t]!, xs[t]!);
    e.code.op(`${e.shape}.abs`);
    splat(e, 0);
    e.code.op(`${e.shape}.gt`, "v128.bitselect");
  })
);

/** y where the condition ≠ 0 (NaN too), else z. */
const select: VectorMap = (e, [conditions, ys, zs]) =>
  across(e, ys!.length, (t) => {
    e.code.get(ys![t]!, zs![t]!, conditions![t]!);
    splat(e, 0);
    e.code.op(`${e.shape}.ne`, "v128.bitselect");
  });
