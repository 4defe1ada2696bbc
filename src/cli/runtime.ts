import process from "node:process";

/** Which JavaScript engine runs this program, and its version. */
export function runtimeName(): string {
  const deno = (globalThis as { readonly Deno?: { readonly version: { readonly deno: string } } })
    .Deno;
  return deno === undefined ? `Node ${process.versions.node}` : `Deno ${deno.version.deno}`;
}
