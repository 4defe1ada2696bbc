import type { Slices } from "../../expr/slices.ts";
import { blockNumbers } from "../../../kernels/wasm/grid/convolve_code.ts";
import type { GridFunctions } from "../../../kernels/wasm/grid/grid_module.ts";
import type { GaussSplit } from "./gauss_split.ts";
import type { GridMemory } from "./grid_memory.ts";
import type { NodeGrid } from "./records.ts";

/** Multiplications in a slice: some milliseconds. */
const productsAtOnce = 2 ** 23;

/**
 * G₁₋₂ᵦ over a grid, in place, axis by axis, with the factors that make G_b ∗ G₁₋₂ᵦ ∗ G_b the kernel exp(−½D²). `relative` is the
 * step in widths of the kernel. Lines of zeros are passed by.
 */
export function* convolve(
  memory: GridMemory,
  run: GridFunctions["convolve"],
  { grid: { extents }, split, relative }: {
    readonly grid: NodeGrid;
    readonly split: GaussSplit;
    readonly relative: number;
  },
): Slices {
  const { b, reach, dimension } = split, taps = 2 * reach + 1;
  const { buffer, lines, kernel, grid } = memory;
  const numbers = new Float64Array(buffer);
  // √2π h² (2πb)⁻¹ (2π(1 − 2b))⁻½
  const scale = relative ** 2 / (2 * Math.PI * b * Math.sqrt(1 - 2 * b));
  for (let t = 0; t < taps; t++) {
    const away = (t - reach) * relative;
    numbers[kernel / 8 + t] = scale * Math.exp(-0.5 * away * away / (1 - 2 * b));
  }
  let done = 0;
  for (let axis = 3 - dimension; axis < 3; axis++) {
    const extent = extents[axis]!, isLast = axis === 2;
    const inner = extents.slice(axis + 1).reduce((product, one) => product * one, 1);
    const outer = extents.slice(0, axis).reduce((product, one) => product * one, 1);
    const width = isLast ? 1 : blockNumbers, panels = inner / width;
    for (let o = 0; o < outer; o++) {
      for (let panel = 0; panel < panels; panel++) {
        const start = grid / 8 + o * extent * inner + panel * width;
        const [first, end] = copied(
          numbers,
          { start, step: inner, extent, width },
          lines / 8,
          reach,
        );
        if (first >= end) continue;
        const least = Math.max(0, first - reach), most = Math.min(extent, end + reach);
        // blocks of the last axis are eight nodes of one line
        const from = isLast ? least - least % blockNumbers : least;
        const blocks = isLast ? Math.ceil((most - from) / blockNumbers) : most - from;
        run(
          lines + 8 * width * from,
          8 * (start + from * inner),
          blocks,
          8 * blockNumbers,
          8 * (isLast ? blockNumbers : inner),
          8 * width,
          kernel,
          taps,
        );
        done += blocks * blockNumbers * taps + extent * width;
        if (done < productsAtOnce) continue;
        done = 0;
        yield undefined;
      }
    }
  }
}

/** Copies some neighbouring lines, with zeros before and after, and says from where to where they are not 0. */
function copied(
  numbers: Float64Array,
  { start, step, extent, width }: {
    readonly start: number;
    readonly step: number;
    readonly extent: number;
    readonly width: number;
  },
  to: number,
  reach: number,
): readonly [first: number, end: number] {
  let first = extent, end = 0;
  numbers.fill(0, to, to + reach * width);
  for (let n = 0, at = start, place = to + reach * width; n < extent; n++, at += step) {
    let any = 0;
    for (let e = 0; e < width; e++) any += numbers[place++] = numbers[at + e]!;
    if (any === 0) continue;
    if (end === 0) first = n;
    end = n + 1;
  }
  const rest = to + (reach + extent) * width;
  // a block of the last axis may reach past its line
  numbers.fill(0, rest, rest + (reach + blockNumbers) * width);
  return [first, end];
}
