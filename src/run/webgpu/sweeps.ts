import { memoriesOf } from "../../../kernels/ir/reads.ts";
import { type Buffer, cellCount } from "../../plan/types.ts";
import type { DeviceRunner, Fetched, Swept } from "../conduct/runners.ts";
import { groupsOf } from "../digits/gpu_digits.ts";
import { looksOf } from "../digits/looks.ts";
import { type Band, decode, readBack } from "./device_results.ts";
import { planesOn } from "./planes.ts";
import { readsStraight } from "./run_sweep.ts";
import {
  type KeptSweep,
  onDevice,
  type OwnCells,
  prepared,
  residentsOf,
  stoppable,
  type SweepsOptions,
} from "./sweep_setup.ts";

/** The sweeps of one run. The device computes as long as nothing on the host needs its results, which come back in one read. */
export function sweepsOn(options: SweepsOptions): DeviceRunner {
  const { kernels, sizes, gpu, takes, arrayOf } = options;
  const kept = new Map<number, KeptSweep>();
  const ownCells = new Map<Buffer, OwnCells>();
  // what the host has does not change before the run ends
  const looks = looksOf(sizes, arrayOf), planes = planesOn(gpu, options.bounds.binding);
  const centred = kernels.map((kernel) =>
    new Set([...groupsOf(kernel)].flatMap(({ buffers }) => buffers))
  );

  const reads = (step: number, buffer: Buffer): boolean =>
    // differences are centred on the host
    ownCells.has(buffer) && !centred[step]!.has(buffer) &&
    memoriesOf(kernels[step]!)
      .every((memory) => memory.buffer !== buffer || readsStraight(kernels[step]!, memory));

  const sweep = async (step: number, isHome: (buffer: Buffer) => boolean): Promise<Swept> => {
    const kernel = kernels[step]!;
    const ready = prepared(kernel, isHome, options, looks);
    if ("reason" in ready) return { kind: "refused", reason: ready.reason };
    const bands: Band[] = [];
    const results = await onDevice({
      ...ready,
      gpu,
      bounds: options.bounds,
      planes,
      residents: residentsOf(kernel, isHome, { kept, ownCells }),
      onPiece: stoppable(options.watch),
      onBand: async (band, firstRow) => {
        const data = await readBack(gpu, [band], ([numbers]) => numbers!.slice());
        bands.push({ data, firstRow, rows: band.rows });
      },
    });
    if (results === undefined) {
      return { kind: "home", doubtful: decode(kernel, ready.sweep, bands, sizes, arrayOf) };
    }
    kept.set(step, { kept: results, sweep: ready.sweep });
    let firstCell = 0;
    for (const { into, cells } of kernel.accumulators) {
      ownCells.set(into, { step, firstCell });
      firstCell += cellCount(cells, sizes);
    }
    return { kind: "kept" };
  };

  const fetch = async (): Promise<Fetched[]> => {
    const waiting = [...kept].sort(([s], [t]) => s - t);
    const results = waiting.map(([, { kept }]) => kept);
    const doubtful = await gpu.guarded(() =>
      readBack(
        gpu,
        results,
        (numbers) =>
          waiting.map(([step, { kept: { rows }, sweep }], t) =>
            decode(
              kernels[step]!,
              sweep,
              [{ data: numbers[t]!, firstRow: 0, rows }],
              sizes,
              arrayOf,
            )
          ),
      )
    );
    kept.clear();
    ownCells.clear();
    results.forEach(({ buffer }) => gpu.pool.give(buffer));
    return waiting.map(([step], t) => ({ step, doubtful: doubtful[t]! }));
  };

  const drop = () => {
    planes.drop();
    for (const { kept: { buffer } } of kept.values()) gpu.pool.give(buffer);
    kept.clear();
    ownCells.clear();
  };
  return { takes, reads, sweep, kept: () => kept.size, fetch, drop };
}
