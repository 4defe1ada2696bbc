import type { Axis } from "../expr/axes.ts";
import type { Node } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";
import {
  differenceOf,
  type GaussExponent,
  gaussExponentOf,
  isOneSided,
  type PointPair,
  samePoints,
  type Sides,
  squaredDistance,
} from "./gauss_exponent.ts";

/** rᵢ·cⱼ·exp(aᵢⱼ)·(1, (x − y)ₐ or Σₐ (x − y)ₐ²): a product that a body over pairs is a sum of. */
export interface GaussProduct extends GaussExponent {
  readonly kind: "sum" | "slopes" | "squares";
  readonly rowFactor: Node;
  readonly weight: Node;
}

/** A product on the way: what is known of its factors so far. */
interface Product {
  readonly rowFactor: Node;
  readonly weight: Node;
  readonly exponent?: GaussExponent;
  readonly polynomial?: { readonly kind: "slopes" | "squares"; readonly points: PointPair };
}

/** A body is no sum of more products than this. */
const mostProducts = 16;
const one: Product = { rowFactor: constant(1), weight: constant(1) };

/**
 * A body over pairs as a sum of products of Gaussians, or undefined if it is none. `coordinate` is the free axis of sums with
 * one for each coordinate.
 */
export function gaussProducts(
  body: Node,
  sides: Sides,
  coordinate: Axis | undefined,
): readonly GaussProduct[] | undefined {
  const products = expanded(body, { ...sides, coordinate });
  const whole = products?.map(({ rowFactor, weight, exponent, polynomial }) => {
    if (exponent === undefined) return undefined;
    if (polynomial !== undefined && !samePoints(exponent, polynomial.points)) return undefined;
    return { kind: polynomial?.kind ?? "sum", rowFactor, weight, ...exponent } as const;
  });
  const isWhole = whole?.every((product) => product !== undefined);
  return isWhole && whole!.length > 0 ? whole : undefined;
}

interface Scope extends Sides {
  readonly coordinate: Axis | undefined;
}

/** A value as a sum of products; the bodies of gradients are a few operations deep. */
function expanded(node: Node, scope: Scope): readonly Product[] | undefined {
  if (isOneSided(node, scope)) {
    if (node.kind === "const" && node.value === 0) return [];
    return node.axes.includes(scope.column)
      ? node.axes.length === 1 ? [{ ...one, weight: node }] : undefined
      : [{ ...one, rowFactor: node }];
  }
  const ownPolynomial = polynomial(node, scope);
  if (ownPolynomial !== undefined) return ownPolynomial;
  if (isOp(node, "add") || isOp(node, "sub")) {
    const [x, y] = node.args.map((part) => expanded(part, scope));
    return x && y && [...x, ...isOp(node, "sub") ? y.map(negative) : y];
  }
  if (isOp(node, "neg")) return expanded(node.args[0], scope)?.map(negative);
  if (isOp(node, "mul") || isOp(node, "weigh")) {
    const [x, y] = node.args.map((part) => expanded(part, scope));
    return x && y && productsOf(x, y);
  }
  if (isOp(node, "expDiff")) return exponential(nodes.sub(node.args[0], node.args[1]), scope);
  if (isOp(node, "exp")) return exponential(node.args[0], scope);
  return undefined;
}

function exponential(node: Node, scope: Scope): readonly Product[] | undefined {
  const exponent = gaussExponentOf(node, scope);
  return exponent && [{ ...one, exponent }];
}

function polynomial(node: Node, scope: Scope): readonly Product[] | undefined {
  const squared = squaredDistance(node, scope);
  if (squared !== undefined) return [{ ...one, polynomial: { kind: "squares", points: squared } }];
  const found = scope.coordinate && differenceOf(node, scope.coordinate, scope);
  if (found === undefined) return undefined;
  const product: Product = { ...one, polynomial: { kind: "slopes", points: found.points } };
  return [found.negative ? negative(product) : product];
}

function negative(product: Product): Product {
  return { ...product, rowFactor: nodes.neg(product.rowFactor) };
}

/** All products of one of each, if each has one exponential and one polynomial at the most. */
function productsOf(
  left: readonly Product[],
  right: readonly Product[],
): readonly Product[] | undefined {
  if (left.length * right.length > mostProducts) return undefined;
  const all: Product[] = [];
  for (const x of left) {
    for (const y of right) {
      if (x.exponent !== undefined && y.exponent !== undefined) return undefined;
      if (x.polynomial !== undefined && y.polynomial !== undefined) return undefined;
      all.push({
        ...x,
        ...y,
        rowFactor: nodes.mul(x.rowFactor, y.rowFactor),
        weight: nodes.mul(x.weight, y.weight),
      });
    }
  }
  return all;
}
