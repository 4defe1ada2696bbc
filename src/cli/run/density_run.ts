import { writeNPY } from "../../io/arrays/npy_write.ts";
import { quoted } from "../../expr/quote.ts";
import { writeCSV, type WrittenColumn } from "../../io/tables/write_csv.ts";
import { ShapeError } from "../../../mod.ts";
import type { CommandIO } from "../command_io.ts";
import { type RowsOfFile, withContents } from "../contents.ts";
import { type AtPoint, checkDimension, valuesAt } from "../density.ts";
import { UsageError } from "../errors.ts";
import { headerNames } from "../header_names.ts";
import { checkOutput, writeOutput } from "../output.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import { readSource, type Source } from "../source.ts";
import { sayDropped } from "../dropped.ts";
import type { Asked, World } from "../syntax/command.ts";
import type { Given } from "../syntax/option_table.ts";
import { readOutputOptions } from "../syntax/output_options.ts";
import { readSourceOptions, type SourceOptions } from "../syntax/source_options.ts";
import { nats, readUnit } from "../syntax/unit.ts";

/** `mixtropy density`: densities or responsibilities of a mixture, or of the estimate of rows, at the rows of another file. */
export async function runDensity({ operands, given }: Asked, { io }: World): Promise<void> {
  const { file, points } = filesOf(operands, given), wanted = askedFor(given);
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
    const values = await valuesAt(source.mixture, table, wanted, {
      ...asked.running,
      onProgress: progress?.report,
      onWarning: (sentence) => quiet || say(io, "warning", sentence),
    });
    return { contents, values };
  }).finally(() => progress?.end());
  const { contents, values } = read, { table } = contents;
  sayDropped(table, [], tell);
  table.notes.forEach(tell);
  const data = wanted === "log_density" ? values.data.map((x) => x / nats(unit)) : values.data;
  const written = { data, shape: values.shape };
  await writeOutput(
    output.format === "npy" ? writeNPY(written) : writeCSV(
      [...pointsOf(contents), ...valueColumns(wanted, written)],
      output.format === "tsv" ? "\t" : ",",
    ),
    output,
    io,
  );
}

/** The mixture and the points, which --at names, or the second operand. */
function filesOf(operands: readonly string[], given: Given) {
  const [file = "-", second] = operands, at = given.get("at");
  const points = second ?? at;
  if (points === undefined) {
    throw new UsageError("Expected a POINTS, as in mixtropy density FILE POINTS");
  }
  if (at !== undefined && second !== undefined) {
    throw new UsageError(
      `Expected one POINTS, got ${quoted(second)} and ${quoted(at)} of --at`,
    );
  }
  return { file, points };
}

/** What is to be written at each point. */
function askedFor(given: Given): AtPoint {
  const isDensity = given.has("density"), isShare = given.has("responsibilities");
  if (isDensity && isShare) {
    throw new UsageError("Expected --density or --responsibilities, got both");
  }
  const asked = isDensity ? "density" : isShare ? "responsibility" : "log_density";
  if (asked !== "log_density" && given.has("unit")) {
    throw new UsageError("Option --unit is for log densities: densities have no unit of entropy");
  }
  return asked;
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

/** The points as columns. */
function pointsOf({ table, areColumnsNamed }: RowsOfFile): WrittenColumn[] {
  const { columns, values, rows } = table, d = columns.length;
  return headerNames(columns, areColumnsNamed).map((name, c) => ({
    name,
    values: Float64Array.from({ length: rows }, (_, r) => values[r * d + c]!),
  }));
}

/** What was asked for, as a column, or as one for each component. */
function valueColumns(
  asked: AtPoint,
  { data, shape: [rows = 0, each] }: Awaited<ReturnType<typeof valuesAt>>,
): WrittenColumn[] {
  if (each === undefined) return [{ name: asked, values: data }];
  return Array.from({ length: each }, (_, j) => ({
    name: `${asked}_${j}`,
    values: Float64Array.from({ length: rows }, (_, r) => data[r * each + j]!),
  }));
}
