import type { Kernel } from "../../kernels/ir.ts";
import { fit, wasmBudget } from "../../kernels/fit.ts";
import { lower } from "../../kernels/lower.ts";
import type { IndexSet } from "../expr/axes.ts";
import type { Node, Source } from "../expr/node.ts";
import { type Canonical, canonical } from "../plan/canonical.ts";
import { plan } from "../plan/plan.ts";
import { remember } from "../plan/remember.ts";
import { type Structure, structureOf } from "../plan/structure.ts";
import type { Plan } from "../plan/types.ts";

/** A plan and its kernels, for some expressions: the plan knows only their structure. */
export interface Planned {
  /** Stands for the plan: equal keys have one plan, also where it was dropped and made again. */
  readonly key: string;
  /** Over inputs and index sets of its own, without numbers and without the extents of long axes. */
  readonly plan: Plan;
  /** The kernel of each step. */
  readonly kernels: readonly Kernel[];
  /** The caller's input for each of the plan's. */
  readonly sources: ReadonlyMap<Source, Source>;
  /** The caller's index set for each of the plan's. */
  readonly sets: ReadonlyMap<IndexSet, IndexSet>;
}

/** What is kept of a structure. */
interface Entry extends Pick<Planned, "plan" | "kernels"> {
  readonly inputs: readonly Source[];
  readonly sets: readonly IndexSet[];
}

/** The most structures whose plans are kept; the one that was not asked for longest goes first. */
export const mostPlans = 256;

// In order of use: a Map lists its keys in the order in which they were set.
const entries = new Map<string, Entry>();
const known = remember(structureOf);

/** The plan for some expressions: the one made before for any expressions of their structure, or a new one. */
export function planned(outputs: readonly Node[]): Planned {
  const structure = known(outputs);
  const { plan, kernels, inputs, sets } = entryFor(outputs, structure);
  return {
    key: structure.key,
    plan,
    kernels,
    sources: new Map(inputs.map((input, t) => [input, structure.inputs[t]!])),
    sets: new Map(sets.map((set, t) => [set, structure.sets[t]!])),
  };
}

function entryFor(outputs: readonly Node[], structure: Structure): Entry {
  const { key } = structure;
  const entry = entries.get(key) ?? entryOf(canonical(outputs, structure));
  entries.delete(key);
  entries.set(key, entry);
  if (entries.size > mostPlans) {
    const [oldest] = entries.keys();
    entries.delete(oldest!);
  }
  return entry;
}

function entryOf({ outputs, inputs, sets }: Canonical): Entry {
  const made = plan(outputs);
  return { ...fit({ plan: made, kernels: lower(made) }, wasmBudget), inputs, sets };
}
