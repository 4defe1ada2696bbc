/**
 * The WebGPU executor against the typed-array executor, on whatever adapter there is: lavapipe (Debian's mesa-vulkan-drivers) on a
 * machine without a GPU. Other drivers and hosts run the same cases in webgpu_hosts_test.ts.
 */
import { assert } from "@std/assert";
import { casesFor, compare } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";

/** The promise: values within 2e−5 of double precision, relative to the largest number or 1. */
const tolerance = 2e-5;

for (const { name, outputs } of casesFor(23, 2)) {
  withGpu(`as in double precision: ${name}`, async (gpu) => {
    const { errors } = await compare(outputs(), gpu);
    for (const [output, error] of Object.entries(errors)) {
      assert(error <= tolerance, `${output} is wrong by ${error}`);
    }
  });
}
