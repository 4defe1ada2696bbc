import type { Op } from "../../src/expr/ops.ts";
import { traits } from "../../src/expr/traits.ts";
import type { Term } from "./reals.ts";

/**
 * What values become where the row and the lane are one component: a pair with itself. There a difference of the two roles is an
 * exact zero in any precision, so that comparing it with zero is never in doubt. Equal values get equal names.
 */
export interface SelfNames {
  /** The name of an operation on terms; undefined where a term has none. */
  readonly of: (op: Op | "sum" | "dot", args: readonly Pick<Term, "self">[]) => string | undefined;
}

/** Names for the values of one kernel, short however deep the expressions are. */
export function selfNames(): SelfNames {
  const known = new Map<string, string>();
  const short = (name: string): string => {
    let own = known.get(name);
    if (own === undefined) known.set(name, own = `v${known.size}`);
    return own;
  };
  const twice = new Map<string, string>();
  const double = (x: string): string => {
    const own = short(`2 ${x}`);
    twice.set(own, x);
    return own;
  };
  const of: SelfNames["of"] = (op, args) => {
    const names: string[] = [];
    for (const { self } of args) {
      if (self === undefined) return undefined;
      names.push(self);
    }
    // where there is one argument, y is no name
    const [x = "", y = ""] = names;
    const isZero = (name: string) => name === "0" || name === "-0";
    switch (op) {
      case "sub":
        return x === y ? "0" : isZero(y) ? x : short(`sub ${x} ${y}`);
      case "add":
        return isZero(x) ? y : isZero(y) ? x : x === y ? double(x) : short(`add ${[x, y].sort()}`);
      case "mul":
      case "weigh":
        if (isZero(x) || isZero(y)) return "0";
        return (x === "0.5" && twice.get(y)) || (y === "0.5" && twice.get(x)) ||
          short(`mul ${[x, y].sort()}`);
      case "min":
      case "max":
        return x === y ? x : short(`${op} ${[x, y].sort()}`);
      case "sum":
      case "dot":
        return names.every(isZero) ? "0" : short(`${op} ${names.join(" ")}`);
      default: {
        const { isZeroAtZero, symmetry } = traits[op];
        if (isZeroAtZero && names.every(isZero)) return "0";
        return short(`${op} ${(symmetry === "commutative" ? names.sort() : names).join(" ")}`);
      }
    }
  };
  return { of };
}
