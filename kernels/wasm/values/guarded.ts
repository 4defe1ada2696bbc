import type { Guarded, Level } from "../../ir/kernel.ts";
import type { Cells, Held, Tile } from "../frame/frame.ts";
import { foldGroup } from "./folds.ts";
import { logOfProduct } from "./log_of_product.ts";
import { mapValue } from "./map_value.ts";
import { productsValue } from "./products.ts";
import { scaledProduct } from "./scaling.ts";

/** Emits the fast way of an instruction, and what it does where that does not hold. */
export function guardedValue(tile: Tile, instruction: Guarded, cells: Cells, level: Level): Held {
  const { fast, slow } = instruction;
  const sure = () =>
    slow.kind === "map" ? mapValue(tile, slow, cells, level) : foldGroup(tile, slow, cells, level);
  switch (fast.form) {
    case "products":
      return productsValue(tile, instruction, fast, { cells, level, sure });
    case "scaled":
      return scaledProduct(tile, instruction, fast, { cells, level });
    case "logProduct":
      return logOfProduct(tile, instruction, fast, { cells, level });
    default:
      return fast satisfies never;
  }
}
