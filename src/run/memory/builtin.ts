/** What Node, Deno and Bun call `process`, as far as it is used here. */
interface Process {
  readonly getBuiltinModule?: (name: string) => unknown;
}

/**
 * A module of Node, undefined in browsers and in Node before 20.16. Without an import statement bundlers for browsers have
 * nothing to stumble on.
 */
export function builtin(name: string): unknown {
  const { process } = globalThis as { readonly process?: Process };
  return process?.getBuiltinModule?.(name);
}
