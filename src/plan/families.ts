import type { Node } from "../expr/node.ts";
import { atOnce, type Slices } from "../expr/slices.ts";
import { computedCount, graphOf } from "./graph.ts";
import { type Goals, mostNodes, parting, type PlanPart } from "./parts.ts";
import { type Structure, structureOf } from "./structure.ts";
import type { GraphView } from "./view.ts";

/** A part and its structure, numbers and names apart. */
export interface Member {
  readonly part: PlanPart;
  readonly structure: Structure;
}

/** What an evaluation is made of. */
export interface Division {
  /** Parts of one structure, numbers and names apart: one plan computes them all, with other arrays and numbers. */
  readonly families: readonly (readonly Member[])[];
  /** Parts that are the only ones of their kind. */
  readonly singles: readonly PlanPart[];
}

/** The parts of some outputs, those together that one plan can compute. Small parts that are alike to no other share one. */
export function divisionOf(outputs: readonly Node[]): Division {
  return atOnce(dividing(outputs));
}

/** The same in slices. */
export function* dividing(outputs: readonly Node[]): Slices<Division> {
  const parts = yield* parting(outputs);
  if (parts.length === 1) return { families: [], singles: parts };
  const families = new Map<string, Member[]>();
  for (const part of parts) {
    yield undefined;
    const { key, ...rest } = structureOf(part.nodes, part.view, { detailsApart: true });
    const members = families.get(key);
    // one text stands for all
    const text = members === undefined ? key : members[0]!.structure.key;
    const member = { part, structure: { ...rest, key: text } };
    if (members === undefined) families.set(key, [member]);
    else members.push(member);
  }
  const all = [...families.values()];
  return {
    families: all.filter((members) => members.length > 1),
    singles: yield* packed(all.filter(({ length }) => length === 1).map(([one]) => one!.part)),
  };
}

/** Parts of one view in as few as are no larger than a plan should be. */
function* packed(parts: readonly PlanPart[]): Slices<PlanPart[]> {
  type Pack = { nodes: Node[]; goals: Goals[]; view: GraphView; level: number; size: number };
  const packs: Pack[] = [];
  const open = new Map<GraphView, Pack>();
  for (const { nodes, goals, view, level } of parts) {
    const size = computedCount(yield* graphOf(nodes, view));
    let pack = open.get(view);
    if (pack === undefined || pack.level !== level || pack.size + size > mostNodes) {
      pack = { nodes: [], goals: [], view, level, size: 0 };
      open.set(view, pack);
      packs.push(pack);
    }
    for (const node of nodes) pack.nodes.push(node);
    for (const goal of goals) pack.goals.push(goal);
    pack.size += size;
  }
  return packs;
}
