import { createGenerator } from "ts-json-schema-generator";
import { schemaAddress } from "../src/cli/schema_address.ts";

/** The schema of what `mixtropy entropy --json` prints, from its types. */
export function reportSchema(): object {
  return schemaOf({
    name: "report",
    file: "report_json.ts",
    type: "ReportJSON",
    title: "What mixtropy entropy --json prints",
  });
}

/** The schema of what `mixtropy divergence --json` prints, from its types. */
export function divergenceSchema(): object {
  return schemaOf({
    name: "divergence",
    file: "divergence_json_types.ts",
    type: "DivergenceJSON",
    title: "What mixtropy divergence --json prints",
  });
}

function schemaOf({ name, file, type, title }: {
  readonly name: "report" | "divergence";
  /** The file of the types, in src/cli. */
  readonly file: string;
  readonly type: string;
  readonly title: string;
}): object {
  const path = new URL(`../src/cli/${file}`, import.meta.url).pathname;
  const generator = createGenerator({
    path: decodeURIComponent(path),
    type,
    topRef: false,
    // keys may be added: who reads a report of a later program must not reject it
    additionalProperties: true,
    skipTypeCheck: true,
  });
  const { definitions, $schema: _, ...schema } = generator.createSchema(type);
  const text = JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: schemaAddress(name),
    title,
    ...schema,
    $defs: definitions,
  });
  // what draft 7, which the generator writes, calls definitions
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/$defs/'));
}
