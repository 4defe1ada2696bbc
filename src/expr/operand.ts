import { broadcast } from "./build.ts";
import { unionAxes } from "./axes.ts";
import { freeInput, toDense } from "./array.ts";
import { isNode } from "./intern.ts";
import type { Node } from "./node.ts";
import type { Operand } from "./shape_types.ts";
import { constant } from "./simplify.ts";

/** An operand as an expression: numbers become constants, arrays leaves. */
export function expression(operand: Operand, name = "operand"): Node {
  if (isNode(operand)) return operand;
  return typeof operand === "number" ? constant(operand) : freeInput(toDense(operand, name), name);
}

/** A value with all axes of what it was made of, also where it was simplified and has lost some: 0·x has the shape of x. */
export function withAxesOf(value: Node, ...made: readonly Node[]): Node {
  return broadcast(value, unionAxes(...made.map(({ axes }) => axes)));
}
