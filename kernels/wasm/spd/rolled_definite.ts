import type { MatrixInstruction } from "../../ir/kernel.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { blockSums } from "./block_sums.ts";
import { definiteCode } from "./definite_code.ts";
import type { Operation } from "./rolled_operation.ts";

/** Emits whether Σₘ cₘSₘ is positive definite, as loops over scratch memory. */
export function rolledDefinite(
  operation: Operation,
  { args }: Extract<MatrixInstruction, { kind: "dense" }>,
): Copies {
  const { tile, level, d, number, entry, room } = operation;
  const terms = args.filter((_, m) => m % 2 === 1).map(entry);
  return definiteCode<Cell>(operation, {
    sums: blockSums(operation),
    entry: (i, j) => {
      const c = args.filter((_, m) => m % 2 === 0).map(number), s = terms.map((term) => term(i, j));
      const a = arithmetic(emitterOf(tile, level));
      return s.slice(1).reduce(
        (total, held, m) => a.madd(c[m + 1]!, held, total),
        a.mul(c[0]!, s[0]!),
      );
    },
    l: room("definite", d, d),
  });
}
