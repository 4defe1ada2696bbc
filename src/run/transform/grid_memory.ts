import { type GridFunctions, gridModule } from "../../../kernels/wasm/grid/grid_module.ts";
import { recordBytes, type RecordLayout } from "../../../kernels/wasm/grid/record.ts";

/** What a grid needs of memory. */
export interface GridNeeds {
  readonly layout: RecordLayout;
  /** Nodes of the grid. */
  readonly nodes: number;
  /** Nodes of its longest line, with what the convolution reaches beyond. */
  readonly line: number;
  /** Numbers of the convolution's kernel. */
  readonly taps: number;
}

/** Memory for a grid, and code over it. */
export interface GridMemory {
  readonly functionsFor: (layout: RecordLayout) => GridFunctions;
  readonly buffer: ArrayBufferLike;
  /** Where records begin, … */
  readonly records: number;
  /** … where lines of the convolution, its kernel and the grid do. */
  readonly lines: number;
  readonly kernel: number;
  readonly grid: number;
}

/** So many records are there at once. */
export const recordsAtOnce = 256;
const pageBytes = 65536;

/** Memory for several grids, one after another, and the code over them; undefined where the engine gives one of them not. */
export function gridMemory(needs: readonly GridNeeds[]): GridMemory | undefined {
  try {
    return memoryFor(needs);
  } catch {
    // no WebAssembly, none with vectors, forbidden, or no memory of that size: sweeps know what to say
    return undefined;
  }
}

function memoryFor(needs: readonly GridNeeds[]): GridMemory {
  const most = (of: (one: GridNeeds) => number) =>
    needs.reduce((n, one) => Math.max(n, of(one)), 0);
  const sizes = [
    recordsAtOnce * most(({ layout }) => recordBytes(layout, 3)),
    8 * 8 * most(({ line }) => line),
    8 * most(({ taps }) => taps),
    8 * most(({ nodes }) => nodes),
  ];
  let end = 64;
  const [records, lines, kernel, grid] = sizes.map((bytes) => {
    const place = end;
    end += Math.ceil(bytes / 64) * 64 + 64;
    return place;
  }) as [number, number, number, number];
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
  const keyOf = ({ nodes, outer }: RecordLayout) => `${nodes} ${outer}`;
  const known = new Map<string, GridFunctions>();
  for (const { layout } of needs) {
    if (known.has(keyOf(layout))) continue;
    const module = new WebAssembly.Module(gridModule(layout));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    // the module exports these functions and nothing else
    known.set(keyOf(layout), exports as unknown as GridFunctions);
  }
  const functionsFor = (layout: RecordLayout) => known.get(keyOf(layout)) as GridFunctions;
  return { functionsFor, buffer: memory.buffer, records, lines, kernel, grid };
}
