/** What Deno is asked for here. */
interface Runtime {
  readonly build?: { readonly os?: string };
  readonly env?: {
    readonly get: (name: string) => string | undefined;
    readonly set: (name: string, value: string) => void;
    readonly delete: (name: string) => void;
  };
  readonly permissions?: {
    readonly querySync?: (of: { name: "env"; variable: string }) => { readonly state: string };
  };
}

/** Where Wayland keeps its sockets. Any name will do: that there is none there is no reason to complain. */
const variable = "XDG_RUNTIME_DIR", anywhere = "/nonexistent";

/**
 * Asks for an adapter, without the lines "error: XDG_RUNTIME_DIR is invalid or not set" that Mesa's Vulkan drivers write to
 * stderr where the variable is not set, as in containers: it is set meanwhile. Only Deno asks drivers in its own process; a
 * program that was not given the variable is not asked for it.
 */
export async function quietly<T>(ask: () => Promise<T>): Promise<T> {
  const { Deno } = globalThis as { readonly Deno?: Runtime };
  const { env } = Deno ?? {};
  if (Deno?.build?.os !== "linux" || env === undefined || !mayRead(Deno)) return await ask();
  if (env.get(variable) !== undefined) return await ask();
  env.set(variable, anywhere);
  try {
    return await ask();
  } finally {
    if (env.get(variable) === anywhere) env.delete(variable);
  }
}

/** Whether the variable may be looked at; asking this asks the user nothing. */
function mayRead({ permissions }: Runtime): boolean {
  return permissions?.querySync?.({ name: "env", variable }).state === "granted";
}
