import { DomainError } from "../../src/expr/errors.ts";

/** The pivot of a matrix that was computed is mostly the rounding error of its entries. */
export class LostDigitsError extends DomainError {
  /** The name of the class that users know. */
  override readonly name = "DomainError";
}

/** Throws if a pivot of a computed matrix is no more than a share of its diagonal entry, which `precision` would hold. */
export function refuseLost(
  row: number,
  pivot: number,
  diagonal: number,
  { share, precision }: { readonly share: number; readonly precision: string },
): void {
  if (!(diagonal < Infinity)) {
    throw new DomainError(
      `A computed matrix is not finite: its diagonal entry ${row} is ${diagonal}; scale the data down`,
    );
  }
  if (pivot > diagonal * share) return;
  throw new LostDigitsError(
    `A computed matrix has lost its digits: pivot ${row} is ${
      pivot.toPrecision(3)
    } beside a diagonal entry of ${
      diagonal.toPrecision(3)
    }, so columns or rows of the data are collinear to ${precision}; scale the data down`,
  );
}
