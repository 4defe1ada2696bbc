/** The eigenvectors of a symmetric matrix, as code: what `eigenvectors` of kernels/script/eigenvectors.ts does. */
import type { Level } from "../../ir/kernel.ts";
import { leastDivisor, sweepsFor } from "../../../src/expr/rotations.ts";
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import { type Cell, emitterOf, type Tile } from "../frame/frame.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { eachCell, eachIn } from "../memory/loop.ts";
import { loadFrom, placeFor, storeTo } from "../memory/stored.ts";
import type { Room } from "./rolled_blocks.ts";

/** Where the code goes. */
interface Site {
  readonly tile: Tile;
  readonly level: Level;
  readonly copies: number;
  readonly d: number;
}

/** Emits Jacobi's method as loops over scratch memory; `put` takes the entries (i, a) of the eigenvectors a. */
export function eigenvectorsCode(
  site: Site,
  entry: (i: Cell, j: Cell) => Copies,
  put: (held: Copies, i: Cell, a: Cell) => void,
): void {
  const { tile, level, copies, d } = site;
  const s = room(site, "rotated"), v = room(site, "rotations");
  const whole = { start: 0, end: d, by: 1 };
  const over = (body: (i: Cell, j: Cell) => void) =>
    eachCell(tile, level, d, (i) => eachCell(tile, level, d, (j) => body(i, j)));
  over((i, j) => s.put(entry(i, j), i, j));
  const filled = (x: number) => {
    const e = emitterOf(tile, level);
    return across(e, copies, () => splat(e, x));
  };
  eachIn(tile, level, whole, (row) => {
    const i = { loop: row, plus: 0 };
    eachIn(tile, level, whole, (column) => v.put(filled(0), i, { loop: column, plus: 0 }));
    v.put(filled(1), i, i);
  });
  eachIn(tile, level, { start: 0, end: sweepsFor(d), by: 1 }, () => {
    eachIn(tile, level, { start: 0, end: d - 1, by: 1 }, (first) => {
      const p = { loop: first, plus: 0 };
      eachIn(tile, level, { start: { loop: first, plus: 1 }, end: d, by: 1 }, (second) => {
        const q = { loop: second, plus: 0 };
        const { cosine, sine } = angleOf(
          emitterOf(tile, level),
          s.at(p, p),
          s.at(q, q),
          s.at(p, q),
        );
        const turn = (x: Room<[Cell, Cell]>, at: (r: Cell, c: Cell) => [Cell, Cell]) =>
          eachIn(tile, level, whole, (other) => {
            const r = { loop: other, plus: 0 };
            const one = x.at(...at(r, p)), two = x.at(...at(r, q));
            const a = arithmetic(emitterOf(tile, level));
            const kept = a.nmadd(sine, two, a.mul(cosine, one));
            const turned = a.madd(sine, one, a.mul(cosine, two));
            x.put(kept, ...at(r, p));
            x.put(turned, ...at(r, q));
          });
        turn(s, (r, c) => [r, c]);
        turn(s, (r, c) => [c, r]);
        turn(v, (r, c) => [r, c]);
      });
    });
  });
  over((i, a) => put(v.at(i, a), i, a));
}

function room({ tile, level, copies, d }: Site, name: string): Room<[Cell, Cell]> {
  const place = placeFor(tile, name, [d, d], copies);
  return {
    at: (i, j) => loadFrom(tile, level, place, [i, j]),
    put: (held, i, j) => storeTo(tile, level, place, [i, j], held),
  };
}

/** cos φ and sin φ with cot 2φ = (s_qq − s_pp)/2s_pq. */
function angleOf(
  e: Emitter,
  pp: Copies,
  qq: Copies,
  pq: Copies,
): { readonly cosine: Copies; readonly sine: Copies } {
  const { code, shape } = e, a = arithmetic(e);
  const apart = across(e, pp.length, (t) => {
    code.get(qq[t]!, pp[t]!);
    code.op(`${shape}.sub`);
  });
  const beside = a.scale(pq, 2);
  const hypotenuse = a.sqrt(a.madd(beside, beside, a.mul(apart, apart)));
  const tangent = across(e, pp.length, (t) => {
    // the sign of what is apart goes to the tangent
    code.get(apart[t]!);
    splat(e, -0);
    code.op("v128.and");
    code.get(beside[t]!);
    code.op("v128.xor");
    code.get(apart[t]!);
    code.op(`${shape}.abs`);
    code.get(hypotenuse[t]!);
    code.op(`${shape}.add`);
    splat(e, shape === "f32x4" ? 1e-30 : leastDivisor);
    code.op(`${shape}.add`, `${shape}.div`);
  });
  const ones = across(e, pp.length, () => splat(e, 1));
  const cosine = a.reciprocal(a.sqrt(a.madd(tangent, tangent, ones)));
  return { cosine, sine: a.mul(tangent, cosine) };
}
