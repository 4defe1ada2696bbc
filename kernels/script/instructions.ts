import { isLong } from "../../src/expr/axes.ts";
import { extentOf } from "../../src/plan/types.ts";
import type { Instruction } from "../ir/kernel.ts";
import { loops } from "./loops.ts";
import { inverseCode, matrixCode } from "./matrix.ts";
import { monoids } from "../program/monoids.ts";
import { begin, numbers, stateIn } from "../program/number_states.ts";
import { feedOf } from "./reductions.ts";
import { bufferStrides } from "../ir/strides.ts";
import { cellOffsets, type Place } from "./spans.ts";
import type { Context } from "./context.ts";

type Of<K extends Instruction["kind"]> = Extract<Instruction, { kind: K }>;

/** The code of an instruction: a function that computes its result for the current row and block of lanes. */
export function instructionCode(instruction: Instruction, context: Context): () => void {
  switch (instruction.kind) {
    case "const":
      return fillCode(instruction, instruction.value, context);
    case "extent":
      return fillCode(
        instruction,
        context.sizes.get(instruction.set) ?? instruction.set.extent,
        context,
      );
    case "index":
      return indexCode(instruction, context);
    case "map":
      return mapCode(instruction, context);
    case "fold":
    case "dot":
      return foldCode(instruction, context);
    case "gather":
      return gatherCode(instruction, context);
    case "inverse":
      return inverseCode(instruction, context);
    case "dense":
      return matrixCode(instruction, context);
    case "guarded":
      return instructionCode(instruction.slow, context);
    default:
      return instruction satisfies never;
  }
}

function fillCode({ out }: Instruction, value: number, { place }: Context): () => void {
  const { array, origin } = place(out);
  return () => {
    array[origin] = value;
  };
}

function indexCode(
  { out, axis }: Of<"index">,
  { kernel, sizes, frame, place }: Context,
): () => void {
  const { array, origin } = place(out);
  if (!isLong(axis)) {
    const extent = extentOf(axis, sizes);
    return () => {
      for (let t = 0; t < extent; t++) array[origin + t] = t;
    };
  }
  const row = kernel.rows.indexOf(axis);
  if (row >= 0) {
    return () => {
      array[origin] = frame.row[row]!;
    };
  }
  return () => {
    for (let t = 0; t < frame.n; t++) array[origin + t] = frame.lane + t;
  };
}

function mapCode({ out, op, args }: Of<"map">, { sizes, frame, place }: Context): () => void {
  const target = place(out), loop = loops[op];
  const from = args.map(place);
  const o = cellOffsets(target, out.cells, sizes);
  const offsets = from.map((arg) => cellOffsets(arg, out.cells, sizes));
  // operations of fewer than four arguments ignore the repeated ones
  const x = from[0]!, a = offsets[0]!;
  const [, y = x, z = x, w = x] = from;
  const [, b = a, c = a, d = a] = offsets;
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let t = 0; t < o.length; t++) {
      loop(n, target, o[t]!, x, a[t]!, y, b[t]!, z, c[t]!, w, d[t]!);
    }
  };
}

/** Below this many lanes a sum of products runs along the cells. */
const fewLanes = 8;

