import { writeNPY } from "../../io/arrays/npy_write.ts";
import { writeCSV } from "../../io/tables/write_csv.ts";
import { ShapeError } from "../../../mod.ts";
import type { CommandIO } from "../command_io.ts";
import { type RowsOfFile, withContents } from "../contents.ts";
import { checkDimension, logDensities } from "../density.ts";
import { UsageError } from "../errors.ts";
import { headerNames } from "../header_names.ts";
import { checkOutput, writeOutput } from "../output.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import { readSource, type Source } from "../source.ts";
import { sayDropped } from "../dropped.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readOutputOptions } from "../syntax/output_options.ts";
import { readSourceOptions, type SourceOptions } from "../syntax/source_options.ts";
import { nats, readUnit } from "../syntax/unit.ts";

/** `mixtropy density`: the log density of a mixture, or of the estimate of rows, at the rows of another file. */
export async function runDensity({ operands, given }: Asked, { io }: World): Promise<void> {
  const [file = "-", points = "-"] = operands;
  if (file === "-" && points === "-") {
    throw new UsageError("Expected FILE or POINTS from the standard input, got - for both");
  }
  const output = readOutputOptions(given, ["csv", "tsv", "npy"]), unit = readUnit(given);
  const asked = readSourceOptions(file, given), quiet = given.has("quiet");
  await checkOutput(output, io);
  // what is said of text is said of both files
  const own = asked.data.given.filter((option) => option === "kde" || option === "weights");
  const source = await readSource({ ...asked, data: { ...asked.data, given: own } }, io);
  const tell = (sentence: string) => quiet || say(io, "note", sentence);
  sayDropped(source.data, [asked.data.weights], tell);
  source.data?.notes.forEach(tell);
  const progress = quiet ? undefined : startProgress(io);
  const read = await readPoints(points, { source, asked }, io, async (contents) => {
    const { table } = contents;
    checkDimension(source.mixture, table, source.data ? "" : ": choose them by --columns");
    const values = await logDensities(source.mixture, table, {
      ...asked.running,
      onProgress: progress?.report,
      onWarning: (sentence) => quiet || say(io, "warning", sentence),
    });
    return { contents, values };
  }).finally(() => progress?.end());
  const { contents, values } = read, { table } = contents;
  sayDropped(table, [], tell);
  table.notes.forEach(tell);
  const densities = values.map((value) => value / nats(unit));
  await writeOutput(
    output.format === "npy"
      ? writeNPY({ data: densities, shape: [densities.length] })
      : writeCSV(columnsOf(contents, densities), output.format === "tsv" ? "\t" : ","),
    output,
    io,
  );
}

/** The points: of the columns that the data have, by their names where both files have names. */
async function readPoints<T>(
  file: string,
  { source, asked }: { readonly source: Source; readonly asked: SourceOptions },
  io: CommandIO,
  use: (contents: RowsOfFile) => Promise<T>,
): Promise<T> {
  const { data } = source, { columns, exclude } = asked.data;
  const areNamed = data?.areColumnsNamed === true;
  const options: SourceOptions = {
    ...asked,
    file,
    format: undefined,
    columnsIfNamed: areNamed ? data.columns : undefined,
    data: {
      ...asked.data,
      columns: data === undefined ? columns : undefined,
      exclude: data === undefined ? exclude : [],
      weights: undefined,
      group: undefined,
      given: [],
    },
  };
  return await withContents(options, io, async (contents) => {
    if (contents.kind === "rows") return await use(contents);
    throw new ShapeError("Expected rows of data in POINTS, got a mixture");
  });
}

function columnsOf({ table, areColumnsNamed }: RowsOfFile, densities: Float64Array) {
  const { columns, values, rows } = table, d = columns.length;
  return [
    ...headerNames(columns, areColumnsNamed).map((name, c) => ({
      name,
      values: Float64Array.from({ length: rows }, (_, r) => values[r * d + c]!),
    })),
    { name: "log_density", values: densities },
  ];
}
