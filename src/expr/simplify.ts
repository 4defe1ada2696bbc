import { unionAxes } from "./axes.ts";
import { intern } from "./intern.ts";
import type { MapNode, Node } from "./node.ts";
import { type Algebra, applyOp, type ArgumentList, arity, type Op } from "./ops.ts";
import { holds, traits } from "./traits.ts";

/** A number as an expression. */
export function constant(value: number): Node {
  return intern(`const ${Object.is(value, -0) ? "-0" : value}`, { kind: "const", axes: [], value });
}

/**
 * An elementwise operation on expressions. It simplifies by rules that hold for every float, NaN and ±∞ included, up to
 * the sign of a zero, and takes the arguments of commutative operations in any order, so that equal values are one node.
 */
export function map(op: Op, args: readonly Node[]): Node {
  const simple = simplified(op, args);
  if (simple !== undefined) return simple;
  // a draw is never a number of the formula: the seed that is in a plan would be all that it can run with
  if (op !== "uniform" && op !== "scramble" && args.every((arg) => arg.kind === "const")) {
    return constant(applyOp(op, args.map((arg) => (arg as { value: number }).value)));
  }
  // the key is in order, the arguments stay as they were written: texts and the order of sums do not depend on the past
  const ids = args.map((arg) => arg.id);
  if (traits[op].symmetry === "commutative") ids.sort((a, b) => a - b);
  return intern<MapNode>(`${op} ${ids.join(",")}`, {
    kind: "map",
    axes: unionAxes(...args.map((arg) => arg.axes)),
    op,
    args,
  });
}

/** A node that equals the operation for every float, or undefined: by what holds of each operation alone. */
function simplified(op: Op, args: readonly Node[]): Node | undefined {
  const x = args[0]!, y = args[1]!, z = args[2]!; // as many of them as the operation takes
  if (traits[op].symmetry === "even") return even(op, x);
  switch (op) {
    case "sign":
      // the slope of |x|, which both roles of a pair ask for; of other odd functions a minus outside would be one more
      return odd(op, x);
    case "add":
      if (isZero(x)) return y;
      if (isZero(y)) return x;
      if (isOp(y, "neg")) return map("sub", [x, y.args[0]]);
      return isOp(x, "neg") ? map("sub", [y, x.args[0]]) : undefined;
    case "sub":
      if (isZero(y)) return x;
      return isOp(y, "neg") ? map("add", [x, y.args[0]]) : undefined;
    case "mul":
      return product(x, y);
    case "div":
      if (isConst(y, 1)) return x;
      return isOp(x, "neg") ? map("neg", [map("div", [x.args[0], y])]) : undefined;
    case "weigh":
      if (isZero(x)) return x;
      if (x.kind === "const" || isFinite(y)) return map("mul", [x, y]);
      if (isOp(x, "neg")) return map("neg", [map("weigh", [x.args[0], y])]);
      return isOp(y, "neg") ? map("neg", [map("weigh", [x, y.args[0]])]) : undefined;
    case "neg":
      if (isZero(x)) return x;
      return isOp(x, "neg") ? x.args[0] : undefined;
    case "ratio":
      return isConst(y, 1) ? x : undefined;
    case "select":
    case "prefer":
      return x.kind === "const" ? (x.value !== 0 ? y : z) : undefined;
    default:
      return undefined;
  }
}

/** x·y with a factor ±1 or a negated factor: the sign moves out. */
function product(x: Node, y: Node): Node | undefined {
  if (isConst(x, 1)) return y;
  if (isConst(y, 1)) return x;
  if (isZero(x) && isFinite(y)) return x;
  if (isZero(y) && isFinite(x)) return y;
  if (isConst(x, -1)) return map("neg", [y]);
  if (isConst(y, -1)) return map("neg", [x]);
  if (isOp(x, "neg")) return map("neg", [map("mul", [x.args[0], y])]);
  if (isOp(y, "neg")) return map("neg", [map("mul", [x, y.args[0]])]);
  if (x === y) return map("square", [x]);
  return undefined;
}

/** f(−x) = f(x) and f(a − b) = f(b − a). */
function even(op: Op, x: Node): Node | undefined {
  const { node } = unsigned(x);
  return node === x ? undefined : map(op, [node]);
}

/** f(−x) = −f(x), up to the sign of a zero, and f(b − a) = −f(a − b). */
function odd(op: "sign", x: Node): Node | undefined {
  const { negative, node } = unsigned(x);
  if (node === x) return undefined;
  return negative ? map("neg", [map(op, [node])]) : map(op, [node]);
}

/** A node or its negative, whichever stands for both: of a − b and b − a, the one with the older node first. */
export function unsigned(x: Node): { readonly negative: boolean; readonly node: Node } {
  if (isOp(x, "neg")) {
    const inner = unsigned(x.args[0]);
    return { negative: !inner.negative, node: inner.node };
  }
  if (isOp(x, "sub") && x.args[0].id > x.args[1].id) {
    return { negative: true, node: map("sub", [x.args[1], x.args[0]]) };
  }
  return { negative: false, node: x };
}

/** Whether a value is known to be finite: inputs are checked. Looks no further than a sign or a marker. */
function isFinite(x: Node): boolean {
  if (x.kind === "const") return Number.isFinite(x.value);
  if (x.kind === "input") return x.domain !== "any";
  if (x.kind === "extent" || x.kind === "coord") return true;
  if (x.kind === "marker" || isOp(x, "neg")) return isFinite(x.args[0]);
  return x.kind === "map" && holds("finite", x, () => false);
}

/** An elementwise operation `O`, with as many arguments as it takes. */
export type MapOf<O extends Op> = MapNode & {
  readonly op: O;
  readonly args: Readonly<ArgumentList<Node, (typeof arity)[O]>>;
};

/** Whether a node is an elementwise operation `op`. */
export function isOp<O extends Op>(node: Node, op: O): node is MapOf<O> {
  return node.kind === "map" && node.op === op;
}

function isZero(node: Node): boolean {
  return node.kind === "const" && node.value === 0;
}

function isConst(node: Node, value: number): boolean {
  return node.kind === "const" && Object.is(node.value, value);
}

// The rows of the table are the keys of `arity`; the assertion only restores their argument counts.
const rows = Object.fromEntries(
  (Object.keys(arity) as Op[]).map((op) => [op, (...args: Node[]) => map(op, args)]),
) as unknown as Omit<Algebra<Node>, "constant">;

/** The operations on expressions. */
export const nodes: Algebra<Node> & { readonly map: typeof map } = { ...rows, constant, map };
