import { checkInteger, inputOver } from "../expr/array.ts";
import { hold, inputAt } from "../expr/build.ts";
import { checkDomain } from "../expr/domain.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";

/** A seed as an expression, checked: an integer ≥ 0, now if it is known, else when it has been computed. */
export function seedOf(seed: number | Expr<number>): Node {
  if (!isNode(seed)) return leafOf(checkInteger(seed, "seed", 0));
  if (seed.axes.length === 0) {
    if (seed.kind !== "input") return hold("seed", seed, "seed");
    checkDomain("seed", "seed", seed.source.data, []);
    return inputAt(seed.source, [], "seed");
  }
  throw new ShapeError(
    `Expected seed to be a scalar, got shape [${
      seed.axes.map(({ set }) => set.extent).join(", ")
    }]`,
  );
}

const leaves = new Map<number, WeakRef<Node>>();
const forgotten = /* @__PURE__ */ new FinalizationRegistry<number>((seed) => {
  if (leaves.get(seed)?.deref() === undefined) leaves.delete(seed);
});

/** The one leaf that holds this seed. A leaf is no part of a plan: estimates that differ by their seed share one. */
function leafOf(seed: number): Node {
  const known = leaves.get(seed)?.deref();
  if (known !== undefined) return known;
  const leaf = inputOver({ data: Float64Array.of(seed), shape: [] }, "seed", [], "seed");
  leaves.set(seed, new WeakRef(leaf));
  forgotten.register(leaf, seed);
  return leaf;
}
