import type { MixtureFormat } from "../../io/mixtures/write.ts";
import { type Contents, withContents } from "../contents.ts";
import { mixtureBytes, tableContents, type TableFormat } from "../converting.ts";
import { sayDropped } from "../dropped.ts";
import { UsageError } from "../errors.ts";
import { checkOutput, writeOutput } from "../output.ts";
import { mixtureOfRows } from "../rows.ts";
import { say } from "../say.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readOutputOptions } from "../syntax/output_options.ts";
import { readSourceOptions, type SourceOptions } from "../syntax/source_options.ts";

const mixtureFormats = ["json", "npz", "safetensors"] as const;
const tableFormats = ["csv", "tsv", "npy", "npz"] as const;
type AnyFormat = MixtureFormat | TableFormat;

/** `mixtropy convert`: what a file holds, written in another way. */
export async function runConvert({ operands, given }: Asked, { io }: World): Promise<void> {
  const options = readSourceOptions(operands[0] ?? "-", given);
  const output = readOutputOptions<AnyFormat>(given, [
    ...new Set([...mixtureFormats, ...tableFormats]),
  ]);
  const isMixtureMade = given.has("kde");
  if (isMixtureMade && options.data.group !== undefined) {
    throw new UsageError("Expected --group or --kde, got both: a mixture has no labels");
  }
  await checkOutput(output, io);
  const tell = (sentence: string) => given.has("quiet") || say(io, "note", sentence);
  const written = await withContents(options, io, async (contents) => {
    sayRows(contents, options, tell);
    if (contents.kind === "mixture") {
      return mixtureBytes(contents.mixture, formatFor("a mixture", output.format, mixtureFormats));
    }
    if (isMixtureMade) {
      const { mixture } = await mixtureOfRows(contents, options.data, options.running);
      return mixtureBytes(mixture, formatFor("a mixture", output.format, mixtureFormats));
    }
    const format = formatFor(
      "rows of data, which --kde makes a mixture of",
      output.format,
      tableFormats,
    );
    return tableContents(contents, format, options.data);
  });
  await writeOutput(written, output, io);
}

/** Throws `UsageError` if a format is not one for what is written. */
function formatFor<F extends AnyFormat>(
  what: string,
  format: AnyFormat | undefined,
  formats: readonly [F, ...F[]],
): F {
  if (format === undefined) return formats[0];
  const found = formats.find((candidate) => candidate === format);
  if (found !== undefined) return found;
  throw new UsageError(
    `Expected ${formats.slice(0, -1).join(", ")} or ${formats.at(-1)} for ${what}, got ${format}`,
  );
}

function sayRows(
  contents: Contents,
  { data: { group, weights } }: SourceOptions,
  tell: (sentence: string) => void,
): void {
  if (contents.kind === "mixture") return;
  sayDropped(contents.table, [group, weights], tell);
  contents.table.notes.forEach(tell);
}
