import type { MatrixInstruction, Value } from "../../ir/kernel.ts";
import type { BlockArithmetic } from "../../spd/blocks.ts";
import { backward, forward, type Triangle } from "../../spd/substitution.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import type { Cell } from "../frame/frame.ts";
import type { Room } from "./rolled_blocks.ts";

/** How operations on matrices are laid out: written out with numbers in locals, or as loops with numbers in scratch memory. */
export interface MatrixLayout<I extends Cell> {
  readonly sums: BlockArithmetic<Copies, Copies, I>;
  readonly element: (value: Value) => (i: I) => Copies;
  readonly triangle: (value: Value, use: TriangleUse) => Triangle<Copies, I>;
  /** Room for a vector that only this operation needs. */
  readonly room: () => Room<[I]>;
  /** The place of a vector that is the result. */
  readonly result: () => Room<[I]>;
  readonly eachCell: (body: (i: I) => void) => void;
  /** A running sum of squares; `t` is the place of a number in its block. */
  readonly squares: () => {
    readonly add: (held: Copies, t: number) => void;
    readonly sum: () => Copies;
  };
  /** Makes room for L⁻¹G; gives what emits it, and tells of each entry. */
  readonly columns: () => (
    l: Triangle<Copies, I>,
    g: (i: I, j: I) => Copies,
    each: (held: Copies, t: number) => void,
  ) => void;
  /** 2 Σ ln xᵢ */
  readonly logOfSquares: (x: (i: I) => Copies) => Copies;
  readonly factor: (instruction: Extract<MatrixInstruction, { kind: "dense" }>) => void;
  readonly definite: (instruction: Extract<MatrixInstruction, { kind: "dense" }>) => Copies;
  readonly eigenvectors: (instruction: Extract<MatrixInstruction, { kind: "dense" }>) => void;
  readonly inverse: (instruction: Extract<MatrixInstruction, { kind: "inverse" }>) => void;
}

/** What a triangle is read for. */
export interface TriangleUse {
  /** Whether each entry is read many times. */
  readonly isHeavy?: boolean;
  /** Whether systems are solved with it, so that the reciprocals of its diagonal are needed. */
  readonly isSolved?: boolean;
}

/** Emits an operation; gives its result where it has no cells of its own, and all others go to their place. */
export function operationCode<I extends Cell>(
  layout: MatrixLayout<I>,
  instruction: MatrixInstruction,
): Copies | undefined {
  const { sums, triangle, element } = layout;
  if (instruction.kind === "inverse") {
    layout.inverse(instruction);
    return undefined;
  }
  const { op, args } = instruction;
  switch (op) {
    case "factor":
      layout.factor(instruction);
      return undefined;
    case "definite":
      return layout.definite(instruction);
    case "eigenvectors":
      layout.eigenvectors(instruction);
      return undefined;
    case "logDet": {
      const l = triangle(args[0]!, {});
      return layout.logOfSquares((i) => l.at(i, i));
    }
    case "quadratic": {
      const total = layout.squares();
      const l = triangle(args[0]!, { isSolved: true }), v = element(args[1]!);
      const y = layout.room();
      forward(sums, l, {
        v,
        at: y.at,
        put: (held, i, t) => {
          y.put(held, i);
          total.add(held, t);
        },
      });
      return total.sum();
    }
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖² for the triangle G
      const total = layout.squares();
      const solve = layout.columns();
      const g = triangle(args[1]!, {});
      const l = triangle(args[0]!, { isHeavy: true, isSolved: true });
      solve(l, g.at, total.add);
      return total.sum();
    }
    case "forward":
    case "backward":
    case "solve": {
      const y = layout.result(), v = element(args[1]!);
      const l = triangle(args[0]!, { isSolved: true });
      if (op === "backward") layout.eachCell((i) => y.put(v(i), i));
      else forward(sums, l, { v, at: y.at, put: y.put });
      if (op !== "forward") {
        const put = (held: Copies, i: I) => {
          y.put(held, i);
          return held;
        };
        backward(sums, l, { at: y.at, put });
      }
      return undefined;
    }
    default:
      return op satisfies never;
  }
}
