/**
 * What large work needs, generators, transforms and windows: one file of a bundle, which is loaded when work is worth it. Of two files what they
 * have in common would be a third.
 */
export { nativeSteps } from "../cpu/native_steps.ts";
export { gaussSums, planSums } from "../transform/gauss_sums.ts";
export { byTransforms, transformsOf } from "./gauss_transforms.ts";
export { cutOf, inWindows } from "./windows.ts";
