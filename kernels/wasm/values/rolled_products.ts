import { across, madd, splat } from "../bytes/emitter.ts";
import type { Products } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf, replicas, type Tile } from "../frame/frame.ts";
import { eachCell, eachIn } from "../memory/loop.ts";
import { eachBlock, type Shop } from "../spd/rolled_blocks.ts";
import { type Reading, triangleOf } from "../spd/rolled_triangle.ts";
import { loadFrom, placeFor, storeTo } from "../memory/stored.ts";
import { needSpread } from "../frame/need.ts";

/** Σₐ Pₐₐuₐₐ and Σ Pₐᵦuₐᵦ below the diagonal, for u = T + vvᵀ, in loops over blocks of rows. */
export function rolledProductSums(
  tile: Tile,
  { row, column, inverse, matrix, vector }: Products,
  reading: Pick<Reading, "cells" | "level" | "to">,
): { readonly diagonal: Copies; readonly below: Copies } {
  const { cells, level, to } = reading;
  const copies = replicas(tile, to), d = row.set.extent;
  const shop: Shop = { tile, level, d, copies, rows: Math.max(1, 4 / copies), columns: 1 };
  const p = triangleOf(tile, inverse, { ...reading, row, column });
  const t = triangleOf(tile, matrix, { ...reading, row, column });
  const place = placeFor(tile, "vector", [d], copies);
  eachCell(tile, level, d, (i) => {
    storeTo(tile, level, place, [i], needSpread(tile, vector, new Map([...cells, [row, i]]), to));
  });
  const v = (i: Cell) => loadFrom(tile, level, place, [i]);
  const zeros = () => {
    const e = emitterOf(tile, level);
    return across(e, copies, () => splat(e, 0));
  };
  const diagonal = zeros(), below = Array.from({ length: shop.rows }, zeros);
  /** sum += P(i, j)·(T(i, j) + v(i)·v(j)) */
  const add = (sum: Copies, i: Cell, j: Cell, vi: Copies, vj: Copies) => {
    const entry = t.at(i, j), weight = p.at(i, j);
    const e = emitterOf(tile, level), { code } = e;
    const u = arithmetic(e).madd(vi, vj, entry);
    sum.forEach((local, c) => {
      madd(e, () => code.get(weight[c]!), () => code.get(u[c]!), () => code.get(local));
      code.set(local);
    });
  };
  eachBlock(shop, 0, (block) => {
    const own = block.map(v);
    const by = Math.min(shop.rows, 2);
    eachIn(tile, level, { start: 0, end: block[0]!, by }, (loop) => {
      for (let plus = 0; plus < by; plus++) {
        const j = { loop, plus }, vj = v(j);
        block.forEach((i, b) => add(below[b]!, i, j, own[b]!, vj));
      }
    });
    block.forEach((i, b) => {
      for (let c = 0; c < b; c++) add(below[b]!, i, block[c]!, own[b]!, own[c]!);
      add(diagonal, i, i, own[b]!, own[b]!);
    });
  });
  const sum = below.reduce((x, y) => arithmetic(emitterOf(tile, level)).add(x, y));
  return { diagonal, below: sum };
}
