import { rest } from "../../../src/expr/twofold.ts";
import { extentOf } from "../../../src/plan/types.ts";
import type { Instruction } from "../../ir/kernel.ts";
import { instructionCode } from "../instructions.ts";
import { cellOffsets } from "../spans.ts";
import { bufferStrides } from "../../ir/strides.ts";
import { feedTwice, identityTwice, resultTwice, runOf } from "./twofold_folds.ts";
import { twiceMaps } from "./twofold_maps.ts";
import { denseTwice, inverseTwice } from "./twofold_matrices.ts";
import { type LowOf, twiceSpan } from "./twofold_spans.ts";
import type { Context } from "../context.ts";

type Of<K extends Instruction["kind"]> = Extract<Instruction, { kind: K }>;

/** The code of an instruction in twice the working precision. */
export function twiceCode(
  instruction: Instruction,
  context: Context,
  lowOf: LowOf,
): () => void {
  switch (instruction.kind) {
    case "const":
    case "extent":
    case "index": {
      // whole numbers and constants have no low parts
      const fill = instructionCode(instruction, context),
        { array } = context.place(instruction.out);
      const low = lowOf(array),
        cells = cellOffsets(context.place(instruction.out), instruction.out.cells, context.sizes);
      return () => {
        fill();
        const { at } = context.place(instruction.out);
        const n = instruction.out.level === 2 ? context.frame.n : 1;
        for (const cell of cells) low.fill(0, at + cell, at + cell + n);
      };
    }
    case "map":
      return mapCode(instruction, context, lowOf);
    case "fold":
    case "dot":
      return foldCode(instruction, context, lowOf);
    case "gather":
      return gatherCode(instruction, context, lowOf);
    case "inverse":
      return inverseTwice(instruction, context, lowOf);
    case "dense":
      return denseTwice(instruction, context, lowOf);
    case "guarded":
      return twiceCode(instruction.slow, context, lowOf);
    default:
      return instruction satisfies never;
  }
}

function mapCode({ out, op, args }: Of<"map">, context: Context, lowOf: LowOf): () => void {
  const { sizes, frame, place } = context;
  const target = place(out), to = lowOf(target.array), f = twiceMaps[op];
  const from = args.map((arg) => twiceSpan(place(arg), lowOf));
  const o = cellOffsets(target, out.cells, sizes);
  const offsets = args.map((arg) => cellOffsets(place(arg), out.cells, sizes));
  const high = new Array<number>(args.length).fill(0), low = [...high];
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < o.length; c++) {
      for (let t = 0; t < n; t++) {
        for (let x = 0; x < from.length; x++) {
          const { span, low: lows } = from[x]!, at = span.at + offsets[x]![c]! + t * span.stride;
          high[x] = span.array[at]!;
          low[x] = lows[at]!;
        }
        const at = target.at + o[c]! + t;
        target.array[at] = f(high, low);
        to[at] = rest[0]!;
      }
    }
  };
}

/** A reduction over a short axis, a lane at a time. */
function foldCode(
  instruction: Of<"fold"> | Of<"dot">,
  { sizes, frame, place }: Context,
  lowOf: LowOf,
): () => void {
  const { out, over, args } = instruction;
  const target = place(out), to = lowOf(target.array), extent = extentOf(over, sizes);
  const from = args.map(place), runs = from.map((arg) => runOf(arg, lowOf));
  runs.forEach((run, x) => run.stride = from[x]!.cellStride(over));
  const op = instruction.kind === "dot" ? "dot" : instruction.op;
  const o = cellOffsets(target, out.cells, sizes);
  const offsets = from.map((arg) => cellOffsets(arg, out.cells, sizes));
  const state = new Float64Array(2);
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < o.length; c++) {
      for (let t = 0; t < n; t++) {
        state.set(identityTwice(op));
        for (let x = 0; x < runs.length; x++) {
          runs[x]!.at = from[x]!.at + offsets[x]![c]! + t * from[x]!.stride;
        }
        feedTwice(op, state, 0, extent, runs[0]!, runs[1]);
        const here = target.at + o[c]! + t;
        target.array[here] = resultTwice(op, state, 0);
        to[here] = rest[0]!;
      }
    }
  };
}

function gatherCode(
  instruction: Of<"gather">,
  context: Context,
  lowOf: LowOf,
): () => void {
  const { out, from, dim, index } = instruction;
  const { sizes, frame, place } = context;
  const high = instructionCode(instruction, context);
  const target = place(out), source = place(from), chooser = place(index);
  const to = lowOf(target.array), low = lowOf(source.array);
  const step = bufferStrides(from.buffer, sizes)[dim]!;
  const o = cellOffsets(target, out.cells, sizes);
  const a = cellOffsets(source, out.cells, sizes), b = cellOffsets(chooser, out.cells, sizes);
  return () => {
    // it has refused indices that lie outside
    high();
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < o.length; c++) {
      for (let t = 0; t < n; t++) {
        const at = chooser.array[chooser.at + b[c]! + t * chooser.stride]!;
        to[target.at + o[c]! + t] = low[source.at + a[c]! + t * source.stride + at * step]!;
      }
    }
  };
}
