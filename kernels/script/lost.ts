import { DomainError } from "../../src/expr/errors.ts";

/** A matrix that was computed is mostly the rounding error of its entries in some direction. */
export class LostDigitsError extends DomainError {
  /** The name of the class that users know. */
  override readonly name = "DomainError";
}

/**
 * Throws for a computed matrix in whose factor rounding errors grow by more than `growth`, as `y` of `errorGrowth` tells,
 * and so by more than `precision` has digits for.
 */
export function refuseLost(
  y: Float64Array,
  diagonal: (row: number) => number,
  { growth, precision }: { readonly growth: number; readonly precision: string },
): never {
  const row = y.findIndex((x) => !(x * x <= growth));
  for (let i = 0; i <= row; i++) {
    if (diagonal(i) < Infinity) continue;
    throw new DomainError(
      `A computed matrix is not finite: its diagonal entry ${i} is ${
        diagonal(i)
      }; scale the data down`,
    );
  }
  const factor = y[row]! ** 2;
  throw new LostDigitsError(
    `A computed matrix has lost its digits: up to its row ${row} rounding errors grow ${
      factor < Infinity ? `${factor.toExponential(1)}-fold` : "beyond bounds"
    }, so columns or rows of the data are collinear to ${precision}; scale the data down`,
  );
}
