import { createGenerator } from "ts-json-schema-generator";
import { schemaAddress } from "../src/cli/schema_address.ts";

/** The schema of what `--json` prints, from its types. */
export function reportSchema(): object {
  const path = new URL("../src/cli/report_json.ts", import.meta.url).pathname;
  const generator = createGenerator({
    path: decodeURIComponent(path),
    type: "ReportJSON",
    topRef: false,
    // keys may be added: who reads a report of a later program must not reject it
    additionalProperties: true,
    skipTypeCheck: true,
  });
  const { definitions, $schema: _, ...schema } = generator.createSchema("ReportJSON");
  const text = JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: schemaAddress("report"),
    title: "What mixtropy entropy --json prints",
    ...schema,
    $defs: definitions,
  });
  // what draft 7, which the generator writes, calls definitions
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/$defs/'));
}
