import type { Component, MixturePart, MixtureWith } from "./component_types.ts";
import { familyWords } from "./families/family_words.ts";
import { noNumber } from "./no_number.ts";

/** What a mixture of parts is made of. */
export type MixtureOfParts<P extends object, B extends number | undefined> = Pick<
  MixtureWith<P, B>,
  "dimension" | "batch" | "parameters" | "parts"
>;

/** A mixture of parts, whose weights sum to 1 over all of them. One part makes a mixture of one family. */
export function assembled<P extends object, B extends number | undefined>(
  { dimension, batch, parameters, parts }: MixtureOfParts<P, B>,
): MixtureWith<P, B> {
  const [first, ...others] = parts;
  if (first === undefined) {
    throw new RangeError("Expected at least one part of a mixture, got none");
  }
  const isOne = others.length === 0;
  const mixture: MixtureWith<P, B> = {
    family: isOne ? first.family : "mixed",
    components: parts.reduce((k, part) => k + part.components, 0),
    dimension,
    batch,
    parameters,
    at: isOne ? first.at : () => {
      throw new TypeError(
        `Expected a mixture of one family, got one of ${
          familiesOf(parts)
        }: its components are those of its parts`,
      );
    },
    parts,
  };
  return noNumber(mixture);
}

/** The same mixture with other components. */
export function withParts<P extends object, B extends number | undefined>(
  p: MixtureWith<P, B>,
  change: (part: MixturePart, index: number) => (copy: number) => Component,
): MixtureWith<P, B> {
  return assembled({
    ...p,
    parts: p.parts.map((part, index) => ({ ...part, at: change(part, index) })),
  });
}

/** "Gaussians and boxes": the families of parts, each once. */
export function familiesOf(parts: readonly Pick<MixturePart, "family">[]): string {
  const words = [...new Set(parts.map(({ family }) => familyWords[family]))];
  const last = words.at(-1)!;
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
