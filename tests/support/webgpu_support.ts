/** Tests that need a WebGPU adapter; where there is none they are skipped, and their names say why. */
import {
  type ArrayResult,
  evaluate,
  type EvaluateOptions,
  type Expr,
  gaussianMixture,
  type Mixture,
  pairwiseEntropy,
} from "../../mod.ts";
import { gpuInfo, requestGpu } from "../../src/run/webgpu/device.ts";
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";
import { mixtures, parameters } from "./webgpu_cases.ts";
import { withSlopes } from "./estimators.ts";

// Without Vulkan a Linux machine may have WebGPU by OpenGL, which takes minutes to compile what is tested here.
if (Deno.build.os === "linux") Deno.env.set("DENO_WEBGPU_BACKEND", "vulkan");
const { available, reason = "" } = await gpuInfo();

/** Why the tests are skipped, if they are. */
export const skipped: string | undefined = available ? undefined : reason;

/** A test with the GPU of this machine. */
export function withGpu(name: string, body: (gpu: GpuDevice) => Promise<void>): void {
  Deno.test({
    name: available ? name : `${name} (skipped: ${reason})`,
    ignore: !available,
    // the device is shared by all tests and stays open
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => await body(await requestGpu()),
  });
}

/** Too little work for a GPU, and enough. */
export const small: Mixture = mixtures(60, 3).diagonal();
export const large: Mixture = mixtures(3000, 3).diagonal();
/** Components that lie too far apart, for their width, to be told apart in single precision. */
export const far: Mixture = farApart();

function farApart(): Mixture {
  const { means, diagonals: variances } = parameters(3000, 3);
  return gaussianMixture({ means: means.map((mean) => mean.map((x) => 1e8 * x)), variances });
}

/** An upper bound on the entropy, and its gradients. */
export function outputsOf(p: Mixture): readonly Expr[] {
  const value = pairwiseEntropy(p, { distance: "kl" });
  return withSlopes(value, p);
}

/** The numbers of results, each in an array. */
export function numbersOf(results: readonly (number | ArrayResult)[]): readonly Float64Array[] {
  return results.map((result) =>
    typeof result === "number" ? Float64Array.of(result) : result.data
  );
}

/** What the evaluation of `outputsOf(p)` gives, and what it warns of. */
export async function warned(p: Mixture, options: EvaluateOptions) {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const results = numbersOf(await evaluate(outputsOf(p), { ...options, onWarning }));
  return { results, warnings };
}
