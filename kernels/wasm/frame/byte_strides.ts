import type { Code } from "../bytes/assembler.ts";
import { type Axis, isLong } from "../../../src/expr/axes.ts";
import type { Memory } from "../../ir/kernel.ts";
import type { Argument } from "./argument_block.ts";
import { type Frame, parameters, type Stride } from "./frame.ts";

/** An argument of the kernel as an i32 local, loaded at the start of the function. */
export function word({ args, words, locals, constants }: Frame, argument: Argument): number {
  const offset = args.offset(argument);
  let local = words.get(String(offset));
  if (local === undefined) {
    words.set(String(offset), local = locals.fresh("i32"));
    locals.names?.set(local, `word ${offset}`);
    constants.code.get(parameters.args);
    constants.code.access("i32.load", offset);
    constants.code.set(local);
  }
  return local;
}

/** How far apart the numbers of a value are along an axis, in bytes; undefined where it lacks the axis. */
export function strideAlong(
  frame: Frame,
  value: Pick<Memory, "buffer" | "dims">,
  axis: Axis,
  bytes: number,
): Stride | undefined {
  const { buffer, dims } = value;
  let known = frame.strides.get(dims);
  if (known === undefined) frame.strides.set(dims, known = []);
  for (const one of known) {
    if (one.axis === axis && one.buffer === buffer && one.bytes === bytes) return one.stride;
  }
  const stride = newStride(frame, value, axis, bytes);
  known.push({ buffer, axis, bytes, stride });
  return stride;
}

function newStride(
  frame: Frame,
  { buffer, dims }: Pick<Memory, "buffer" | "dims">,
  axis: Axis,
  bytes: number,
): Stride | undefined {
  const along = dims.flatMap((dim, t) => dim === axis ? [t] : []);
  if (along.length === 0) return undefined;
  let known = 0;
  const words: number[] = [];
  for (const t of along) {
    const inside = buffer.order.slice(buffer.order.indexOf(t) + 1).map((u) => buffer.dims[u]!);
    if (inside.some(isLong)) words.push(word(frame, { kind: "stride", buffer, dim: t, bytes }));
    else known += inside.reduce((product, dim) => product * dim.set.extent, bytes);
  }
  const [first] = words;
  if (first === undefined) return known;
  if (words.length === 1 && known === 0) return { word: first };
  // a diagonal: both dimensions move
  const key = `sum ${words} ${known}`;
  let total = frame.words.get(key);
  if (total === undefined) {
    frame.words.set(key, total = frame.locals.fresh("i32", "stride of a diagonal"));
    const { code } = frame.constants;
    code.i32(known);
    for (const local of words) {
      code.get(local);
      code.op("i32.add");
    }
    code.set(total);
  }
  return { word: total };
}

/** Adds index · stride to the i32 on the stack. */
export function addMultiple(code: Code, index: number, stride: Stride | undefined): void {
  if (stride === undefined) return;
  code.get(index);
  if (typeof stride === "number") code.i32(stride);
  else code.get(stride.word);
  code.op("i32.mul", "i32.add");
}
