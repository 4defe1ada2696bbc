import { type Arithmetic, lostByKnuth, type State } from "../../program/monoids.ts";
import type { Address } from "../memory/addresses.ts";
import type { Emitter, Push, Shape } from "../bytes/emitter.ts";
import type { Functions } from "../frame/frame.ts";

/** The arithmetic of instructions that are emitted: a number is what pushes it. */
export interface Emitted extends Arithmetic<Push> {
  /** What a local holds. */
  readonly local: (local: number) => Push;
  /** A state of doubles at these addresses. */
  readonly inMemory: (addresses: readonly Address[]) => State<Push>;
}

/** What one number is: a double or a vector. */
type Kind = "f64" | "f64x2" | "f32x4";

/** Arithmetic that is emitted into the code of `e`; a number is a vector of its shape unless it is said to be a double. */
export function emitted(e: Emitter, functions: Functions, kind: Kind = e.shape): Emitted {
  const { code, locals } = e, isVector = kind !== "f64";
  // a value that is held stays on the stack until it is known whether it is used at once
  let onStack: number | undefined;
  const settle = () => {
    if (onStack !== undefined) code.set(onStack);
    onStack = undefined;
  };
  const local = (local: number): Push => () => {
    if (onStack === local) {
      code.tee(local);
      onStack = undefined;
      return;
    }
    settle();
    code.get(local);
  };
  const constant = (value: number): Push => () => {
    settle();
    if (kind === "f64") code.f64(value);
    else if (kind === "f64x2") code.f64x2(value);
    else code.f32x4(value);
  };
  const binary = (name: "add" | "sub" | "mul" | "max") => (x: Push, y: Push): Push => () => {
    x();
    y();
    code.op(`${kind}.${name}`);
  };
  /** A function of vectors of a shape; for a double, of doubles on both lanes. */
  const called = (index: number, of: Shape) => (x: Push): Push => () => {
    if ((isVector ? kind : "f64x2") !== of) throw new Error(`Expected ${of}, got ${kind}`);
    x();
    if (!isVector) code.op("f64x2.splat");
    code.call(index);
    if (!isVector) code.lane("f64x2.extract_lane", 0);
  };
  const select = (yes: Push, no: Push, condition: Push): Push => () => {
    yes();
    no();
    condition();
    code.op(isVector ? "v128.bitselect" : "select");
  };
  const compared = (x: Push, name: "gt" | "eq", limit: number): Push => () => {
    x();
    constant(limit)();
    code.op(`${kind}.${name}`);
  };
  const sub = binary("sub"), exp = called(functions.exp, e.shape);
  const self: Emitted = {
    add: binary("add"),
    sub,
    mul: binary("mul"),
    max: binary("max"),
    exp,
    shrink: (x, top) => exp(sub(x, top)),
    log: called(functions.log, "f64x2"),
    choose: (x, limit, yes, no) => select(constant(yes), constant(no), compared(x, "gt", limit)),
    hold: (x, name) => {
      x();
      settle();
      onStack = locals.fresh(isVector ? "v128" : "f64", name);
      return local(onStack);
    },
    lost: (x, y, sum) => lostByKnuth(self, x, y, sum),
    shift: (top) => top,
    weighted: (x, weight) => select(constant(-Infinity), x, compared(weight, "eq", 0)),
    local,
    inMemory: (addresses) => {
      const address = (t: number) => local(addresses[t]!.local);
      const name = isVector ? "v128" : "f64";
      return {
        size: addresses.length,
        get: (t) => () => {
          address(t)();
          code.access(`${name}.load`, addresses[t]!.offset);
        },
        set: (t, value) => {
          address(t)();
          value();
          code.access(`${name}.store`, addresses[t]!.offset);
        },
      };
    },
  };
  return self;
}
