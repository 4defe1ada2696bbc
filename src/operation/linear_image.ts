import { type Axis, axisOf } from "../expr/axes.ts";
import { rename, sumOver } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import { familyWords } from "../mixture/families/family_words.ts";
import type { GivenValue } from "./given_values.ts";

/** A matrix over (to, from), which takes coordinates `from` to coordinates `to`. */
export interface LinearMap {
  readonly matrix: Node;
  readonly from: Axis;
  readonly to: Axis;
}

/** The Gaussian of A x: mean A μ, covariance A Σ Aᵀ. */
export function imageOf(p: GaussianComponent<Node>, map: LinearMap): GaussianComponent<Node> {
  const { to } = map, column = axisOf(to.set, 1);
  const covariance = fullCovariance(imageOfCovariance(p, map, column), to, column);
  return { ...p, coordinate: to, mean: times(map, p.mean, p.coordinate), covariance };
}

/** A v, for a vector along `along`. */
function times({ matrix, from }: LinearMap, vector: Node, along: Axis): Node {
  return sumOver(from, nodes.mul(matrix, rename(vector, new Map([[along, from]]))));
}

/** A Σ Aᵀ, symmetric to the last bit. */
function imageOfCovariance(
  { covariance: s, coordinate }: GaussianComponent<Node>,
  map: LinearMap,
  column: Axis,
): Node {
  const { matrix, from, to } = map;
  const across = rename(matrix, new Map([[to, column]]));
  if (s.kind !== "full") {
    // the product of the entries of A is taken first: it is the same for (a, b) and (b, a)
    const spread = rename(s.variance, new Map([[coordinate, from]]));
    const products = nodes.mul(matrix, across);
    return s.kind === "scalar"
      ? nodes.mul(s.variance, sumOver(from, products))
      : sumOver(from, nodes.mul(products, spread));
  }
  return halfOfBoth(congruent(s, map, across), to, column);
}

/** A (Σ Aᵀ), `across` being A over (column, from), which rounding may make different from its transpose. */
function congruent(
  s: Covariance<Node> & { readonly kind: "full" },
  { matrix, from }: LinearMap,
  across: Node,
): Node {
  const inner = axisOf(from.set, from.copy + 1);
  const sigma = rename(s.matrix, new Map([[s.row, from], [s.column, inner]]));
  // Σ Aᵀ over (from, column)
  const right = sumOver(inner, nodes.mul(sigma, rename(across, new Map([[from, inner]]))));
  return sumOver(from, nodes.mul(matrix, right));
}

/** ½(M + Mᵀ). */
export function halfOfBoth(matrix: Node, row: Axis, column: Axis): Node {
  const transposed = rename(matrix, new Map([[row, column], [column, row]]));
  return nodes.mul(constant(0.5), nodes.add(matrix, transposed));
}

/** Where a component of independent coordinates lies, and how large it is. */
export interface PlaceAndSize {
  readonly place: Node;
  readonly size: Node;
}

/**
 * The place and the size of A x, for numbers A with one entry other than 0 in each row and at most one in each column: the coordinates
 * in another order, stretched.
 */
export function monomial(
  { place, size }: PlaceAndSize,
  p: Component<Node>,
  A: GivenValue,
  map: LinearMap,
): PlaceAndSize {
  checkMonomial(A, familyWords[p.family]);
  const sizes: LinearMap = { ...map, matrix: nodes.abs(map.matrix) };
  return {
    place: times(map, place, p.coordinate),
    size: size.axes.includes(p.coordinate)
      ? times(sizes, size, p.coordinate)
      : nodes.mul(sumOver(map.from, sizes.matrix), size),
  };
}

function checkMonomial(
  { numbers, shape: [rows = 0, columns = 0] }: GivenValue,
  many: string,
): void {
  const rule =
    `a matrix for ${many} with one entry other than 0 in each row and at most one in each column`;
  if (numbers === undefined) {
    throw new TypeError(
      `Expected ${rule}, given as numbers, got an expression: as a vector of factors, one a coordinate, it may be one`,
    );
  }
  const taken = new Map<number, number>();
  for (let r = 0; r < rows; r++) {
    const row = numbers.subarray(r * columns, (r + 1) * columns);
    const places = [...row.keys()].filter((c) => row[c] !== 0);
    if (places.length !== 1) {
      throw new DomainError(
        `Expected ${rule}, got ${places.length} of them in A[${r}]: what other matrices make of ${many} is none of these`,
      );
    }
    const before = taken.get(places[0]!);
    if (before !== undefined) {
      throw new DomainError(
        `Expected ${rule}, got two in column ${places[0]}, of A[${before}] and A[${r}]`,
      );
    }
    taken.set(places[0]!, r);
  }
}
