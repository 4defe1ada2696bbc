import { VERSION } from "./version.ts";

/** Where the package on npm has a schema, in the version that is spoken of: it never changes there. */
export function schemaAddress(name: "report" | "divergence" | "mixture"): string {
  return `https://cdn.jsdelivr.net/npm/mixtropy@${VERSION}/${name}.schema.json`;
}
