/**
 * The functions of `@std/assert` that the tests use, with the same names and arguments, over `node:assert/strict`.
 * The line `"@std/assert": "./tests/support/assert.ts"` in deno.json may become `jsr:@std/assert@^1`; nothing else changes.
 */
import assertStrict, { AssertionError } from "node:assert/strict";

export { AssertionError };

// deno-lint-ignore no-explicit-any -- the signature of @std/assert: any constructor will do
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function suffix(message?: string): string {
  return message === undefined ? "" : `: ${message}`;
}

/** Fails always. */
export function fail(message?: string): never {
  throw new AssertionError({ message: `Failed assertion${suffix(message)}` });
}

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message?: string): asserts condition {
  if (!condition) throw new AssertionError({ message: message ?? "Expected a truthy value" });
}

/** Fails if `condition` is truthy. */
export function assertFalse(condition: unknown, message?: string): void {
  assert(!condition, message ?? "Expected a falsy value");
}

/** Fails unless `actual` and `expected` are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  assertStrict.deepStrictEqual(actual, expected, message);
}

/** Fails if `actual` and `expected` are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  assertStrict.notDeepStrictEqual(actual, expected, message);
}

/** Fails unless `actual` and `expected` are the same value (`Object.is`). */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  assertStrict.strictEqual(actual, expected, message);
}

/** Fails if `actual` and `expected` are the same value (`Object.is`). */
export function assertNotStrictEquals<T>(actual: T, expected: T, message?: string): void {
  assertStrict.notStrictEqual(actual, expected, message);
}

/** Fails if `actual` is null or undefined. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  assert(actual !== null && actual !== undefined, message ?? `Expected a value, got ${actual}`);
}

/** Fails unless |actual − expected| ≤ tolerance (1e-7 of `expected` where none is given). NaN is near nothing. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected) * 1e-7 : 1e-7);
  const difference = Math.abs(actual - expected);
  if (difference <= allowed) return;
  throw new AssertionError({
    message:
      `Expected ${actual} to be within ${allowed} of ${expected}, the difference is ${difference}${
        suffix(message)
      }`,
    actual,
    expected,
  });
}

/** Fails unless `actual` > `expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  assert(actual > expected, `Expected ${actual} > ${expected}${suffix(message)}`);
}

/** Fails unless `actual` ≥ `expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  assert(actual >= expected, `Expected ${actual} >= ${expected}${suffix(message)}`);
}

/** Fails unless `actual` < `expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  assert(actual < expected, `Expected ${actual} < ${expected}${suffix(message)}`);
}

/** Fails unless `actual` ≤ `expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  assert(actual <= expected, `Expected ${actual} <= ${expected}${suffix(message)}`);
}

/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  assert(
    actual.includes(expected),
    `Expected ${JSON.stringify(actual)} to contain ${JSON.stringify(expected)}${suffix(message)}`,
  );
}

/** Fails unless `actual` contains every value of `expected`, deeply equal. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  message?: string,
): void {
  for (const value of Array.from(expected)) {
    const found = Array.from(actual).some((other) => isDeepEqual(other, value));
    assert(found, `Expected an array with ${JSON.stringify(value)}${suffix(message)}`);
  }
}

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    assertStrict.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

/** Fails unless `expected` matches `actual`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  assert(
    expected.test(actual),
    `Expected ${JSON.stringify(actual)} to match ${expected}${suffix(message)}`,
  );
}

/** Fails if `expected` matches `actual`. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void {
  assert(
    !expected.test(actual),
    `Expected ${JSON.stringify(actual)} not to match ${expected}${suffix(message)}`,
  );
}

/** Fails unless `actual` is an instance of `type`. */
export function assertInstanceOf<T>(
  actual: unknown,
  // deno-lint-ignore no-explicit-any -- the signature of @std/assert: any constructor will do
  type: abstract new (...args: any[]) => T,
  message?: string,
): asserts actual is T {
  assert(
    actual instanceof type,
    `Expected an instance of ${type.name}, got ${describe(actual)}${suffix(message)}`,
  );
}

/** Fails unless `error` is an instance of `type` whose message contains `messageIncludes`. */
export function assertIsError<E extends Error>(
  error: unknown,
  type?: ErrorClass<E>,
  messageIncludes?: string,
  message?: string,
): asserts error is E {
  assert(error instanceof Error, `Expected an Error, got ${describe(error)}${suffix(message)}`);
  if (type !== undefined) {
    assert(
      error instanceof type,
      `Expected ${type.name}, got ${describe(error)}${suffix(message)}`,
    );
  }
  if (messageIncludes !== undefined) assertStringIncludes(error.message, messageIncludes, message);
}

function describe(value: unknown): string {
  return value instanceof Error ? `${value.name}: ${value.message}` : String(value);
}

/** Fails unless `fn` throws an instance of `type` whose message contains `messageIncludes`; returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  type?: ErrorClass<E>,
  messageIncludes?: string,
  message?: string,
): E {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
    assertIsError(thrown, type, messageIncludes, message);
    return thrown;
  }
  return fail(`expected the function to throw${suffix(message)}`);
}

/** Fails unless the promise of `fn` rejects with an instance of `type` whose message contains `messageIncludes`. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  type?: ErrorClass<E>,
  messageIncludes?: string,
  message?: string,
): Promise<E> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    return fail(`expected a rejected promise, the function threw ${describe(error)}`);
  }
  try {
    await promise;
  } catch (error) {
    const thrown: unknown = error;
    assertIsError(thrown, type, messageIncludes, message);
    return thrown;
  }
  return fail(`expected the promise to reject${suffix(message)}`);
}
