import type { Access, LaneAccess, LaneOpcode, Opcode } from "../bytes/opcodes.ts";

/** What an operation is called besides the type that it works on. */
type Verb<O> = O extends `${string}.${infer V}` ? V : O;

/** How many operands an operation takes from the stack. All but `drop` and `return` leave one result. */
const operands: { readonly [V in Verb<Opcode>]: number } = {
  ...{ drop: 1, return: 1, select: 3 },
  ...{ eqz: 1, eq: 2, ne: 2, lt: 2, gt: 2, le: 2, ge: 2 },
  ...{ lt_s: 2, lt_u: 2, gt_s: 2, gt_u: 2, le_s: 2, ge_s: 2, ge_u: 2 },
  ...{ add: 2, sub: 2, mul: 2, div: 2, div_u: 2, rem_u: 2, min: 2, max: 2, pmin: 2, pmax: 2 },
  ...{ and: 2, andnot: 2, or: 2, xor: 2, not: 1, bitselect: 3 },
  ...{ shl: 2, shr_s: 2, shr_u: 2 },
  ...{ any_true: 1, all_true: 1, bitmask: 1 },
  ...{ abs: 1, neg: 1, sqrt: 1, floor: 1, trunc: 1, nearest: 1, splat: 1 },
  ...{ extend_i32_u: 1, extend_i32_s: 1, wrap_i64: 1 },
  ...{ convert_i32_s: 1, convert_i32_u: 1, convert_i64_u: 1, convert_i32x4_s: 1 },
  ...{ convert_i32x4_u: 1, trunc_sat_f32x4_u: 1, trunc_sat_f64x2_u_zero: 1 },
  ...{ convert_low_i32x4_s: 1, convert_low_i32x4_u: 1 },
  ...{ demote_f64: 1, promote_f32: 1, demote_f64x2_zero: 1, promote_low_f32x4: 1 },
  ...{ trunc_sat_f64_s: 1, trunc_sat_f64_u: 1, trunc_sat_f32x4_s: 1, trunc_sat_f64x2_s_zero: 1 },
  ...{ extmul_low_i32x4_u: 2, extmul_high_i32x4_u: 2 },
  ...{ relaxed_madd: 3, relaxed_nmadd: 3 },
};

/** How many operands an operation without immediates takes. */
export function operandsOf(name: Opcode): number {
  // the name after the dot is a verb by its type
  return operands[name.slice(name.indexOf(".") + 1) as Verb<Opcode>];
}

/** Whether an access writes: it then takes a value besides the address, and leaves nothing. */
export const writes: { readonly [A in Access | LaneAccess]: boolean } = {
  "i32.load": false,
  "i32.load8_u": false,
  "f32.load": false,
  "f64.load": false,
  "i32.store": true,
  "i32.store8": true,
  "f32.store": true,
  "f64.store": true,
  "v128.load": false,
  "v128.load32_splat": false,
  "v128.load64_splat": false,
  "v128.store": true,
  "v128.load32_zero": false,
  "v128.load64_zero": false,
  "v128.load32_lane": false,
  "v128.load64_lane": false,
  "v128.store32_lane": true,
  "v128.store64_lane": true,
};

/** How many operands an operation on one lane takes. */
export const laneOperands: { readonly [O in LaneOpcode]: number } = {
  "i32x4.extract_lane": 1,
  "i32x4.replace_lane": 2,
  "i64x2.extract_lane": 1,
  "i64x2.replace_lane": 2,
  "f32x4.extract_lane": 1,
  "f32x4.replace_lane": 2,
  "f64x2.extract_lane": 1,
  "f64x2.replace_lane": 2,
};

/** Integers are written as in other languages, for they are addresses and loops. */
export const signs: { readonly [O in Opcode]?: string } = {
  "i32.add": "+",
  "i32.sub": "-",
  "i32.mul": "*",
  "i32.eq": "==",
  "i32.ne": "!=",
  "i32.lt_s": "<",
  "i32.gt_s": ">",
  "i32.le_s": "<=",
  "i32.ge_s": ">=",
  "i32.and": "&",
  "i32.or": "|",
  "i32.shl": "<<",
};
