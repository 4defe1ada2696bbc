import type { Algebra, ArgumentList, arity, Op } from "../expr/ops.ts";

/**
 * The adjoints of the arguments of an operation, given the adjoint `g` of its value; null where the value does not
 * depend on the argument in a differentiable way.
 */
export type Rule = <T>(
  a: Algebra<T>,
  g: T,
  args: readonly T[],
  value: T,
) => readonly (T | null)[];

/** The rule of an operation `O`, which has as many arguments as `arity` says. */
type RuleOf<O extends Op> = <T>(
  a: Algebra<T>,
  g: T,
  args: Readonly<ArgumentList<T, (typeof arity)[O]>>,
  value: T,
) => readonly (T | null)[];

const none: Rule = (_a, _g, args) => args.map(() => null);

/** Where x < y all of `g` goes to `first`, where x = y half of it. */
function share<T>(a: Algebra<T>, g: T, x: T, y: T): T {
  const half = a.mul(a.constant(0.5), a.equal(x, y));
  return a.mul(g, a.add(a.less(x, y), half));
}

const ruleOf: { readonly [K in Op]: RuleOf<K> } = {
  neg: (a, g) => [a.neg(g)],
  abs: (a, g, [x]) => [a.mul(g, a.sign(x))],
  sign: none,
  floor: none,
  square: (a, g, [x]) => [a.weigh(g, a.mul(a.constant(2), x))],
  // dividing by ∞ in place of 0 gives 0, and so do further derivatives
  sqrt: (a, g, _args, value) => {
    const root = a.select(a.equal(value, a.constant(0)), a.constant(Infinity), value);
    return [a.div(a.mul(a.constant(0.5), g), root)];
  },
  exp: (a, g, _args, value) => [a.mul(g, value)],
  log: (a, g, [x]) => [a.ratio(g, x)],
  log1p: (a, g, [x]) => [a.ratio(g, a.add(x, a.constant(1)))],
  sin: (a, g, [x]) => [a.mul(g, a.cos(x))],
  cos: (a, g, [x]) => [a.neg(a.mul(g, a.sin(x)))],
  tanh: (a, g, _args, value) => [a.mul(g, a.sub(a.constant(1), a.square(value)))],
  atan: (a, g, [x]) => [a.div(g, a.add(a.constant(1), a.square(x)))],
  // at 0 what is left of ln x + 1 without its infinite part
  xLogX: (a, g, [x]) => {
    const slope = a.add(a.log(x), a.constant(1));
    return [a.mul(g, a.select(a.equal(x, a.constant(0)), a.constant(1), slope))];
  },
  // 1/φ(z) = √(2π) exp(z²/2)
  normalQuantile: (a, g, _args, z) => {
    const density = a.exp(a.mul(a.constant(0.5), a.square(z)));
    return [a.mul(g, a.mul(a.constant(Math.sqrt(2 * Math.PI)), density))];
  },
  add: (_a, g) => [g, g],
  sub: (a, g) => [g, a.neg(g)],
  mul: (a, g, [x, y]) => [a.weigh(g, y), a.weigh(g, x)],
  // g·(x/y) is of the size of the result, whatever the units, while (x/y)/y overflows for 1/y of 10²⁰⁰
  div: (a, g, [_x, y], value) => [
    a.div(g, y),
    a.neg(a.mul(a.weigh(g, value), a.div(a.constant(1), y))),
  ],
  pow: (a, g, [x, y], value) => [
    // x⁰ is flat at 0, too
    a.mul(g, a.weigh(y, a.pow(x, a.sub(y, a.constant(1))))),
    a.mul(g, a.weigh(value, a.log(x))),
  ],
  min: (a, g, [x, y]) => [share(a, g, x, y), share(a, g, y, x)],
  max: (a, g, [x, y]) => [share(a, g, y, x), share(a, g, x, y)],
  less: none,
  lessEqual: none,
  equal: none,
  weigh: (a, g, [w, x]) => [
    a.select(a.less(a.abs(x), a.constant(Infinity)), a.mul(g, x), a.constant(0)),
    a.weigh(w, g),
  ],
  ratio: (a, g, [_x, y], value) => [a.ratio(g, y), a.neg(a.mul(g, a.ratio(value, y)))],
  expDiff: (a, g, _args, value) => [a.weigh(g, value), a.neg(a.weigh(g, value))],
  select: (a, g, [condition]) => [
    null,
    a.select(condition, g, a.constant(0)),
    a.select(condition, a.constant(0), g),
  ],
  prefer: (a, g, [keeps]) => [
    null,
    a.select(keeps, g, a.constant(0)),
    a.select(keeps, a.constant(0), g),
  ],
  uniform: none,
};

/**
 * Gradient rules, one for each operation, over any algebra: tested on numbers, used on graphs. Where a function has no
 * derivative the rule is a subgradient: 0 for |x|, √x and x ln x at 0 (so that a Euclidean distance √Σδ² has slope 0 where the
 * points coincide), half and half for min and max of equal values. Here an operation is known by name
 * only, and its arguments are a list; it is as long as `arity` says, for `Algebra` made it.
 */
export const rules = ruleOf as { readonly [K in Op]: Rule };
