import { coloured } from "../coloured.ts";
import { draw, mayDraw } from "../draw.ts";
import { formatJSON } from "../json.ts";
import { palette } from "../palette.ts";
import { reportOn } from "../report_on.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readEntropyOptions } from "../syntax/entropy_options.ts";
import { formatTable } from "../table.ts";

/** `mixtropy entropy`: the report on a file. */
export async function runEntropy(asked: Asked, { io }: World): Promise<void> {
  const options = readEntropyOptions(asked);
  await mayDraw(options, io);
  const report = await reportOn(options, io);
  io.stdout(
    options.json ? formatJSON(report) : coloured(formatTable(report), palette(io.colours.stdout)),
  );
  await draw(report, options, io);
}
