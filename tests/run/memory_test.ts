/** What does not fit into memory is a sentence that says what there is too much of. */
import {
  DeviceError,
  gaussianMixture,
  kdeEntropy,
  logDetEntropy,
  monteCarloEntropy,
  ShapeError,
} from "../../mod.ts";
import type { Role } from "../../src/expr/axes.ts";
import type { Node } from "../../src/expr/node.ts";
import { planned } from "../../src/run/face/cache.ts";
import { sizesOf } from "../../src/run/face/numbers.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import { refuses } from "../support/sentences.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** One number for all entries of an array. */
const repeated = (...shape: number[]) => ({ data: [1], shape, strides: shape.map(() => 0) });

/** The message for an expression over sizes that nobody has memory for: those of one role are a billion. */
async function refusesAtOnce(node: Node, role: Role, ...parts: string[]): Promise<void> {
  const made = planned([node]);
  const sizes = sizesOf(made);
  const huge = new Map([...sizes].map(([set, n]) => [set, set.role === role ? 1e9 : n]));
  await refuses(() => executorFor(made, huge).describe(), DeviceError, "4096 MiB", ...parts);
}

const p = gaussianMixture({ means: [[0, 0], [1, 2]], variance: 1 });

Deno.test("memory that draws need is a matter of draws, not of components", async () => {
  const { value } = monteCarloEntropy(p, { samples: 100 });
  await refusesAtOnce(
    nodeOf(value),
    "row",
    "for each of 1,000,000,000 draws",
    "evaluate fewer draws",
  );
});

Deno.test("memory for components, batches or rows of data says which", async () => {
  const batch = gaussianMixture({ means: [[[0], [1]], [[2], [3]]], variance: 1 });
  const data = [[0, 1], [2, 1], [4, 4]];
  await refusesAtOnce(
    nodeOf(kdeEntropy(p)),
    "component",
    "components × 2 coordinates",
    "fewer components",
  );
  await refusesAtOnce(
    nodeOf(kdeEntropy(batch)),
    "batch",
    "batch entries × 2",
    "fewer batch entries",
  );
  await refusesAtOnce(nodeOf(logDetEntropy(data)), "row", "1,000,000,000 rows", "fewer rows");
});

Deno.test("an array that can never fit is refused by its shape, before it is copied", async () => {
  for (const shape of [[2 ** 30, 1], [1e9, 1e9], [1e200, 1e200]]) {
    await refuses(
      () => gaussianMixture({ means: repeated(...shape), variance: 1 }),
      ShapeError,
      "means to fit into memory",
      `got shape [${shape.join(", ")}]`,
    );
  }
});
