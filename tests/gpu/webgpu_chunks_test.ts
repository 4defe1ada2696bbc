/** Work that is cut up: into chunks of rows, windows and parts of lanes, and bands of results, each of its own size. */
import { gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { type Bounds, chunksOf, type Extents } from "../../src/run/webgpu/row_chunks.ts";
import { scheduleFor } from "../../src/run/webgpu/sweep_schedule.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { compare, mixtures, parameters, prepare } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";

const extents: Extents = {
  outers: 1,
  rows: 1_000_000,
  lanes: 1_000_000,
  rowBytes: 4 * 21,
  laneBytes: 16 * 6,
  stateBytes: 8,
  rowsPerGroup: 256,
};
const bounds: Bounds = { binding: 2 ** 27, states: 2 ** 26, groups: 2048 };

Deno.test("a million components in ten dimensions need no binding beyond 128 MiB", () => {
  const c = chunksOf(extents, bounds);
  assert(c.rowsPerChunk * extents.rowBytes <= bounds.binding);
  assert(c.lanesPerWindow * extents.laneBytes <= bounds.binding);
  const states = c.rowsPerChunk * c.partsPerWindow * c.windows * extents.stateBytes;
  assert(states <= bounds.states);
});

Deno.test("chunks keep to every bound, and few rows are spread over the device by parts of the lanes", () => {
  for (const rows of [1, 3, 64, 1000, 70_000]) {
    for (const lanes of [1, 100, 5000, 1_000_000]) {
      for (const outers of [1, 2, 300]) {
        for (const binding of [2 ** 12, 2 ** 16, 2 ** 27]) {
          const here = { ...extents, rows, lanes, outers };
          const c = chunksOf(here, { ...bounds, binding, states: binding });
          const chunk = c.rowsPerChunk * c.outersPerChunk;
          assert(chunk * here.rowBytes <= binding);
          assert(c.outersPerChunk * c.lanesPerWindow * here.laneBytes <= binding);
          const states = chunk * c.partsPerWindow * c.windows * here.stateBytes;
          assert(states <= binding || (chunk === 1 && c.partsPerWindow === 1));
          assert(c.lanesPerWindow * c.windows >= lanes);
        }
      }
    }
  }
  assertEquals(chunksOf({ ...extents, rows: 100 }, bounds).partsPerWindow, 2048);
});

const small: { readonly [name: string]: Partial<Bounds> } = {
  "several parts": { groups: 64 },
  "chunks of rows": { binding: 16_384, states: 4096 },
  "windows of lanes": { binding: 4096 },
  "bands of results": { binding: 6000, states: 3000, groups: 32 },
};

for (const [name, bounds] of Object.entries(small)) {
  withGpu(`work cut into ${name} gives the same values and gradients`, async (gpu) => {
    for (const structure of ["diagonal", "batch, diagonal"] as const) {
      const p = mixtures(300, 2)[structure]();
      const value = pairwiseEntropy(p, { distance: "kl" });
      const outputs = { value, ...gradient(value, p) };
      const { errors } = await compare(outputs, gpu, { bounds });
      for (const [output, error] of Object.entries(errors)) {
        assert(error <= 2e-6, `${output} of ${structure} is wrong by ${error}`);
      }
    }
  });
}

withGpu(
  "every number of rows and lanes around the sizes of groups and tiles is right",
  async (gpu) => {
    for (const k of [1, 2, 63, 64, 65, 127, 128, 129, 257]) {
      const { means, diagonals } = parameters(k, 1, k);
      const p = gaussianMixture({ means, variances: diagonals });
      const value = pairwiseEntropy(p, { distance: "kl" });
      const { errors } = await compare({ value, ...gradient(value, p) }, gpu);
      for (const error of Object.values(errors)) assert(error <= 2e-6, `${error} for k = ${k}`);
    }
  },
);

Deno.test("a thread has several rows where registers and rows are many, and one where they are few", () => {
  const replicas = (k: number, structure: "diagonal" | "full") => {
    const { plan, kernels, sizes } = prepare([
      pairwiseEntropy(mixtures(k, 3)[structure](), { distance: "kl" }),
    ]);
    const sweep = kernels[plan.steps.findIndex(isOverPairs)]!;
    return scheduleFor(sweep, sizes, false).replicas;
  };
  assertEquals([replicas(300, "diagonal"), replicas(150, "diagonal"), replicas(10, "diagonal")], [
    4,
    2,
    1,
  ]);
  assertEquals(replicas(300, "full"), 1);
});
