import type { ArrayResult, NestedNumbers } from "../../expr/expression.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { matrixText } from "./matrix_text.ts";

/** An array result, with what it can say of itself. */
class DenseResult implements DenseArray {
  readonly data: Float64Array;
  readonly shape: readonly number[];

  constructor({ data, shape }: DenseArray) {
    this.data = data;
    this.shape = shape;
  }

  toArray(): NestedNumbers {
    let parts: (number | NestedNumbers)[] = Array.from(this.data);
    for (let t = this.shape.length - 1; t > 0; t--) {
      const extent = this.shape[t]!, rows = this.shape.slice(0, t).reduce((n, e) => n * e, 1);
      const whole = parts;
      parts = Array.from(
        { length: rows },
        // all of them are numbers, or all arrays
        (_, row) => whole.slice(row * extent, (row + 1) * extent) as NestedNumbers,
      );
    }
    return parts as NestedNumbers;
  }

  toJSON(): NestedNumbers {
    return this.toArray();
  }

  toString(): string {
    return matrixText(this);
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new TypeError(
      "Expected arithmetic on numbers, which are in the data of a result, got an operator or a function for numbers on an " +
        `array of shape [${this.shape.join(", ")}]`,
    );
  }

  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): { readonly [type: string]: string } {
    return { "text/plain": this.toString() };
  }
}

/** An array as a result of an evaluation. */
export function resultOf(array: DenseArray): ArrayResult {
  // the depth of its nested arrays is that of its shape, which the type knows where it has one
  return new DenseResult(array) as unknown as ArrayResult;
}
