import type { DenseArray } from "../../expr/array.ts";
import { magic } from "./npy.ts";
import type { Value } from "./values.ts";

/** NumPy aligns what follows its headers to so many bytes. */
const alignment = 64;

/** An NPY file, version 1, that holds an array of doubles or a text. */
export function writeNPY(value: Value): Uint8Array {
  const [type, shape, body] = typeof value === "string"
    ? [`<U${[...value].length}`, [], codePoints(value)] as const
    : ["<f8", value.shape, littleDoubles(value)] as const;
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${extents}), }`;
  const start = Math.ceil((10 + text.length + 1) / alignment) * alignment;
  const bytes = new Uint8Array(start + body.length).fill(0x20, 0, start);
  const head = `${magic}\x01\0${
    String.fromCharCode((start - 10) & 0xff, (start - 10) >> 8)
  }${text}`;
  for (let t = 0; t < head.length; t++) bytes[t] = head.charCodeAt(t);
  bytes[start - 1] = 0x0a;
  bytes.set(body, start);
  return bytes;
}

function codePoints(text: string): Uint8Array {
  const points = [...text], view = new DataView(new ArrayBuffer(4 * points.length));
  for (const [t, point] of points.entries()) view.setUint32(4 * t, point.codePointAt(0)!, true);
  return new Uint8Array(view.buffer);
}

/** The numbers as bytes, the lowest first. */
export function littleDoubles({ data }: DenseArray): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * data.length));
  for (let t = 0; t < data.length; t++) view.setFloat64(8 * t, data[t]!, true);
  return new Uint8Array(view.buffer);
}
