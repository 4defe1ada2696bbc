import { escapedJSON } from "../../expr/quote.ts";
import { gpuInfo } from "../../../mod.ts";
import { mainThreads } from "../../run/threads/threads.ts";
import { coordinates, type Place, type Timing, timings } from "../benchmark.ts";
import { coloured } from "../coloured.ts";
import { palette } from "../palette.ts";
import { startProgress } from "../progress.ts";
import { grouped } from "../report_words.ts";
import { runtimeName } from "../runtime.ts";
import type { Asked, World } from "../syntax/command.ts";
import { readRunningOptions } from "../syntax/running_options.ts";
import { formatColumns } from "../text_table.ts";
import { VERSION } from "../version.ts";

/** `mixtropy bench`: how long this machine takes. */
export async function runBench({ given }: Asked, { io }: World): Promise<void> {
  const places = await placesOf(readRunningOptions(given).threads ?? mainThreads());
  const progress = given.has("quiet") ? undefined : startProgress(io);
  const found = await timings(places, io.now, (share) => progress?.report(share))
    .finally(() => progress?.end());
  const runtime = runtimeName();
  if (given.has("json")) {
    const value = {
      ...{ kind: "bench", version: 1, mixtropy: VERSION, runtime },
      ...{ d: coordinates, timings: found },
    };
    return io.stdout(`${escapedJSON(JSON.stringify(value, null, 2))}\n`);
  }
  const title = `Mixtropy ${VERSION} in ${runtime}: the best of several runs, d = ${coordinates}`;
  io.stdout(coloured(`${title}\n\n${tableOf(found, places)}\n`, palette(io.colours.stdout)));
}

/** Where each question is asked: on a GPU only if it is one. */
async function placesOf(threads: number): Promise<Place[]> {
  // what does not run as it was asked for is not what is measured: it shows in the times
  const onWarning = () => {}, cpu = { device: "cpu", onWarning } as const;
  const gpu = await gpuInfo(), many = threads === 1 ? "1 thread" : `${threads} threads`;
  return [
    { name: "1 thread", options: { ...cpu, threads: 1 } },
    ...threads === 1 ? [] : [{ name: many, options: { ...cpu, threads } }],
    { name: "CPU f32", options: { ...cpu, threads, precision: "f32" } },
    ...gpu.available && gpu.isFallback !== true
      ? [{ name: "GPU f32", options: { device: "webgpu", precision: "f32", onWarning } } as const]
      : [],
  ];
}

function tableOf(found: readonly Timing[], places: readonly Place[]): string {
  // all places answer a question before the next one is asked
  const rows = Array.from(
    { length: found.length / places.length },
    (_, r) => found.slice(r * places.length, (r + 1) * places.length),
  );
  return formatColumns(
    [
      { title: "question", align: "left" },
      { title: "k", align: "right" },
      ...places.map(({ name }) => ({ title: name, align: "right" } as const)),
      { title: "pairs/s", align: "right" },
    ],
    rows.map((row) => [
      row[0]!.question,
      grouped(row[0]!.k),
      ...row.map(({ milliseconds }) => timeText(milliseconds)),
      `${(Math.max(...row.map((timing) => timing.pairsPerSecond)) / 1e6).toPrecision(3)} M`,
    ]),
  );
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds.toPrecision(3)} ms`
    : `${(milliseconds / 1000).toPrecision(3)} s`;
}
