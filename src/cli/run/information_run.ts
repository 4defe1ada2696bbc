import { coloured } from "../coloured.ts";
import { UsageError } from "../errors.ts";
import { formatInformation } from "../information_report.ts";
import { draw, mayDraw } from "../draw.ts";
import { formatJSON } from "../json.ts";
import { palette } from "../palette.ts";
import { reportOn } from "../report_on.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readEntropyOptions } from "../syntax/entropy_options.ts";

/** `mixtropy information`: what a label and the data tell about each other, first. */
export async function runInformation(asked: Asked, { io }: World): Promise<void> {
  const options = readEntropyOptions(asked);
  if (options.data.group === undefined) {
    throw new UsageError("Expected --group COLUMN, the column of labels, got none");
  }
  await mayDraw(options, io);
  const report = await reportOn(options, io), { information } = report;
  if (information === undefined) throw new Error("There is no report on the labels");
  io.stdout(
    options.json
      ? formatJSON(report)
      : coloured(formatInformation(report, information), palette(io.colours.stdout)),
  );
  await draw(report, options, io);
}
