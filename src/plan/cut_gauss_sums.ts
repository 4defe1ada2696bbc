import { axisOf, isQuadratic } from "../expr/axes.ts";
import { inputAt, rename } from "../expr/build.ts";
import { children, type Node, type Source, topological } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { demands } from "./demand.ts";
import { type GaussForm, gaussFormOf, type GaussTerm } from "./gauss_form.ts";
import { preferOutside } from "./prefer.ts";
import { rewriting, scalar } from "./rewriting.ts";
import { strip } from "./strip.ts";

/** The sums of Gaussians in a graph, and what they are made of. */
export interface GaussSums {
  /** The outputs, choices between two ways outside of sums. */
  readonly roots: readonly Node[];
  /** Those that depend on no other sum of Gaussians. */
  readonly forms: readonly PlacedForm[];
  /** What has to be computed first, each once: the parts of all forms, and what says whether each is needed. */
  readonly operands: readonly Node[];
}

/** A form, and where its parts are among the operands. */
export interface PlacedForm extends GaussForm {
  readonly places: readonly TermPlaces[];
  /** A number that says whether the sum is needed, and whether it is where that is not 0; undefined if it always is. */
  readonly demand: { readonly place: number; readonly isNot0: boolean } | undefined;
}

/** The parts of a term that are operands. */
const parts = ["x", "y", "precision", "rowTerm", "columnTerm", "weight"] as const;

/** The places of a term's parts among the operands. */
export type TermPlaces = { readonly [P in (typeof parts)[number]]: number };

/** The sums of Gaussians of a graph that can be made before all else; undefined if there are none. */
export function gaussSumsOf(outputs: readonly Node[]): GaussSums | undefined {
  const roots = preferOutside(strip(outputs)), needed = demands(roots);
  const found: GaussForm[] = [], late = new Set<Node>();
  for (const node of topological(roots)) {
    const isLate = children(node).some((part) => late.has(part));
    const form = isLate ? undefined : gaussFormOf(node);
    if (isLate || form !== undefined) late.add(node);
    // a choice for each row is none for the whole sum
    const isWhole = (needed.get(node)?.condition.axes.length ?? 0) === 0;
    if (form !== undefined && isWhole) found.push(form);
  }
  if (found.length === 0) return undefined;
  const operands: Node[] = [], known = new Map<Node, number>();
  const placeOf = (node: Node): number => {
    const home = atHome(node);
    let place = known.get(home);
    if (place === undefined) known.set(home, place = operands.push(home) - 1);
    return place;
  };
  const placesOf = (term: GaussTerm): TermPlaces => {
    const places = parts.map((part) => [part, placeOf(term[part])] as const);
    // one entry for each of the parts
    return Object.fromEntries(places) as TermPlaces;
  };
  const forms = found.map((form): PlacedForm => {
    const demand = needed.get(form.node);
    return {
      ...form,
      places: form.terms.map(placesOf),
      demand: demand && { place: placeOf(demand.condition), isNot0: demand.isNot0 },
    };
  });
  return { roots, forms, operands };
}

/** A one-sided value at the first copy of its long axis: the same points of rows and columns are then one node. */
function atHome(node: Node): Node {
  return rename(
    node,
    new Map(node.axes.filter(isQuadratic).map((axis) => [axis, axisOf(axis.set)])),
  );
}

/** The outputs over inputs that stand for the terms of some of the sums, and these inputs, term by term. */
export function withSums(
  { roots }: GaussSums,
  chosen: readonly GaussForm[],
): { readonly outputs: readonly Node[]; readonly inputs: readonly Source[] } {
  const inputs: Source[] = [];
  const sums = new Map(chosen.map(({ node, row, terms }): [Node, Node] => {
    const all = terms.map(({ kind, rowFactor, coordinate }) => {
      const input = scalar("sum of Gaussians");
      inputs.push(input);
      const dims = kind === "slopes" ? [row, coordinate] : [row];
      return nodes.mul(rowFactor, slopesAt(inputAt(input, dims, "any"), kind, node, coordinate));
    });
    return [node, all.reduce((sum, term) => nodes.add(sum, term), constant(0))];
  }));
  const after = rewriting((node) => sums.get(node));
  return { outputs: roots.map(after), inputs };
}

/** Slopes along the free coordinate axis of the sum that they are terms of. */
function slopesAt(
  leaf: Node,
  kind: GaussTerm["kind"],
  { axes }: Node,
  coordinate: GaussTerm["coordinate"],
): Node {
  const free = axes.find((axis) => !isQuadratic(axis));
  return kind === "slopes" && free !== undefined
    ? rename(leaf, new Map([[coordinate, free]]))
    : leaf;
}
