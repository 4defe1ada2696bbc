import { dense, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { fullCovariance } from "../mixture/covariance.ts";
import { atChosen, type ChosenCoordinates } from "./chosen_coordinates.ts";
import { halfOfBoth } from "./linear_image.ts";

/**
 * The Gaussian of the coordinates A = `rest` where those of B = `fixed` are x, by the solution G = Σ_BB⁻¹ Σ_BA:
 * mean μ_A + Gᵀ(x − μ_B), covariance Σ_AA − Σ_AB G.
 */
export function conditionalGaussian(
  p: GaussianComponent<Node>,
  { rest, fixed, x }: {
    readonly rest: ChosenCoordinates;
    readonly fixed: ChosenCoordinates;
    readonly x: Node;
  },
): GaussianComponent<Node> {
  const { covariance: s, mean, coordinate } = p;
  if (s.kind !== "full") throw new Error("Coordinates without correlations are independent");
  const block = (rows: ChosenCoordinates, columns: ChosenCoordinates) =>
    atChosen(atChosen(s.matrix, s.row, rows.axis, rows), s.column, columns.column, columns);
  const { axis: row, column } = rest;
  const known = fullCovariance(block(fixed, fixed), fixed.axis, fixed.column);
  if (known.kind !== "full") throw new Error("A block of a matrix is a matrix");
  // Σ_BA over (row of B, column of A)
  const across = block(fixed, rest);
  const solved = dense("solve", known.row, known.column, [known.factor, across]);
  const left = rename(across, new Map([[column, row]]));
  const explained = sumOver(fixed.axis, nodes.mul(left, solved));
  const apart = nodes.sub(x, atChosen(mean, coordinate, fixed.axis, fixed));
  const step = sumOver(
    fixed.axis,
    nodes.mul(rename(solved, new Map([[column, row]])), apart),
  );
  const matrix = nodes.sub(block(rest, rest), halfOfBoth(explained, row, column));
  return {
    ...p,
    coordinate: row,
    mean: nodes.add(atChosen(mean, coordinate, row, rest), step),
    covariance: fullCovariance(matrix, row, column),
  };
}
