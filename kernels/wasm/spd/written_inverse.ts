import type { Level } from "../../ir/kernel.ts";
import { oneBlock } from "../../spd/blocks.ts";
import { forwardColumns, gramProducts } from "../../spd/columns.ts";
import type { Triangle } from "../../spd/substitution.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { emitterOf, type Tile } from "../frame/frame.ts";
import { sumOfProducts, vectorSums } from "./vector_sums.ts";

/** Emits S⁻¹ = XᵀX with the triangle X = L⁻¹, written out; `put` is given its entries on and below the diagonal. */
export function inverseLocals(
  tile: Tile,
  level: Level,
  l: Triangle<Copies, number>,
  { d, zero }: { readonly d: number; readonly zero: Copies },
  put: (held: Copies, i: number, j: number) => void,
): void {
  const a = arithmetic(emitterOf(tile, level));
  const x: Copies[][] = Array.from({ length: d }, () => []);
  const at = (i: number, j: number) => x[i]![j]!;
  forwardColumns<Copies, Copies>(
    {
      ...oneBlock<Copies>(d),
      ...vectorSums(tile, level),
      // Σ lᵢᵣxᵣⱼ; the sign is that of what it is then multiplied by
      minus: (_zero, products) => products.end === 0 ? zero : sumOfProducts(tile, level, products),
    },
    l,
    {
      g: () => () => zero,
      at,
      finish: (sum, i, j) => i === j ? l.divisorAt(i) : a.mul(a.scale(sum, -1), l.divisorAt(i)),
      put: (held, i, j) => x[i]![j] = held,
    },
  );
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) put(sumOfProducts(tile, level, gramProducts(d, at, [i, j])), i, j);
  }
}
