import type { BoxParameters } from "./box_edges.ts";
import { CompensatedTotal } from "./compensated_total.ts";
import { type EdgeGrid, edgeGrid } from "./edge_grid.ts";
import { type CellVisitor, lineCells } from "./line_cells.ts";
import { coordinatesInOrder, overlapComponents } from "./overlap_components.ts";
import { patternCells } from "./pattern_cells.ts";
import { type ScaledBoxes, scaledBoxes } from "./scaled_boxes.ts";
import { slabs } from "./slabs.ts";
import { WorkBudget } from "./work_budget.ts";

/** How much an exact entropy may cost. */
export interface BoxLimits {
  /** How many cells of boxes it may look at; 10⁷, about a second, if left out. */
  readonly work?: number | undefined;
}

/** An entropy in nats, and what rounding may have changed it by at most. */
export interface ExactValue {
  readonly value: number;
  readonly error: number;
}

/** Half the distance from 1 to the next double. */
const unitRoundoff = 2 ** -53;

/**
 * The entropy −∫ p ln p of a mixture of boxes, exact but for rounding: p is constant in cells. Undefined where that would take
 * more work than allowed, or where edges or the ratios of volumes of boxes that meet (e⁵⁰⁰) are beyond what numbers hold.
 *
 * Boxes that do not meet do not interact, so each connected component of those that do is cut on its own: into slabs along one
 * coordinate, whose boxes are taken apart into components again along those that are left; a few boxes in many dimensions by
 * which of them cover a point; the last coordinate by a sweep. One dimension takes k ln k steps, k boxes that rarely meet
 * little more in any dimension. Boxes that are the same count as one.
 *
 * @example
 * ```ts
 * import { exactBoxEntropy } from "./box_entropy.ts";
 * // 3 on [.4, .6], ½ on the rest of [0, 1]
 * const boxes = { weights: [0.5, 0.5], centers: [0.5, 0.5], widths: [1, 0.2], dimension: 1 };
 * console.log(exactBoxEntropy(boxes)?.value); // -0.6 ln 3 + 0.4 ln 2 = -0.38190850097688767
 * ```
 */
export function exactBoxEntropy(
  parameters: BoxParameters,
  limits: BoxLimits = {},
): ExactValue | undefined {
  const budget = new WorkBudget(limits.work ?? 1e7);
  const present = distinctBoxes(parameters);
  if (!hasEdges(present)) return undefined;
  const grid = edgeGrid(present), all = Array.from({ length: grid.k }, (_, i) => i);
  const groups = grid.d === 1
    ? [all]
    : overlapComponents(grid, { boxes: all, coordinates: coordinatesInOrder(grid, all) }, budget);
  const total = new CompensatedTotal();
  let error = 0;
  for (const boxes of groups) {
    const found = boxes.length === 1
      ? alone(grid, boxes[0]!, present)
      : together(grid, boxes, { parameters: present, budget });
    if (found === undefined || budget.isSpent) return undefined;
    total.add(found.value);
    error += found.error;
  }
  if (budget.isSpent) return undefined;
  return { value: total.value, error: error + 2 * unitRoundoff * total.size };
}

/** The boxes whose weight is not 0; those that are the same are one, whose weight is the sum of theirs to a rounding. */
function distinctBoxes({ weights, centers, widths, dimension }: BoxParameters): BoxParameters {
  const rowOf = (values: ArrayLike<number>, i: number) =>
    Array.from({ length: dimension }, (_, a) => values[i * dimension + a]!);
  const found = new Map<string, { readonly first: number; readonly sum: CompensatedTotal }>();
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    // both zeros are written "0"
    const key = [...rowOf(centers, i), ...rowOf(widths, i)].join();
    const same = found.get(key) ?? { first: i, sum: new CompensatedTotal() };
    same.sum.add(weights[i]!);
    found.set(key, same);
  }
  const kept = [...found.values()];
  const rows = (values: ArrayLike<number>) =>
    Float64Array.from(kept.flatMap(({ first }) => rowOf(values, first)));
  return {
    weights: kept.map(({ sum }) => sum.value),
    centers: rows(centers),
    widths: rows(widths),
    dimension,
  };
}

/** Whether all edges are numbers that a double can hold. */
function hasEdges({ centers, widths }: BoxParameters): boolean {
  return Array.from(centers).every((center, at) =>
    Number.isFinite(Math.abs(center) + widths[at]! / 2)
  );
}

/** What a box that meets no other adds: c (ln|V| − ln c). */
function alone({ d }: EdgeGrid, box: number, { weights, widths }: BoxParameters): ExactValue {
  const weight = weights[box]!, terms = new CompensatedTotal();
  terms.add(-Math.log(weight));
  for (let a = 0; a < d; a++) terms.add(Math.log(widths[box * d + a]!));
  return { value: weight * terms.value, error: unitRoundoff * weight * (4 * terms.size + 1) };
}

/** What boxes that hang together add. */
function together(
  grid: EdgeGrid,
  boxes: readonly number[],
  { parameters, budget }: { readonly parameters: BoxParameters; readonly budget: WorkBudget },
): ExactValue | undefined {
  const scaled = scaledBoxes(grid, boxes, parameters);
  if (scaled === undefined) return undefined;
  const terms = new CompensatedTotal(), mass = new CompensatedTotal();
  const visit: CellVisitor = (volume, density) => {
    terms.add(-volume * density * Math.log(density));
  };
  const spread = addCells(scaled, { visit, budget });
  for (const box of boxes) mass.add(parameters.weights[box]!);
  const logUnits = new CompensatedTotal();
  for (const unit of scaled.units) logUnits.add(Math.log(unit));
  // a volume has 5 roundings for each coordinate; a density 2 of each, one of its weight, and one for each level of its sum;
  // both count where they stand as factors, and those of the density once more within the logarithm
  const { d } = grid, levels = 14 + Math.log2(boxes.length);
  const ofCells = (7 * d + levels + 8) * terms.size + (2 * d + levels + 2) * mass.value;
  const ofPatterns = (7 * d + levels) * spread;
  const ofUnits = 4 * mass.value * logUnits.size;
  return {
    value: terms.value + mass.value * logUnits.value,
    error: unitRoundoff * (ofCells + ofPatterns + ofUnits),
  };
}

/** Patterns are taken for no more boxes than this: their differences lose a digit for every few. */
const mostPatternBoxes = 12;

/** Visits all cells of boxes that hang together; returns what the differences among patterns grow with. */
function addCells(
  scaled: ScaledBoxes,
  { visit, budget }: { readonly visit: CellVisitor; readonly budget: WorkBudget },
): number {
  const { grid, order } = scaled, { d } = grid;
  let spread = 0;
  const visitGroup = (boxes: readonly number[], t: number, volume: number): void => {
    const n = boxes.length, left = d - t, a = order[t]!;
    if (n === 1) return visit(volume * scaled.volume(boxes[0]!, t), scaled.height(boxes[0]!));
    if (left === 1) {
      if (budget.spend(2 * n)) lineCells(scaled, { boxes, a, volume }, visit);
      return;
    }
    if (n <= mostPatternBoxes && 2 ** n * (n + left) <= (2 * n - 1) ** left) {
      if (!budget.spend(2 ** n * left)) return;
      spread += patternCells(scaled, { boxes, t, volume }, visit);
      return;
    }
    slabs(grid, { boxes, a, others: order.slice(t + 1), budget }, (group, from, to) => {
      visitGroup(group, t + 1, volume * scaled.length(a, from, to));
    });
  };
  visitGroup(scaled.boxes, 0, 1);
  return spread;
}
