/**
 * `deno task schemas`: docs/report.schema.json and docs/divergence.schema.json from the types of src/cli/report_json.ts and
 * src/cli/divergence_json_types.ts, and the address in docs/mixture.schema.json, which is written by hand. After a change of the types or of the version.
 */
import { schemaAddress } from "../src/cli/schema_address.ts";
import { divergenceSchema, reportSchema } from "./report_schema.ts";

const docs = new URL("../docs/", import.meta.url);
const made = { report: reportSchema(), divergence: divergenceSchema() };
for (const [name, schema] of Object.entries(made)) {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  await Deno.writeTextFile(new URL(`${name}.schema.json`, docs), text);
}

const file = new URL("mixture.schema.json", docs), mixture = await Deno.readTextFile(file);
const address = `"$id": "${schemaAddress("mixture")}"`;
await Deno.writeTextFile(file, mixture.replace(/"\$id": "[^"]*"/, address));
