import type { MatrixInstruction, Register } from "../../ir/kernel.ts";
import { isRefined, noDoubt, refine } from "./accurate.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, emitterOf, type Tile } from "../frame/frame.ts";
import { addLoss, doubtGrowth, noLoss } from "./growth.ts";
import { eachIn, eachPoint } from "../memory/loop.ts";
import type { Room } from "./rolled_blocks.ts";
import { rolledFactor } from "./rolled_factor.ts";
import { rolledGrowth } from "./rolled_growth.ts";
import { indicesIn, type Operation } from "./rolled_operation.ts";
import { reciprocalsOf } from "./rolled_triangle.ts";
import { loadFrom, storedFor, storeTo } from "../memory/stored.ts";

/** The factor of Σₘ cₘ Sₘ and the reciprocals of its diagonal, done again in twice the precision where digits were lost. */
export function factorRefined(
  operation: Operation,
  instruction: Extract<MatrixInstruction, { kind: "dense" }>,
): void {
  const { out, row, column, args } = instruction;
  const { tile, level, d, copies, at } = operation;
  const l = operation.result((i, j) => at([row, i], [column, j]));
  clearOnce(tile, out);
  const factors = () => args.filter((_, m) => m % 2 === 0).map(operation.number);
  const terms = args.filter((_, m) => m % 2 === 1).map(operation.entry);
  const sum = (i: Cell, j: Cell): Copies => {
    const c = factors(), s = terms.map((term) => term(i, j));
    const a = arithmetic(emitterOf(tile, level));
    return s.slice(1).reduce(
      (total, held, m) => a.madd(c[m + 1]!, held, total),
      a.mul(c[0]!, s[0]!),
    );
  };
  const { place, indices } = reciprocalsOf(tile, out);
  const inverse: Room<[Cell]> = {
    at: (i) => loadFrom(tile, level, place, indices(at([row, i], [column, i]))),
    put: (held, i) => storeTo(tile, level, place, indices(at([row, i], [column, i])), held),
  };
  const doubts = isRefined(instruction) && tile.frame.shape === "f64x2"
    ? noDoubt(tile, level, copies)
    : undefined;
  const losses = noLoss(tile, level, copies);
  const told = (diagonal: Copies, inverse: Copies) =>
    addLoss(emitterOf(tile, level), losses, diagonal, inverse);
  rolledFactor(operation, sum, told, l, inverse);
  doubtGrowth(tile, level, { losses, doubts }, (noteRow) => {
    const y = operation.room("growth", d), triangle = { at: l.at, inverseAt: inverse.at };
    rolledGrowth(operation, triangle, (i) => sum(i, i), y, noteRow);
    return y.at(d - 1);
  });
  if (doubts === undefined) return;
  const again = { tile, level, d, copies, coefficients: factors(), terms };
  refine(again, doubts, (t, pushEntry) => {
    eachIn(tile, level, { start: 0, end: d, by: 1 }, (loop) => {
      const i = { loop, plus: 0 }, end = { loop, plus: 1 };
      eachIn(tile, level, { start: 0, end, by: 1 }, (loop) => {
        const j = { loop, plus: 0 }, held = l.at(i, j);
        pushEntry(i, j, held[t]!);
        emitterOf(tile, level).code.set(held[t]!);
        l.put(held, i, j);
      });
      const reciprocals = [...inverse.at(i)], own = l.at(i, i)[t]!;
      reciprocals[t] = arithmetic(emitterOf(tile, level)).reciprocal([own])[0]!;
      inverse.put(reciprocals, i);
    });
  });
}

/** Zeros in the place of a factor, once a call: nothing is ever written above its diagonal. */
function clearOnce(tile: Tile, out: Register): void {
  const place = storedFor(tile, out), name = `cleared ${place.at}`;
  const scope = tile.levels[0].scopes[0]!;
  if (scope.has(name)) return;
  scope.set(name, []);
  eachPoint(tile, 0, out.cells, (cells) => {
    const e = emitterOf(tile, 0);
    const zeros = across(e, place.copies, () => splat(e, 0));
    storeTo(tile, 0, place, indicesIn(out, cells), zeros);
  });
}
