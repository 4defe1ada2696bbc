import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { fit, wasmBudget } from "../../../kernels/lower/fit.ts";
import { lowerEach } from "../../../kernels/lower/lower.ts";
import { source } from "../../expr/array.ts";
import type { IndexSet } from "../../expr/axes.ts";
import type { Node, Source } from "../../expr/node.ts";
import { type Canonical, canonical } from "../../plan/canonical.ts";
import type { Member } from "../../plan/families.ts";
import type { PlanPart } from "../../plan/parts.ts";
import { plan } from "../../plan/plan.ts";
import { remember } from "../../plan/remember.ts";
import { type Structure, structureOf } from "../../plan/structure.ts";
import type { Plan } from "../../plan/types.ts";
import { atOnce, type Slices } from "../conduct/slices.ts";

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
interface KeptPlan extends Pick<Planned, "key" | "plan" | "kernels"> {
  readonly inputs: readonly Source[];
  readonly sets: readonly IndexSet[];
  /** The inputs that stand for numbers. */
  readonly numbers: readonly Source[];
}

/** The most structures whose plans are kept; the one that was not asked for longest goes first. */
export const mostPlans = 256;

// In order of use: a Map lists its keys in the order in which they were set.
const entries = new Map<string, KeptPlan>();
const known = remember((outputs: readonly Node[]) => structureOf(outputs));

/** The plan for some expressions: the one made before for any expressions of their structure, or a new one. */
export function planned(outputs: readonly Node[]): Planned {
  return atOnce(planning(outputs));
}

/** The same in slices. */
export function* planning(outputs: readonly Node[]): Slices<Planned> {
  const structure = known(outputs);
  const made = () => canonical(outputs, structure);
  return plannedBy(yield* entryFor(structure.key, made), structure, []);
}

/** The plan for a part that is like no other; in slices. */
export function* planningPart({ nodes, view }: PlanPart): Slices<Planned> {
  const structure = structureOf(nodes, view);
  const made = () => canonical(nodes, structure, { view });
  return plannedBy(yield* entryFor(structure.key, made), structure, []);
}

/**
 * The plans for expressions that differ by their data, by names of inputs and by numbers in them: one plan. The numbers that
 * differ are inputs.
 */
export function plannedAlike(members: readonly Member[]): Planned[] {
  return atOnce(planningAlike(members));
}

/** The same in slices. */
export function* planningAlike(members: readonly Member[]): Slices<Planned[]> {
  const [first] = members;
  if (first === undefined) return [];
  const { part: { nodes, view }, structure } = first;
  const { inputs, constants } = structure;
  const agree = (of: (structure: Structure) => unknown) =>
    members.every((one) => Object.is(of(one.structure), of(structure)));
  const names = inputs.map(({ name }, t) => agree((one) => one.inputs[t]!.name) ? name : "input");
  const isFixed: boolean[] = [];
  for (const t of constants.keys()) {
    isFixed.push(agree((one) => one.constants[t]!.value));
    yield undefined;
  }
  const differing = [...constants.keys()].filter((t) => !isFixed[t]);
  const fixed = constants.map(({ value }, t) =>
    !isFixed[t] ? "any" : Object.is(value, -0) ? "-0" : value
  );
  const key = [structure.key, fixed.join(" "), JSON.stringify(names)].join("\n");
  const lifted = differing.map((t) => constants[t]!);
  const entry = yield* entryFor(key, () => canonical(nodes, structure, { view, lifted, names }));
  const plans: Planned[] = [];
  for (const { structure } of members) {
    const values = differing.map((t) => structure.constants[t]!.value);
    if (plans.push(plannedBy(entry, structure, values)) % membersAtOnce === 0) yield undefined;
  }
  return plans;
}

/** About a millisecond. */
const membersAtOnce = 256;

/** The plan of an entry for a graph of its structure, and what stands for its inputs, index sets and numbers. */
function plannedBy(
  { key, plan, kernels, inputs, sets, numbers }: KeptPlan,
  structure: Structure,
  values: readonly number[],
): Planned {
  const sources = new Map(inputs.map((input, t) => [input, structure.inputs[t]!]));
  numbers.forEach((number, t) => {
    sources.set(number, source({ data: Float64Array.of(values[t]!), shape: [] }, number.name));
  });
  return {
    key,
    plan,
    kernels,
    sources,
    sets: new Map(sets.map((set, t) => [set, structure.sets[t]!])),
  };
}

function* entryFor(key: string, canonicalOne: () => Canonical): Slices<KeptPlan> {
  const made = entries.get(key) ?? (yield* entryOf(key, canonicalOne));
  // another evaluation may have made it meanwhile: kernels are known by identity, so the first one stays
  const entry = entries.get(key) ?? made;
  entries.delete(key);
  entries.set(key, entry);
  if (entries.size > mostPlans) {
    const [oldest] = entries.keys();
    entries.delete(oldest!);
  }
  return entry;
}

function* entryOf(key: string, canonicalOne: () => Canonical): Slices<KeptPlan> {
  yield undefined;
  const { outputs, ...given } = canonicalOne();
  yield undefined;
  const made = plan(outputs), kernels: Kernel[] = [];
  yield undefined;
  for (const kernel of lowerEach(made)) {
    kernels.push(kernel);
    yield undefined;
  }
  const fitted = fit({ plan: made, kernels }, wasmBudget);
  yield undefined;
  return { key, ...fitted, ...given };
}
