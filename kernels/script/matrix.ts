import { type Axis, axisName, withoutAxes } from "../../src/expr/axes.ts";
import { extentOf } from "../../src/plan/types.ts";
import type { Instruction, Value } from "../ir/kernel.ts";
import {
  addSquares,
  backward,
  copyVector,
  definite,
  type Entries,
  factor,
  forward,
  inverse,
  logDet,
  settleOverflow,
  type Subject,
} from "./dense.ts";
import { eigenvectors } from "./eigenvectors.ts";
import { cellOffsets, type Place } from "./spans.ts";
import type { Context } from "./context.ts";

type DenseInstruction = Extract<Instruction, { kind: "dense" }>;

/** The code of an operation on matrices: for each cell outside the matrix, all lanes at once. */
export function matrixCode(instruction: DenseInstruction, context: Context): () => void {
  const { out, row, column, op, args } = instruction;
  const { sizes, frame, place } = context;
  const target = place(out), d = extentOf(row, sizes);
  const lanes = () => out.level === 2 ? frame.n : 1;
  const outer = withoutAxes(out.cells, [row, column]);
  const o = cellOffsets(target, outer, sizes);
  const entries = (value: Value, axes: readonly Axis[]) => {
    const from = place(value);
    const base = cellOffsets(from, outer, sizes);
    const offsets = cellOffsets(from, axes, sizes);
    return Array.from(base, (b): Entries => ({ span: from, base: b, offsets }));
  };
  switch (op) {
    case "factor": {
      const result = entries(out, [row, column]);
      const terms = termsOf(args).map(([coefficient, matrix]) => ({
        matrix: entries(matrix, [row, column]),
        coefficient: entries(coefficient, []),
      }));
      const subject = subjectOf(instruction, context);
      const rounded = args.some((arg, m) => m % 2 === 1 && isRounded(arg));
      const scratchFor = scratch();
      return () => {
        const n = lanes(), room = scratchFor(n * (d + 1));
        for (let c = 0; c < o.length; c++) {
          const parts = terms.map(({ matrix, coefficient }) => {
            const { span, base } = coefficient[c]!;
            return { matrix: matrix[c]!, coefficient: { ...pick(span), offset: base } };
          });
          factor(n, d, result[c]!, parts, subject, { room, rounded });
        }
      };
    }
    case "definite": {
      const terms = termsOf(args).map(([coefficient, matrix]) => ({
        matrix: entries(matrix, [row, column]),
        coefficient: entries(coefficient, []),
      }));
      const room = scratch();
      return () => {
        const n = lanes(), l = room(d * d);
        for (let c = 0; c < o.length; c++) {
          const parts = terms.map(({ matrix, coefficient }) => {
            const { span, base } = coefficient[c]!;
            return { matrix: matrix[c]!, coefficient: { ...pick(span), offset: base } };
          });
          definite(n, d, { ...target, at: target.at + o[c]! }, parts, l);
        }
      };
    }
    case "eigenvectors": {
      const from = entries(args[0]!, [row, column]), into = entries(out, [row, column]);
      const s = new Float64Array(d * d), v = new Float64Array(d * d);
      return () => {
        const n = lanes();
        for (let c = 0; c < o.length; c++) {
          const { span, base, offsets } = from[c]!, result = into[c]!;
          for (let t = 0; t < n; t++) {
            for (let e = 0; e < d * d; e++) {
              s[e] = span.array[span.at + base + offsets[e]! + t * span.stride]!;
            }
            eigenvectors(d, s, v);
            for (let e = 0; e < d * d; e++) {
              target.array[target.at + result.base + result.offsets[e]! + t] = v[e]!;
            }
          }
        }
      };
    }
    case "logDet": {
      const l = entries(args[0]!, [row, column]);
      return () => {
        for (let c = 0; c < o.length; c++) logDet(lanes(), d, target, o[c]!, l[c]!);
      };
    }
    case "quadratic": {
      const l = entries(args[0]!, [row, column]), v = entries(args[1]!, [row]);
      const room = scratch();
      return () => {
        const n = lanes(), y = room(d * n);
        for (let c = 0; c < o.length; c++) {
          forward(n, d, y, l[c]!, v[c]!);
          target.array.fill(0, target.at + o[c]!, target.at + o[c]! + n);
          addSquares(n, d, target, o[c]!, y);
          settleOverflow(n, d, target, o[c]!, [v[c]!]);
        }
      };
    }
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖², column by column of the triangle G
      const l = entries(args[0]!, [row, column]);
      const columns = entries(args[1]!, [column, row]).map(({ span, base, offsets }) =>
        Array.from({ length: d }, (_, j): Entries => ({
          span,
          base,
          offsets: offsets.subarray(j * d, (j + 1) * d),
        }))
      );
      const room = scratch();
      return () => {
        const n = lanes(), y = room(d * n);
        for (let c = 0; c < o.length; c++) {
          target.array.fill(0, target.at + o[c]!, target.at + o[c]! + n);
          columns[c]!.forEach((columnJ, j) => {
            forward(n, d, y, l[c]!, columnJ, j);
            addSquares(n, d, target, o[c]!, y, j);
          });
          settleOverflow(n, d, target, o[c]!, columns[c]!);
        }
      };
    }
    case "forward":
    case "backward":
    case "solve": {
      const l = entries(args[0]!, [row, column]), v = entries(args[1]!, [row]);
      const result = entries(out, [row]);
      const room = scratch();
      return () => {
        const n = lanes(), y = room(d * n);
        for (let c = 0; c < o.length; c++) {
          if (op === "backward") copyVector(n, d, y, v[c]!);
          else forward(n, d, y, l[c]!, v[c]!);
          if (op !== "forward") backward(n, d, y, l[c]!);
          const { base, offsets } = result[c]!;
          for (let i = 0; i < d; i++) {
            const at = target.at + base + offsets[i]!;
            for (let t = 0; t < n; t++) target.array[at + t] = y[i * n + t]!;
          }
        }
      };
    }
    default:
      return op satisfies never;
  }
}

