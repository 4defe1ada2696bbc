import { axisOf, isQuadratic } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import { children, type Node, topological } from "../expr/node.ts";
import { demands } from "./demand.ts";
import { type GaussForm, gaussFormOf } from "./gauss_form.ts";
import { preferOutside } from "./prefer.ts";
import { passing, rewriting } from "./rewriting.ts";
import type { Handover } from "./rewriting.ts";
import { strip } from "./strip.ts";

/** The sums of Gaussians in a graph, and what they are made of. */
export interface GaussSums {
  /** The outputs, choices between two ways outside of sums. */
  readonly roots: readonly Node[];
  /** Those that depend on no other sum of Gaussians. */
  readonly forms: readonly GaussForm[];
  /** What has to be computed first, each once: the parts of all forms, and what says whether each is needed. */
  readonly operands: readonly Node[];
  /** Where the parts of each form are among the operands. */
  readonly places: readonly FormPlaces[];
}

/** The places of a form's parts among the operands. */
export interface FormPlaces {
  readonly x: number;
  readonly y: number;
  readonly precision: number;
  readonly rowTerm: number;
  readonly columnTerm: number;
  readonly weight: number;
  /** A number that says whether the sum is needed, and whether it is where that is not 0; undefined if it always is. */
  readonly demand: { readonly place: number; readonly isNot0: boolean } | undefined;
}

/** The sums of Gaussians of a graph that can be made before all else; undefined if there are none. */
export function gaussSumsOf(outputs: readonly Node[]): GaussSums | undefined {
  const roots = preferOutside(strip(outputs)), order = topological(roots);
  const needed = demands(roots);
  const forms: GaussForm[] = [], late = new Set<Node>();
  for (const node of order) {
    if (children(node).some((part) => late.has(part))) {
      late.add(node);
      continue;
    }
    const form = gaussFormOf(node);
    if (form === undefined) continue;
    late.add(node);
    const demand = needed.get(node);
    // a choice for each row is none for the whole sum
    if (demand === undefined || demand.condition.axes.length === 0) forms.push(form);
  }
  if (forms.length === 0) return undefined;
  const operands: Node[] = [], known = new Map<Node, number>();
  const placeOf = (node: Node): number => {
    const home = atHome(node);
    let place = known.get(home);
    if (place === undefined) known.set(home, place = operands.push(home) - 1);
    return place;
  };
  const places = forms.map((form): FormPlaces => {
    const demand = needed.get(form.node);
    return {
      x: placeOf(form.x),
      y: placeOf(form.y),
      precision: placeOf(form.precision),
      rowTerm: placeOf(form.rowTerm),
      columnTerm: placeOf(form.columnTerm),
      weight: placeOf(form.weight),
      demand: demand && { place: placeOf(demand.condition), isNot0: demand.isNot0 },
    };
  });
  return { roots, forms, operands, places };
}

/** A one-sided value at the first copy of its long axis: the same points of rows and columns are then one node. */
function atHome(node: Node): Node {
  return rename(
    node,
    new Map(node.axes.filter(isQuadratic).map((axis) => [axis, axisOf(axis.set)])),
  );
}

/** The outputs over inputs that stand for some of the sums, and these inputs. */
export function withSums(
  { roots }: GaussSums,
  chosen: readonly GaussForm[],
): { readonly outputs: readonly Node[]; readonly sums: readonly Handover[] } {
  const leaves = passing();
  for (const { node } of chosen) leaves.leaf(node);
  const after = rewriting((node) => leaves.known(node));
  return { outputs: roots.map(after), sums: leaves.all() };
}
