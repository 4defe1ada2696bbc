import { quoted } from "../../expr/quote.ts";
import { palette } from "../palette.ts";
import { coloured } from "../coloured.ts";
import { fileName, withContents } from "../contents.ts";
import { sayDropped } from "../dropped.ts";
import { UsageError } from "../errors.ts";
import { logDetValues } from "../logdet_values.ts";
import { formatLogDet, jsonOfLogDet } from "../logdet_report.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import { ShapeError } from "../../../mod.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readNames } from "../syntax/data_options.ts";
import { readSourceOptions } from "../syntax/source_options.ts";
import { readUnit } from "../syntax/unit.ts";
import { positive } from "../syntax/values.ts";

/** `mixtropy logdet`: the LogDet estimators for the rows of a file. */
export async function runLogDet({ operands, given }: Asked, { io }: World): Promise<void> {
  const options = readSourceOptions(operands[0] ?? "-", given);
  const other = readNames("with", given), { group, columns } = options.data;
  const beta = positive("beta", given) ?? 1, unit = readUnit(given), quiet = given.has("quiet");
  if (other !== undefined && group !== undefined) {
    throw new UsageError("Expected --with or --group, which both say what Y is, got both");
  }
  checkApart(columns, other);
  const tell = (sentence: string) => quiet || say(io, "note", sentence);
  const all = columns && [...columns, ...other ?? []];
  const progress = quiet ? undefined : startProgress(io);
  const report = await withContents(
    { ...options, data: { ...options.data, columns: all } },
    io,
    async (contents) => {
      if (contents.kind === "mixture") {
        throw new ShapeError("Expected rows of data, got a mixture, which has no LogDet entropy");
      }
      const { table } = contents;
      sayDropped(table, [group], tell);
      table.notes.forEach(tell);
      return {
        source: fileName(options.file),
        ...{ group, beta, unit, rows: table.rows, dropped: table.dropped, notes: table.notes },
        ...await logDetValues(table, { other, beta, unit }, {
          ...options.running,
          onProgress: progress?.report,
          onWarning: (sentence) => quiet || say(io, "warning", sentence),
        }),
      };
    },
  ).finally(() => progress?.end());
  io.stdout(
    given.has("json")
      ? jsonOfLogDet(report)
      : coloured(formatLogDet(report), palette(io.colours.stdout)),
  );
}

function checkApart(
  columns: readonly string[] | undefined,
  other: readonly string[] | undefined,
): void {
  const both = columns?.find((name) => other?.includes(name));
  if (both === undefined) return;
  throw new UsageError(
    `Expected each column in --columns or in --with, got ${quoted(both)} in both`,
  );
}
