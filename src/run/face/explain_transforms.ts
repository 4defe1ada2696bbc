import type { Node } from "../../expr/node.ts";
import { show } from "../../expr/show.ts";
import { gaussSumsOf, type PlacedForm, withSums } from "../../plan/cut_gauss_sums.ts";
import { atOnce } from "../conduct/slices.ts";
import { type GaussSumPlan, planSums } from "../transform/gauss_sums.ts";
import type { Planned } from "./cache.ts";
import { computeSync } from "./compute_sync.ts";
import { transformsOf } from "./gauss_transforms.ts";
import { choiceFor } from "./transform_choice.ts";
import { keeper } from "./keeper.ts";
import { transformsOver } from "./transforms_over.ts";

/** What is said of sums that may be made by transforms, and what is left to be planned; undefined if none are so made. */
export interface TransformLines {
  readonly lines: readonly string[];
  readonly rest: readonly Node[] | undefined;
}

/** Which sums of an evaluation are made by Gauss transforms, on which grids, and why others are not; undefined if there are none. */
export function explainTransforms(
  nodes: readonly Node[],
  made: Planned,
  accuracy: number | "exact" | undefined,
): TransformLines | undefined {
  const choice = choiceFor(accuracy), request = { nodes, arrays: new Map(), sizes: new Map() };
  const found = transformsOf(request, made, choice);
  if (found === undefined || choice === undefined) return undefined;
  const executors = keeper();
  try {
    const operands = computeSync({ ...request, nodes: found.operands, isPlain: true }, executors);
    const { planned } = transformsOver(found.forms, { operands, choice }, { planSums });
    const chosen: PlacedForm[] = [];
    const lines = found.forms.map((form) => {
      const plans = atOnce(planned(form));
      if (typeof plans === "string") return `  by a sweep, as ${plans}: ${show(form.node, 6)}`;
      chosen.push(form);
      return `  ${plans.map(gridText).join("; ")}: ${show(form.node, 6)}`;
    });
    const rest = chosen.length === 0 ? undefined : withSums(found, chosen).outputs;
    if (rest !== undefined && gaussSumsOf(rest) !== undefined) {
      lines.push(
        "  sums that read these are looked at when these are there, and may be made so, too",
      );
    }
    return { lines: ["sums of Gaussians over pairs:", ...lines], rest };
  } finally {
    executors.dispose();
  }
}

/** The grids of a transform, in words. */
export function gridText({ clusters, question: { accuracy } }: GaussSumPlan): string {
  const error = `relative error ≤ ${accuracy} a row`;
  const grids = clusters.map(({ grid: { extents }, split: { dimension } }) => {
    const nodes = extents.reduce((product, extent) => product * extent, 1);
    const text = extents.slice(3 - dimension).map((n) => n.toLocaleString("en")).join(" × ");
    return { nodes, text };
  });
  const [first, ...others] = grids.sort((a, b) => b.nodes - a.nodes);
  if (first === undefined) return `a Gauss transform row by row over near points, ${error}`;
  const place = others.length === 0
    ? `a grid of ${first.text}`
    : `${grids.length} grids, the largest of ${first.text}`;
  return `a Gauss transform on ${place}, ${error}`;
}
