/** What an error must say: a sentence that names the argument, the index and the value. */
import { gaussianMixture, uniformMixture } from "../../mod.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";

// deno-lint-ignore no-explicit-any -- any constructor of errors will do
type ErrorClass = new (...args: any[]) => Error;

/** Fails unless `run` throws, or rejects with, an error of exactly this class whose message has all `parts`. */
export async function refuses(
  run: () => unknown,
  type: ErrorClass,
  ...parts: readonly string[]
): Promise<void> {
  const error = await errorOf(run);
  assert(error instanceof Error, `Expected an error with ${parts.join(", ")}`);
  assertEquals(error.constructor, type, `${error.name}: ${error.message}`);
  assertEquals(error.name, type.name);
  assertSentence(error.message);
  for (const part of parts) assertStringIncludes(error.message, part);
}

/** An argument that TypeScript would refuse. */
export function wrong(value: unknown): never {
  return value as never;
}

function assertSentence(message: string): void {
  assertMatch(message, /^[A-Za-z"].*[^.\s]$/s);
  assertNotMatch(message, /undefined|\[object|\[\]|\n| {2}/);
  // a short description of what was given, never the whole of it
  assert(message.length < 300, message);
}

async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Valid parameters, of which tests replace some. */
export const weights = [0.4, 0.6], means = [[0, 0], [3, 1]], variances = [1, 2];
export const unit = [[1, 0], [0, 1]];
export const widths = [[1, 1], [2, 2]];

/** A Gaussian mixture of two components in two dimensions, with some parameters replaced. */
export function gaussians(parameters: { readonly [name: string]: unknown }) {
  return () => gaussianMixture({ weights, means, variances, ...parameters });
}

/** The same with full covariances. */
export function withCovariances(covariances: unknown, name = "covariances") {
  return gaussians({ variances: undefined, [name]: covariances });
}

/** A mixture of two boxes in two dimensions, with some parameters replaced. */
export function boxes(parameters: { readonly [name: string]: unknown }) {
  return () => uniformMixture({ weights, centers: means, widths, ...parameters });
}
