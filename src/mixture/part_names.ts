import type { Family } from "./component_types.ts";

/**
 * How the parameters of the parts of a mixture are called: `means` where there is one part, else by family and name, `gaussianMeans`, and
 * those of a second part of a family `gaussian2Means`.
 */
export function partNames(families: readonly Family[]): (part: number, name: string) => string {
  if (families.length === 1) return (_, name) => name;
  const counts = new Map<Family, number>();
  const prefixes = families.map((family) => {
    const count = (counts.get(family) ?? 0) + 1;
    counts.set(family, count);
    return `${family}${count === 1 ? "" : count}`;
  });
  return (part, name) => `${prefixes[part]!}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
