import type { Domain, Node } from "../../src/expr/node.ts";
import { holds } from "../../src/expr/traits.ts";
import type { Buffer } from "../../src/plan/types.ts";

/** Whether the numbers of a domain are not below 0, by what is checked of them. */
function isNonNegativeDomain(domain: Domain): boolean {
  return domain === "positive" || domain === "weights" || domain === "seed";
}

/** So deep formulas are looked into. */
const deepest = 40;

/** Whether no number of a buffer is below 0, as its domain or its formula says. */
export function isNonNegative({ domain, node }: Buffer): boolean {
  if (domain !== undefined) return isNonNegativeDomain(domain);
  return node !== undefined && isNonNegativeNode(node, deepest);
}

function isNonNegativeNode(node: Node, depth: number): boolean {
  if (depth === 0) return false;
  const inner = (one: Node) => isNonNegativeNode(one, depth - 1);
  switch (node.kind) {
    case "const":
      return node.value >= 0;
    case "input":
      return isNonNegativeDomain(node.domain);
    case "coord":
    case "extent":
      return true;
    case "map":
      return holds("nonNegative", node, inner);
    case "reduce":
      return node.op === "sum" && inner(node.args[0]!);
    case "rename":
      return inner(node.home);
    case "hold":
    case "take":
      return inner(node.args[0]!);
    case "marker":
    case "scan":
    case "dense":
      return false;
    default:
      return node satisfies never;
  }
}
