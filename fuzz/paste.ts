/** Counterexamples as text for a test. */
import { parametersOf } from "../tests/entries.ts";
import type { ExtremeMixture } from "../tests/extreme_mixtures.ts";

/** A mixture: the recipe for `drawExtreme`, and the parameters as JSON, which `mixtureFromJSON` reads. */
export function pasteMixture(mixture: ExtremeMixture, note: string): string {
  const { recipe, m } = mixture;
  return [
    `// ${note}`,
    `drawExtreme(${JSON.stringify(recipe)})`,
    JSON.stringify(parametersOf(m)),
  ].join("\n");
}
