import type { Guarded, Level, Products } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { splat } from "../bytes/emitter.ts";
import { type Cells, emitterOf, type Held, type Tile } from "../frame/frame.ts";
import { rolledProductSums } from "./rolled_products.ts";
import type { Reading } from "../spd/rolled_triangle.ts";
import { inScope } from "../frame/sections.ts";
import { withCell } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

/**
 * What the sum may lose: with u = T + vvᵀ, the terms P∘u are at most d·Σ Pₐₐuₐₐ together in size, because both matrices are
 * positive definite. Where that is more than this times 1 + the sum, cancellation has cost more than 8 bits.
 */
const tolerated = 256;

/**
 * tr S⁻¹T + vᵀS⁻¹v = Σ P∘(T + vvᵀ): d² products for a pair, a third of what the triangular way takes. A tile in which some
 * sum has lost digits is done again by the triangles.
 */
export function productsValue(
  tile: Tile,
  { out }: Guarded,
  products: Products,
  { cells, level, sure }: {
    readonly cells: Cells;
    readonly level: Level;
    /** Emits the sure way. */
    readonly sure: () => Held;
  },
): Held {
  const to = tile.frame.dependence(out);
  const d = products.row.set.extent;
  const { diagonal, below } = tile.frame.schedule.rolled
    ? rolledProductSums(tile, products, { cells, level, to })
    : productSums(tile, products, { cells, level, to });
  const e = emitterOf(tile, level), a = arithmetic(e), { code, shape } = e;
  const trace = diagonal;
  const total = below === undefined ? [...trace] : a.add(trace, a.add(below, below));
  // the sign bits of c·(1 + total) − Σ Pₐₐuₐₐ, with c = 256/d
  const doubt = e.locals.fresh("v128");
  const limit = a.scale(total, tolerated / d);
  total.forEach((_local, t) => {
    code.get(limit[t]!);
    splat(e, tolerated / d);
    code.op(`${shape}.add`);
    code.get(trace[t]!);
    code.op(`${shape}.sub`);
    if (tile.masked) {
      code.get(tile.mask[t % tile.vectors]!);
      code.op("v128.and");
    }
    if (t > 0) {
      code.get(doubt);
      code.op("v128.or");
    }
    code.set(doubt);
  });
  code.get(doubt);
  code.op(shape === "f64x2" ? "i64x2.bitmask" : "i32x4.bitmask");
  code.when(() =>
    inScope(tile, level, () => {
      sure().forEach((local, t) => {
        code.get(local);
        code.set(total[t]!);
      });
    })
  );
  return total;
}

/** Σₐ Pₐₐuₐₐ and Σ Pₐᵦuₐᵦ below the diagonal, for u = T + vvᵀ, written out. */
function productSums(
  tile: Tile,
  { row, column, inverse, matrix, vector }: Products,
  { cells, level, to }: Pick<Reading, "cells" | "level" | "to">,
): { readonly diagonal: Copies; readonly below: Copies | undefined } {
  const a = arithmetic(emitterOf(tile, level));
  let diagonal: Copies | undefined, below: Copies | undefined;
  const v: Copies[] = [];
  for (let i = 0; i < row.set.extent; i++) {
    const own = needSpread(tile, vector, withCell(cells, row, i), to);
    v.push(own);
    for (let j = 0; j <= i; j++) {
      const at = withCell(withCell(cells, row, i), column, j);
      const p = needSpread(tile, inverse, at, to);
      const u = a.madd(own, v[j]!, needSpread(tile, matrix, at, to));
      if (i === j) diagonal = diagonal === undefined ? a.mul(p, u) : a.madd(p, u, diagonal);
      else below = below === undefined ? a.mul(p, u) : a.madd(p, u, below);
    }
  }
  return { diagonal: diagonal as Copies, below };
}
