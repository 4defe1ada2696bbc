import type { DenseArray } from "../../expr/array.ts";
import { describe } from "../../expr/describe.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import type { Description } from "./description.ts";
import type { Named } from "./named.ts";

/** c, mu and sigma: a matrix for each component, which for boxes has the full widths on its diagonal. */
export function ofMixEntroPY(values: Named): Description {
  const weights = values.has("c") ? values.array("c") : undefined;
  const points = values.array("mu"), sigma = values.array("sigma");
  const family = values.has("family") ? values.text("family") : "gauss";
  switch (family) {
    case "gauss":
    case "gaussian":
      return { family: "gaussian", weights, means: points, spread: "covariances", array: sigma };
    case "uniform":
      return { family, weights, centers: points, widths: diagonals(sigma) };
    default:
      throw new UnknownNameError(unknownName("family", family, ["gauss", "uniform"]));
  }
}

/** The diagonals of matrices [.., d, d] without anything else in them. */
function diagonals({ data, shape }: DenseArray): DenseArray {
  const d = shape.at(-1);
  if (d === undefined || shape.length < 3 || shape.at(-2) !== d) {
    throw new ShapeError(
      `Expected "sigma" of shape [k, d, d], got [${shape.join(", ")}]`,
    );
  }
  const widths = new Float64Array(data.length / d);
  for (let t = 0; t < data.length; t++) {
    const row = Math.floor(t / d) % d, column = t % d;
    if (row === column) widths[Math.floor(t / (d * d)) * d + row] = data[t]!;
    else if (data[t] !== 0) {
      throw new DomainError(
        `Expected zeros off the diagonals of "sigma" for boxes, got ${
          describe(data[t])
        } at [${row}][${column}] of matrix ${Math.floor(t / (d * d))}`,
      );
    }
  }
  return { data: widths, shape: shape.slice(0, -1) };
}
