import type { Family } from "../component_types.ts";

/** One component of a family and several, for messages: "a Gaussian", "Gaussians". */
export interface FamilyWords {
  readonly one: string;
  readonly many: string;
}

/** What the components of each family are called. */
export const familyWords: { readonly [F in Family]: FamilyWords } = {
  gaussian: { one: "a Gaussian", many: "Gaussians" },
  uniform: { one: "a box", many: "boxes" },
  laplace: { one: "a Laplace distribution", many: "Laplace distributions" },
  studentT: { one: "a Student distribution", many: "Student distributions" },
  logistic: { one: "a logistic distribution", many: "logistic distributions" },
  own: { one: "a component of one's own family", many: "components of one's own family" },
};

/** Whether a text is the name of a family. */
export function isFamily(name: unknown): name is Family {
  return typeof name === "string" && Object.hasOwn(familyWords, name);
}
