/**
 * Mixtures in the argument convention of the Python package MixEntroPY.
 *
 * @module
 */

export { mixture } from "./src/mixture/convention.ts";