/** The pairs cₘ, Sₘ. */
function termsOf(args: readonly Value[]): (readonly [Value, Value])[] {
  return args.flatMap((arg, m) => m % 2 === 0 ? [] : [[args[m - 1]!, arg] as const]);
}

/** Room for numbers that is made once and grows when more are asked for. */
function scratch(): (count: number) => Float64Array {
  let numbers = new Float64Array(0);
  return (count) => numbers.length < count ? numbers = new Float64Array(count) : numbers;
}

function pick({ array, at, stride }: Place | Entries["span"]) {
  return { array, at, stride };
}

/** The code of an inverse, S⁻¹ = L⁻ᵀL⁻¹. */
export function inverseCode(
  { out, row, column, other, factor: from }: Extract<Instruction, { kind: "inverse" }>,
  { sizes, frame, place }: Context,
): () => void {
  const target = place(out), source = place(from), d = extentOf(row, sizes);
  const outer = withoutAxes(out.cells, [row, other]);
  const o = cellOffsets(target, outer, sizes), a = cellOffsets(source, outer, sizes);
  const result = cellOffsets(target, [row, other], sizes);
  const lower = cellOffsets(source, [row, column], sizes);
  const room = scratch();
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    const triangle = room(d * d * n);
    for (let c = 0; c < o.length; c++) {
      const l = { span: source, base: a[c]!, offsets: lower };
      inverse(n, d, { span: target, base: o[c]!, offsets: result }, l, triangle);
    }
  };
}

/** Whether a matrix was computed: neither an input nor a named parameter, whose entries count as exact. */
function isRounded(value: Value): boolean {
  if (value.kind !== "memory") return true;
  return value.buffer.source === undefined && value.buffer.node?.kind !== "hold";
}

/** Names the matrix that a lane factors, by the indices of its axes: `The matrix of i = 3`. */
function subjectOf({ args }: DenseInstruction, { kernel, frame }: Context): Subject {
  const buffer = args.find((arg) => arg.kind === "memory")?.buffer;
  const name = buffer?.source?.name ?? "matrix";
  const lanes = args.some((arg) => arg.level === 2);
  return (t) => {
    const at = kernel.rows.map((axis, r) => `${axisName(axis)} = ${frame.row[r]}`);
    if (lanes && kernel.lane !== null) at.push(`${axisName(kernel.lane)} = ${frame.lane + t}`);
    return `The ${name}${at.length > 0 ? ` at ${at.join(", ")}` : ""}`;
  };
}
