import { children, type Domain, type Node, topological } from "../../src/expr/node.ts";
import { holds } from "../../src/expr/traits.ts";
import type { Buffer, Plan } from "../../src/plan/types.ts";

/** What is known of the numbers of a buffer before they are. */
export interface Facts {
  /** Whether all are whole: comparisons of such numbers are exact. */
  readonly whole: (buffer: Buffer) => boolean;
  /** Whether none is negative. */
  readonly nonNegative: (buffer: Buffer) => boolean;
  /**
   * Whether they are made of positive numbers by products, quotients, powers and exponentials, but for their sign: however small one
   * is, its size counts (a weight, a width), and one that is rounded to 0 is another number.
   */
  readonly scale: (buffer: Buffer) => boolean;
}

/** What the formulas and the domains of a plan say of its buffers. */
export function factsOf(plan: Plan): Facts {
  const domains = new Map<number, Domain>(
    plan.views.map(({ source, domain }) => [source.id, domain]),
  );
  const known = {
    whole: new Map<Node, boolean>(),
    nonNegative: new Map<Node, boolean>(),
    scale: new Map<Node, boolean>(),
  };
  const all = (nodes: readonly Node[], fact: (node: Node) => boolean) => nodes.every(fact);

  const whole = (node: Node): boolean =>
    remembered(known.whole, node, whole, () => {
      switch (node.kind) {
        case "const":
          return Number.isInteger(node.value);
        case "coord":
        case "extent":
          return true;
        case "input":
        case "dense":
          return false;
        case "map":
          return holds("whole", node, whole);
        case "reduce":
          return node.op !== "logSumExp" && all(node.args, whole);
        case "scan":
          return node.op === "order" || whole(node.args[0]);
        case "take":
        case "hold":
          return whole(node.args[0]!);
        case "marker":
          return whole(node.args[0]);
        case "rename":
          return whole(node.home);
        default:
          return node satisfies never;
      }
    });

  const nonNegative = (node: Node): boolean =>
    remembered(known.nonNegative, node, nonNegative, () => {
      switch (node.kind) {
        case "const":
          return node.value >= 0;
        case "coord":
        case "extent":
          return true;
        case "input":
          return isPositive(node.domain);
        case "dense":
          return false;
        case "map":
          return holds("nonNegative", node, nonNegative);
        case "reduce":
          return node.op !== "logSumExp" && all(node.args, nonNegative);
        case "scan":
          return node.op === "order" || nonNegative(node.args[0]);
        case "take":
          return nonNegative(node.args[0]!);
        case "hold":
          return isPositive(node.domain) || nonNegative(node.args[0]!);
        case "marker":
          return nonNegative(node.args[0]);
        case "rename":
          return nonNegative(node.home);
        default:
          return node satisfies never;
      }
    });

  const scale = (node: Node): boolean =>
    remembered(known.scale, node, scale, () => {
      switch (node.kind) {
        case "const":
        case "coord":
        case "extent":
          return true;
        case "input":
          return isPositive(node.domain);
        case "dense":
        case "reduce":
        case "scan":
          return false;
        case "map":
          return holds("scale", node, scale);
        case "take":
          return scale(node.args[0]!);
        case "hold":
          return isPositive(node.domain) || scale(node.args[0]!);
        case "marker":
          return scale(node.args[0]);
        case "rename":
          return scale(node.home);
        default:
          return node satisfies never;
      }
    });

  return {
    scale: ({ node, source }) =>
      node !== undefined ? scale(node) : isPositive(domains.get(source?.id ?? -1)),
    whole: ({ node }) => node !== undefined && whole(node),
    nonNegative: ({ node, source }) =>
      node !== undefined ? nonNegative(node) : isPositive(domains.get(source?.id ?? -1)),
  };
}

function isPositive(domain: Domain | undefined): boolean {
  return domain === "positive" || domain === "weights" || domain === "nonNegative";
}

function remembered(
  known: Map<Node, boolean>,
  node: Node,
  fact: (part: Node) => boolean,
  decide: () => boolean,
): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  // what it is made of first: a long chain of operations is deeper than a stack
  for (const part of topological([node], (part) => known.has(part) ? [] : children(part))) {
    if (part !== node) fact(part);
  }
  const decided = decide();
  known.set(node, decided);
  return decided;
}
