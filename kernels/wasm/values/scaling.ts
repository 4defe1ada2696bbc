import type { Guarded, Level, Scaled } from "../../ir/kernel.ts";
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import {
  type Cells,
  type Dependence,
  doubtAt,
  emitterOf,
  type Held,
  replicas,
  spread,
  type Tile,
} from "../frame/frame.ts";
import { rememberedCopies } from "../frame/sections.ts";
import { valueName } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

/** A value along the lanes times a number that is made once a row; where that leaves the range, doubt is left. */
export function scaledProduct(
  tile: Tile,
  { out }: Guarded,
  { base, factors, negative }: Scaled,
  { cells, level }: { readonly cells: Cells; readonly level: Level },
): Held {
  const { frame } = tile;
  const from = union(factors.map(({ value }) => frame.dependence(value)));
  const at = Math.max(...factors.map(({ value }) => value.level)) as Level;
  const names = factors.map(({ value, divides }) =>
    `${divides ? "/" : "*"}${valueName(value, cells)}`
  );
  const scale = rememberedCopies(tile, at, `scale ${negative} ${names.join(" ")}`, () => {
    const e = emitterOf(tile, at), { code, shape } = e;
    const parts = factors.map(({ value, divides }) => ({
      held: needSpread(tile, value, cells, from),
      divides,
    }));
    // ±1 times the first factor is exact
    const firstRounded = parts[0]!.divides ? 0 : 1;
    const partial = e.locals.fresh("v128"), lost = e.locals.fresh("v128");
    const product = across(e, replicas(tile, from), (t) => {
      splat(e, negative ? -1 : 1);
      parts.forEach(({ held, divides }, f) => {
        code.get(held[t]!);
        code.op(`${shape}.${divides ? "div" : "mul"}`);
        if (f < firstRounded) return;
        code.tee(partial);
        noteUnderflow(e, { partial, lost, isFirst: f === firstRounded });
      });
      if (parts.length > firstRounded) {
        leaveUnlessZero(
          tile,
          at,
          lost,
          parts.flatMap(({ held, divides }) => divides ? [] : held[t]!),
        );
      }
    });
    // a factor that no number holds is left to the careful executor
    for (const local of product) {
      code.get(local, local);
      code.op(`${shape}.sub`);
      splat(e, 0);
      code.op(`${shape}.ne`);
      code.get(doubtAt(tile, at));
      code.op("v128.or");
      code.set(doubtAt(tile, at));
    }
    return product;
  });
  const to = frame.dependence(out);
  const e = emitterOf(tile, level);
  const x = needSpread(tile, base, cells, to), c = spread(tile, scale, from, to);
  return across(e, x.length, (t) => {
    e.code.get(x[t]!, c[t]!);
    e.code.op(`${e.shape}.mul`);
  });
}

/** Products below this may have lost digits; their exact value times a large number along the lanes need not be small. */
const least = { f64x2: 2 ** -1000, f32x4: 2 ** -120 } as const;

/** Adds to `lost` where a partial product is below the least that is trusted. */
function noteUnderflow(
  e: Emitter,
  { partial, lost, isFirst }: {
    readonly partial: number;
    readonly lost: number;
    readonly isFirst: boolean;
  },
): void {
  const { code, shape } = e;
  code.get(partial);
  code.op(`${shape}.abs`);
  splat(e, least[shape]);
  code.op(`${shape}.lt`);
  if (!isFirst) {
    code.get(lost);
    code.op("v128.or");
  }
  code.set(lost);
}

/** Leaves doubt where a product was lost, unless one of its factors is 0: then so is the product. */
function leaveUnlessZero(tile: Tile, level: Level, lost: number, factors: readonly number[]): void {
  const e = emitterOf(tile, level), { code, shape } = e;
  code.get(lost);
  for (const factor of factors) {
    code.get(factor);
    splat(e, 0);
    code.op(`${shape}.eq`, "v128.andnot");
  }
  code.get(doubtAt(tile, level));
  code.op("v128.or");
  code.set(doubtAt(tile, level));
}

function union(list: readonly Dependence[]): Dependence {
  return { row: list.some(({ row }) => row), lane: list.some(({ lane }) => lane) };
}
