import type { Guarded, Level, LogProduct } from "../../ir/kernel.ts";
import { withCell } from "../frame/cells.ts";
import type { Cells, Held, Tile } from "../frame/frame.ts";
import { needSpread } from "../frame/need.ts";
import { sumOfLogs } from "../sums/log_product.ts";

/** Σ ln x over a short axis that is written out. A product that leaves the range leaves doubt. */
export function logOfProduct(
  tile: Tile,
  { out }: Guarded,
  { over, factor }: LogProduct,
  { cells, level }: { readonly cells: Cells; readonly level: Level },
): Held {
  const to = tile.frame.dependence(out);
  const factors = Array.from(
    { length: over.set.extent },
    (_, cell) => needSpread(tile, factor, withCell(cells, over, cell), to),
  );
  return sumOfLogs(tile, level, factors);
}
