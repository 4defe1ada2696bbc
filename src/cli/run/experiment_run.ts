import { unknownName } from "../../expr/errors.ts";
import { escaped } from "../../expr/quote.ts";
import { experiment, experimentNames } from "../../experiment/experiments.ts";
import type { ExperimentName } from "../../experiment/ensembles.ts";
import { type SweepRow, sweepRows } from "../../experiment/rows.ts";
import { writeCSV } from "../../io/tables/write_csv.ts";
import { UsageError } from "../errors.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import { loadSweepPictures } from "../drawn_sweeps.ts";
import type { Asked, World } from "../syntax/command.ts";
import type { Given } from "../syntax/option_table.ts";
import { readRunningOptions } from "../syntax/running_options.ts";
import { choice, integer } from "../syntax/values.ts";

/** `mixtropy experiment`: sweeps over the mixtures of Kolchinsky & Tracey 2017. */
export async function runExperiment({ operands, given }: Asked, { io }: World): Promise<void> {
  const names = namesOf(operands[0]), options = readOptions(given);
  const quiet = given.has("quiet");
  const { folder, overwrite, samples, seed, repeats, threads } = options;
  const experiments = names.map((name) => experiment(name, options));
  await io.makeFolder(folder);
  const draw = await loadSweepPictures();
  if (draw === undefined && !quiet) {
    say(io, "note", "pictures need @observablehq/plot and linkedom: npm install them beside");
  }
  const endings = draw === undefined ? ["csv"] : ["csv", "svg"];
  for (const name of names) {
    for (const ending of endings) await io.mayWrite(`${folder}/${name}.${ending}`, { overwrite });
  }
  const all = experiments.reduce((sum, { at }) => sum + at.length, 0);
  const progress = quiet ? undefined : startProgress(io);
  const written: string[] = [];
  let done = 0;
  try {
    for (const one of experiments) {
      const onRow = (rows: number) => progress?.report((done + rows) / all);
      const rows = await sweepRows(one, { samples, seed, repeats, threads, onRow });
      done += rows.length;
      const write = async (ending: string, text: string) => {
        const path = `${folder}/${one.name}.${ending}`;
        await io.writeFile(path, new TextEncoder().encode(text), { overwrite });
        written.push(path);
      };
      await write("csv", csvOf(rows));
      if (draw !== undefined) await write("svg", draw(rows, one));
    }
  } finally {
    progress?.end();
  }
  io.stdout(written.map((path) => `${escaped(path)}\n`).join(""));
}

function namesOf(operand: string | undefined): readonly ExperimentName[] {
  if (operand === undefined) throw new UsageError("Expected NAME, an experiment or all, got none");
  if (operand === "all") return experimentNames;
  const found = experimentNames.find((name) => name === operand);
  if (found !== undefined) return [found];
  throw new UsageError(unknownName("experiment", operand, ["all", ...experimentNames]));
}

function readOptions(given: Given) {
  const folder = given.get("out");
  if (folder === undefined || folder === "") {
    throw new UsageError("Expected --out DIR, the folder that is written to, got none");
  }
  return {
    folder: folder.replace(/(?<=.)\/+$/, ""),
    overwrite: given.has("force"),
    settings: choice("settings", given, ["paper", "mixentropy"]),
    places: integer("places", given, [2, 1000]),
    repeats: integer("repeats", given, [1, 1000]),
    samples: integer("samples", given, [16, 2 ** 24]),
    seed: integer("seed", given, [0, Number.MAX_SAFE_INTEGER]),
    threads: readRunningOptions(given).threads,
  };
}

/** The columns of a table of a sweep. */
const columns: readonly (readonly [name: string, key: keyof SweepRow])[] = [
  ...[["x", "x"], ["entropy", "entropy"], ["standard_error", "standardError"]] as const,
  ...[["lower", "lower"], ["upper", "upper"]] as const,
  ...[["conditional", "conditional"], ["joint", "joint"], ["kde", "kde"], ["elk", "elk"]] as const,
  ...[["kl", "kl"], ["bhattacharyya", "bhattacharyya"], ["elk_distance", "elkDistance"]] as const,
];

function csvOf(rows: readonly SweepRow[]): string {
  return writeCSV(columns.map(([name, key]) => ({ name, values: rows.map((row) => row[key]) })));
}
