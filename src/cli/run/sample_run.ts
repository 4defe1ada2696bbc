import { type ArrayResult, evaluate, sample } from "../../../mod.ts";
import { writeNPY } from "../../io/arrays/npy_write.ts";
import { writeNPZ } from "../../io/arrays/npz.ts";
import type { Value } from "../../io/arrays/values.ts";
import { writeCSV } from "../../io/tables/write_csv.ts";
import { sayDropped } from "../dropped.ts";
import { UsageError } from "../errors.ts";
import { headerNames } from "../header_names.ts";
import { checkOutput, writeOutput } from "../output.ts";
import { startProgress } from "../progress.ts";
import { say } from "../say.ts";
import { readSource, type Source } from "../source.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readOutputOptions } from "../syntax/output_options.ts";
import { readSourceOptions } from "../syntax/source_options.ts";
import { integer } from "../syntax/values.ts";

const formats = ["csv", "tsv", "npy", "npz"] as const;
type Format = (typeof formats)[number];

/** How many points are drawn if it is not said. */
const usualCount = 1000;

/** Points that were drawn, and the component of each. */
interface Drawn {
  readonly points: ArrayResult;
  readonly labels: ArrayResult;
}

/** `mixtropy sample`: points drawn from a mixture, or from the estimate of rows. */
export async function runSample({ operands, given }: Asked, { io }: World): Promise<void> {
  const options = readSourceOptions(operands[0] ?? "-", given), quiet = given.has("quiet");
  const output = readOutputOptions(given, formats), format = output.format ?? "csv";
  const n = integer("count", given, [1, 2 ** 32]) ?? usualCount;
  const seed = integer("seed", given, [0, Number.MAX_SAFE_INTEGER]) ?? 0;
  const stream = integer("stream", given, [0, 2 ** 18 - 1]) ?? 0;
  const withLabels = given.has("labels");
  if (withLabels && format === "npy") {
    throw new UsageError("Option --labels is for csv, tsv and npz: an array has no place for them");
  }
  await checkOutput(output, io);
  const tell = (sentence: string) => quiet || say(io, "note", sentence);
  const source = await readSource(options, io);
  sayDropped(source.data, [options.data.weights], tell);
  source.data?.notes.forEach(tell);
  const progress = quiet ? undefined : startProgress(io);
  const { points, labels } = sample(source.mixture, n, { seed, stream, labels: true });
  const drawn = await evaluate({ points, labels }, {
    ...options.running,
    onProgress: progress?.report,
    onWarning: (sentence) => quiet || say(io, "warning", sentence),
  }).finally(() => progress?.end());
  await writeOutput(contentsOf(drawn, { source, format, withLabels }), output, io);
}

function contentsOf(
  { points, labels }: Drawn,
  { source: { data, mixture }, format, withLabels }: {
    readonly source: Source;
    readonly format: Format;
    readonly withLabels: boolean;
  },
): string | Uint8Array {
  const d = mixture.dimension;
  switch (format) {
    case "npy":
      return writeNPY(points);
    case "npz":
      return writeNPZ(
        new Map<string, Value>([
          ["X", points],
          ...withLabels ? [["label", labels] as const] : [],
        ]),
      );
    case "csv":
    case "tsv": {
      const names = data?.columns ?? Array.from({ length: d }, (_, a) => `${a + 1}`);
      const columns = headerNames(names, data?.areColumnsNamed === true).map((name, c) => ({
        name,
        values: labels.data.map((_, r) => points.data[r * d + c]!),
      }));
      const label = { name: "label", values: labels.data };
      return writeCSV(withLabels ? [...columns, label] : columns, format === "tsv" ? "\t" : ",");
    }
    default:
      return format satisfies never;
  }
}
