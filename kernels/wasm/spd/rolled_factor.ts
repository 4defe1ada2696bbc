import type { MatrixInstruction, Register } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, emitterOf, type Tile } from "../frame/frame.ts";
import { factorCode } from "./factor_code.ts";
import { eachIn, eachPoint } from "../memory/loop.ts";
import { type Room, zerosOf } from "./rolled_blocks.ts";
import { indicesIn, type Operation } from "./rolled_operation.ts";
import { blockSums } from "./block_sums.ts";
import { reciprocalsOf } from "./rolled_triangle.ts";
import { loadFrom, storedFor, storeTo } from "../memory/stored.ts";

/** Emits the factor of Σₘ cₘSₘ and the reciprocals of its diagonal as loops over scratch memory. */
export function rolledFactor(
  operation: Operation,
  instruction: Extract<MatrixInstruction, { kind: "dense" }>,
): void {
  const { out, row, column, args } = instruction;
  const { tile, level, d, at } = operation;
  const sums = blockSums(operation);
  clearOnce(tile, out);
  const coefficients = () => args.filter((_, m) => m % 2 === 0).map(operation.number);
  const terms = args.filter((_, m) => m % 2 === 1).map(operation.entry);
  const entry = (i: Cell, j: Cell): Copies => {
    const c = coefficients(), s = terms.map((term) => term(i, j));
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
  factorCode<Cell>(instruction, { ...operation, terms }, coefficients, {
    sums,
    entry,
    l: operation.result((i, j) => at([row, i], [column, j])),
    inverse: {
      ...inverse,
      replace: (i, t, make) => {
        const held = [...inverse.at(i)];
        held[t] = make();
        inverse.put(held, i);
      },
    },
    growth: {
      sums,
      room: () => operation.room("growth", d),
      zeros: () => zerosOf(operation),
      diagonal: (i) => entry(i, i),
      isFirstKnown: false,
    },
    each: (end, body) => {
      eachIn(tile, level, { start: 0, end, by: 1 }, (loop) => {
        body({ loop, plus: 0 }, { loop, plus: 1 });
      });
    },
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
