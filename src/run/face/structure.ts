import { describe, isPlain, reasonOf } from "../../expr/describe.ts";
import { isNode } from "../../expr/intern.ts";
import type { Node } from "../../expr/node.ts";
import { shown } from "../../expr/quote.ts";
import type { Expr, Value } from "../../expr/expression.ts";
import type { Computed } from "../../expr/shape_types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { resultOf } from "./array_result.ts";

/** A lazy value, or a structure of them. */
export type Expressions = Expr | { readonly [name: string]: Expressions } | readonly Expressions[];

/**
 * The values of expressions, in the same structure: a number for `Expr<number>`, an array for `Expr<ArrayResult>`, one of both for
 * `Expr`; unknown where the type of the expressions says no more than `Expressions`.
 */
export type Values<E> = Expressions extends E ? unknown
  : E extends Expr<infer T> ? [T] extends [never] ? Value : Computed<T>
  : { readonly [K in keyof E]: Values<E[K]> };

/** A leaf of a structure of expressions, with its path for messages. */
export interface Leaf {
  readonly node: Node;
  readonly path: string;
}

/** The most levels of arrays and records around an expression. What holds itself has no end of them. */
export const mostLevels = 100;

/** The expressions of a structure, in order. */
export function flatten(expressions: Expressions): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (part: Expressions, path: string, levels: number) => {
    if (isNode(part)) {
      leaves.push({ node: part, path });
      return;
    }
    if (levels === 0) {
      throw new TypeError(
        `Expected expressions in at most ${mostLevels} levels of arrays and records, got more at ${
          shown(path)
        }; does one hold itself?`,
      );
    }
    // what is no node is no expression
    const inside = part as Exclude<Expressions, Expr>;
    for (const [name, inner] of entriesOf(inside, path)) walk(inner, path + name, levels - 1);
  };
  walk(expressions, "", mostLevels);
  return leaves;
}

/** The parts of an array or record, with what each adds to the path. */
function entriesOf(part: Exclude<Expressions, Expr>, path: string): [string, Expressions][] {
  let isMixture = false;
  try {
    if (Array.isArray(part)) {
      return Array.from(part, (inner: Expressions, t) => [`[${t}]`, inner]);
    }
    if (typeof part === "object" && part !== null && isPlain(part)) {
      isMixture = "parameters" in part && typeof part["at"] === "function";
      if (!isMixture) return Object.entries(part).map(([name, inner]) => [`.${name}`, inner]);
    }
  } catch (error) {
    throw new TypeError(
      `Expected expressions that can be read${at(path)}, got an error: ${reasonOf(error)}`,
      { cause: error },
    );
  }
  if (isMixture) {
    throw new TypeError(
      `Expected expressions${
        at(path)
      }, got a mixture: ask for values of it, as jointEntropy(p) or ` +
        `pairwiseEntropy(p, { distance: "kl" }), or for p.parameters`,
    );
  }
  throw new TypeError(
    `Expected an expression, or an array or record of expressions${at(path)}, got ${
      describe(part)
    }${typeof part === "number" ? ", which is a number already" : ""}`,
  );
}

function at(path: string): string {
  return path === "" ? "" : ` at ${shown(path)}`;
}

/** The results in the structure of the expressions. */
export function collect(expressions: Expressions, results: readonly DenseArray[]): unknown {
  let next = 0;
  const walk = (part: Expressions): unknown => {
    if (isNode(part)) {
      const result = results[next++]!;
      return result.shape.length === 0 ? result.data[0] : resultOf(result);
    }
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(expressions);
}
