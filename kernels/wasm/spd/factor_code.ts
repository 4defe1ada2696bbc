import type { MatrixInstruction } from "../../ir/kernel.ts";
import type { BlockArithmetic } from "../../spd/blocks.ts";
import { factor } from "../../spd/factor.ts";
import { forward } from "../../spd/substitution.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import { isRefined, noDoubt, refine, type Refined } from "./accurate.ts";
import { addLoss, doubtGrowth, growthStep, noLoss } from "./growth.ts";
import type { Room } from "./rolled_blocks.ts";

/** How the code of a factor is laid out: written out with its numbers in locals, or as loops with numbers in scratch memory. */
export interface FactorLayout<I extends Cell> {
  readonly sums: BlockArithmetic<Copies, Copies, I>;
  /** Entry (i, j) of Σₘ cₘSₘ. */
  readonly entry: (i: I, j: I) => Copies;
  readonly l: Room<[I, I]>;
  /** The reciprocals of the diagonal of L. */
  readonly inverse: Room<[I]> & {
    /** Puts a new local in the place of copy t. */
    readonly replace: (i: I, t: number, make: () => number) => void;
  };
  readonly growth: GrowthLayout<I>;
  /** Does `body` for each index below `end`, and tells the index after it. */
  readonly each: (end: I | number, body: (i: I, next: I | number) => void) => void;
}

/** How rounding errors are followed through a factor: Ly = ±s. */
export interface GrowthLayout<I extends Cell> {
  readonly sums: BlockArithmetic<Copies, Copies, I>;
  /** Makes room for y. */
  readonly room: () => Room<[I | number]>;
  readonly zeros: () => Copies;
  /** sᵢ² */
  readonly diagonal: (i: I) => Copies;
  /** Whether y₀ = ±1 is known to `sums`, and not computed. */
  readonly isFirstKnown: boolean;
}

/** Emits the factor of Σₘ cₘSₘ and the reciprocals of its diagonal, done again in twice the precision where digits were lost. */
export function factorCode<I extends Cell>(
  instruction: Extract<MatrixInstruction, { kind: "dense" }>,
  place: Omit<Refined, "coefficients">,
  coefficients: () => readonly Copies[],
  { sums, entry, l, inverse, growth, each }: FactorLayout<I>,
): void {
  const { tile, level, d, copies } = place;
  const doubts = isRefined(instruction) && tile.frame.shape === "f64x2"
    ? noDoubt(tile, level, copies)
    : undefined;
  const losses = noLoss(tile, level, copies);
  factor<Copies, I>(sums, {
    entry,
    at: l.at,
    pivot: (sum, diagonal, j) => {
      const e = emitterOf(tile, level), a = arithmetic(e);
      const root = a.sqrt(sum), divisor = a.reciprocal(root);
      addLoss(e, losses, diagonal, divisor);
      inverse.put(divisor, j);
      return { root, divisor };
    },
    put: (held, i, j) => {
      l.put(held, i, j);
      return held;
    },
  });
  doubtGrowth(tile, level, { losses, doubts }, (noteRow) => {
    const y = growth.room(), zeros = growth.zeros();
    forward<Copies, Copies, I>(growth.sums, { at: l.at, divisorAt: inverse.at }, {
      v: () => zeros,
      at: y.at,
      finish: (sum, i) => {
        if (i === 0 && growth.isFirstKnown) return losses;
        const own = growthStep(emitterOf(tile, level), sum, growth.diagonal(i), inverse.at(i));
        y.put(own, i);
        noteRow(own);
        return own;
      },
      put: () => {},
    });
    return d === 1 && growth.isFirstKnown ? losses : y.at(d - 1);
  });
  if (doubts === undefined) return;
  refine({ ...place, coefficients: coefficients() }, doubts, (t, pushEntry) => {
    each(d, (i, next) => {
      each(next, (j) => {
        const held = l.at(i, j);
        pushEntry(i, j, held[t]!);
        emitterOf(tile, level).code.set(held[t]!);
        l.put(held, i, j);
      });
      inverse.replace(i, t, () => {
        const own = l.at(i, i)[t]!;
        return arithmetic(emitterOf(tile, level)).reciprocal([own])[0]!;
      });
    });
  });
}
