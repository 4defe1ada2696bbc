import { coloured } from "../coloured.ts";
import { divergencesOf } from "../divergence.ts";
import { formatDivergenceJSON } from "../divergence_json.ts";
import { formatDivergence } from "../divergence_report.ts";
import { sayDropped } from "../dropped.ts";
import { palette } from "../palette.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readDivergenceOptions } from "../syntax/divergence_options.ts";
import { readTwoSources } from "../two_sources.ts";

/** `mixtropy divergence`: what is between two mixtures, or estimates of rows. */
export async function runDivergence(asked: Asked, { io }: World): Promise<void> {
  const options = readDivergenceOptions(asked), { quiet, json } = options;
  const sources = await readTwoSources(options.sources, io);
  const { p: { data: first }, q: { data: second } } = sources;
  const tell = (sentence: string) => void (quiet || say(io, "note", sentence));
  for (const data of [first, second]) {
    sayDropped(data, [data?.weightColumn], tell);
    data?.notes.forEach(tell);
  }
  const progress = quiet ? undefined : startProgress(io), warnings: string[] = [];
  const found = await divergencesOf(sources, options, {
    threads: options.sources.p.running.threads,
    onProgress: progress?.report,
    onWarning: (sentence) => void warnings.push(sentence),
  }).finally(() => progress?.end());
  if (!quiet) warnings.forEach((sentence) => say(io, "warning", sentence));
  const notes = [...first?.notes ?? [], ...second?.notes ?? []];
  const report = { ...found, notes, warnings };
  io.stdout(
    json
      ? formatDivergenceJSON(report)
      : coloured(formatDivergence(report), palette(io.colours.stdout)),
  );
}
