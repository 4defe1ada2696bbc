/** Counterexamples as text for a test. */
import { type Entries, parametersOf } from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import type { Recipe } from "../tests/support/random_mixtures.ts";

/** A mixture: the recipe for `drawExtreme`, and the parameters as JSON, which `mixtureFromJSON` reads. */
export function pasteMixture(mixture: ExtremeMixture, note: string): string {
  const { recipe, m } = mixture;
  return [
    `// ${note}`,
    `drawExtreme(${JSON.stringify(recipe)})`,
    JSON.stringify(parametersOf(m)),
  ].join("\n");
}

/** The same for `draw`. */
export function pasteEntries(m: Entries, recipe: Recipe, note: string): string {
  return [`// ${note}`, `draw(${JSON.stringify(recipe)})`, JSON.stringify(parametersOf(m))].join(
    "\n",
  );
}