/** A reduction over a short axis: for each cell of the result and each lane. */
function foldCode(
  instruction: Of<"fold"> | Of<"dot">,
  { sizes, frame, place }: Context,
): () => void {
  const { out, over, args } = instruction;
  const target = place(out), extent = extentOf(over, sizes);
  const from = args.map(place), x = from[0]!, y = from[1] ?? x;
  const o = cellOffsets(target, out.cells, sizes);
  const a = cellOffsets(x, out.cells, sizes), b = cellOffsets(y, out.cells, sizes);
  // how far apart the cells along the reduced axis are
  const p = x.cellStride(over), q = y.cellStride(over);
  const lanes = () => out.level === 2 ? frame.n : 1;
  if (instruction.kind === "dot" && !instruction.weighs) {
    return () => {
      const n = lanes();
      for (let c = 0; c < o.length; c++) {
        if (n < fewLanes) {
          sumProducts(n, extent, target, o[c]!, x, a[c]!, p, y, b[c]!, q);
          continue;
        }
        for (let e = 0; e < extent; e++) {
          addProducts(n, target, o[c]!, x, a[c]! + e * p, y, b[c]! + e * q, e === 0);
        }
      }
    };
  }
  if (instruction.kind === "fold" && instruction.op === "sum") {
    return () => {
      const n = lanes();
      for (let c = 0; c < o.length; c++) {
        for (let e = 0; e < extent; e++) addValues(n, target, o[c]!, x, a[c]! + e * p, e === 0);
      }
    };
  }
  // the rare ones reuse the state that long reductions have, a lane at a time
  const op = instruction.kind === "dot" ? "dot" : instruction.op;
  const monoid = monoids[op], feed = feedOf({ op, weighs: true });
  const state = stateIn(new Float64Array(2), 1);
  const weight = args.length > 1 ? y : undefined;
  return () => {
    const n = lanes();
    for (let c = 0; c < o.length; c++) {
      for (let t = 0; t < n; t++) {
        begin(monoid, state);
        for (let e = 0; e < extent; e++) {
          feed(state, 1, x, a[c]! + e * p + t * x.stride, weight, b[c]! + e * q + t * y.stride);
        }
        target.array[target.at + o[c]! + t] = monoid.finish(numbers, state);
      }
    }
  };
}

function addValues(n: number, out: Place, o: number, x: Place, a: number, first: boolean): void {
  const r = out.array, p = x.array, s = x.stride;
  let i = out.at + o, j = x.at + a;
  if (first) { for (let t = 0; t < n; t++, i++, j += s) r[i] = p[j]!; }
  else for (let t = 0; t < n; t++, i++, j += s) r[i]! += p[j]!;
}

/** out += x·y along the lanes: for many lanes and few cells. */
function addProducts(
  n: number,
  out: Place,
  o: number,
  x: Place,
  a: number,
  y: Place,
  b: number,
  first: boolean,
): void {
  const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
  let i = out.at + o, j = x.at + a, k = y.at + b;
  if (first) { for (let t = 0; t < n; t++, i++, j += s, k += u) r[i] = p[j]! * q[k]!; }
  else for (let t = 0; t < n; t++, i++, j += s, k += u) r[i]! += p[j]! * q[k]!;
}

/** out = Σ x·y along the cells: for few lanes and many cells, `p` and `q` numbers apart. */
function sumProducts(
  n: number,
  extent: number,
  out: Place,
  o: number,
  x: Place,
  a: number,
  p: number,
  y: Place,
  b: number,
  q: number,
): void {
  const left = x.array, right = y.array;
  for (let t = 0; t < n; t++) {
    let total = 0;
    let j = x.at + a + t * x.stride, k = y.at + b + t * y.stride;
    for (let e = 0; e < extent; e++, j += p, k += q) total += left[j]! * right[k]!;
    out.array[out.at + o + t] = total;
  }
}

function gatherCode({ out, from, dim, index }: Of<"gather">, context: Context): () => void {
  const { sizes, frame, place } = context;
  const target = place(out), source = place(from), chooser = place(index);
  const step = bufferStrides(from.buffer, sizes)[dim]!;
  const extent = extentOf(from.dims[dim]!, sizes);
  const o = cellOffsets(target, out.cells, sizes);
  const a = cellOffsets(source, out.cells, sizes), b = cellOffsets(chooser, out.cells, sizes);
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < o.length; c++) {
      for (let t = 0; t < n; t++) {
        const at = chooser.array[chooser.at + b[c]! + t * chooser.stride]!;
        if (!(at >= 0 && at < extent)) {
          throw new RangeError(`Index ${at} is outside 0 … ${extent - 1}`);
        }
        const j = source.at + a[c]! + t * source.stride + at * step;
        target.array[target.at + o[c]! + t] = source.array[j]!;
      }
    }
  };
}
