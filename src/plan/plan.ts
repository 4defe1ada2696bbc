import type { Node } from "../expr/node.ts";
import { topological } from "../expr/node.ts";
import { show } from "../expr/show.ts";
import { checkBare, checkOrder, checkStorage } from "./check.ts";
import { layout } from "./layout.ts";
import { place } from "./place.ts";
import { preferOutside } from "./prefer.ts";
import { strip } from "./strip.ts";
import { sweep } from "./sweep.ts";
import type { Buffer, Plan } from "./types.ts";

/** From expressions to a plan: strip → prefer → place → layout → sweep, then the checks. Pure; holds for any extent of the long axes. */
export function plan(outputs: readonly Node[]): Plan {
  const bare = strip(outputs);
  const apart = preferOutside(bare), nodes = topological(apart);
  checkBare(nodes);
  const placement = place(apart);
  const memory = layout(placement);
  const steps = sweep(placement, memory);
  const result: Plan = {
    views: placement.views,
    inputs: memory.inputs,
    stored: [...memory.stored.values()],
    steps,
    outputs: placement.roots.map((root) => ({ buffer: memory.stored.get(root) as Buffer })),
    passes: [
      // most plans are never explained
      {
        name: "expressions",
        get text() {
          return describe(outputs);
        },
      },
      {
        name: "strip",
        text: `${topological(bare).length} nodes without what only gradients look at`,
      },
      {
        name: "prefer",
        text: `${nodes.length} nodes with choices between two ways outside of sweeps`,
      },
      {
        name: "place",
        text: `${placement.stored.size} values stored, ${memory.inputs.length} inputs`,
      },
      { name: "sweep", text: `${steps.length} steps` },
    ],
  };
  checkStorage(result);
  checkOrder(result);
  return result;
}

function describe(roots: readonly Node[]): string {
  const count = topological(roots).length;
  return `${count} nodes\n` + roots.map((root) => `  ${show(root, 8)}`).join("\n");
}
