/**
 * Mixtures as files: JSON, NPZ and safetensors, with the parameters by the names of this library.
 *
 * @module
 */
import type { DenseArray } from "../../expr/array.ts";
import { writeNPZ } from "../arrays/npz.ts";
import { writeSafetensors } from "../arrays/safetensors.ts";
import type { Value } from "../arrays/values.ts";
import { numberText } from "../arrays/number_text.ts";
import { type Description, parametersOf } from "./description.ts";
import type { MixedDescription } from "./mixed_description.ts";

/** The formats that mixtures are written in. */
export type MixtureFormat = "json" | "npz" | "safetensors";

/** The bytes of a file that holds a mixture. What reads it back has the same numbers to the last bit. */
export function writeMixture(described: Description, format: MixtureFormat): Uint8Array {
  const values = new Map<string, Value>([
    ["family", described.family],
    ...parametersOf(described),
  ]);
  switch (format) {
    case "json":
      if (described.family === "mixed") return new TextEncoder().encode(mixedJSON(described));
      return new TextEncoder().encode(jsonOf(values));
    case "npz":
      return writeNPZ(values);
    case "safetensors":
      return writeSafetensors(values);
    default:
      return format satisfies never;
  }
}

/** A JSON object with a line for each parameter. */
function jsonOf(values: ReadonlyMap<string, Value>): string {
  const lines = [...values].map(([name, value]) =>
    `  ${JSON.stringify(name)}: ${
      typeof value === "string" ? JSON.stringify(value) : nested(value)
    }`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A JSON object with a line for each part, as an entry of `mixtureOf`. */
function mixedJSON({ family, parts }: MixedDescription): string {
  const member = (name: string, text: string) => `${JSON.stringify(name)}: ${text}`;
  const entries = parts.map(({ family, weights, parameters }) => {
    const own = [...parameters].map(([name, array]) => member(name, nested(array)));
    const all = [
      ...weights === undefined ? [] : [member(weights.name, nested(weights.array))],
      member(family, `{ ${own.join(", ")} }`),
    ];
    return `    { ${all.join(", ")} }`;
  });
  const lines = [
    member("family", JSON.stringify(family)),
    member("components", `[\n${entries.join(",\n")}\n  ]`),
  ];
  return `{\n  ${lines.join(",\n  ")}\n}\n`;
}

/** The numbers in nested arrays, as JSON: all of them are finite. */
function nested({ data, shape }: DenseArray): string {
  let rows = Array.from(data, numberText);
  for (let t = shape.length - 1; t >= 0; t--) {
    const extent = shape[t]!, inner = rows;
    rows = Array.from(
      { length: inner.length / extent },
      (_, r) => `[${inner.slice(r * extent, (r + 1) * extent).join(",")}]`,
    );
  }
  return rows[0]!;
}
