import type { Axis } from "../../expr/axes.ts";
import { rename } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import type { Component, Family } from "../component_types.ts";
import type { FamilyRow, FamilyTable } from "./family_row.ts";
import { gaussianFamily } from "./gaussian_family.ts";
import { laplaceFamily } from "./laplace_family.ts";
import { logisticFamily } from "./logistic_family.ts";
import { ownFamily } from "./own_family.ts";
import { studentFamily } from "./student_family.ts";
import { uniformFamily } from "./uniform_family.ts";

/** What each family is: a family without a row does not compile. */
export const families: FamilyTable = {
  gaussian: gaussianFamily,
  uniform: uniformFamily,
  laplace: laplaceFamily,
  studentT: studentFamily,
  logistic: logisticFamily,
  own: ownFamily,
};

/** The row of a component's family. */
export function familyOf<C extends Component<Node>>({ family }: C): FamilyRow<C> {
  // the row that has the component's own name
  return families[family] as unknown as FamilyRow<C>;
}

/** Whether a text is the name of a family. */
export function isFamily(name: unknown): name is Family {
  return typeof name === "string" && Object.hasOwn(families, name);
}

/** The component with another index. */
export function readAt<C extends Component<Node>>(p: C, component: Axis): C {
  const names = new Map([[p.component, component]]);
  const at = (value: Node) => rename(value, names);
  return { ...familyOf(p).changed(p, at), component, weight: at(p.weight) };
}
