import type { Family } from "../component_types.ts";

/** What the components of each family are called in messages. */
export const familyWords: { readonly [F in Family]: string } = {
  gaussian: "Gaussians",
  uniform: "boxes",
  laplace: "Laplace distributions",
  studentT: "Student distributions",
  logistic: "logistic distributions",
  own: "components of one's own family",
};

/** Whether a text is the name of a family. */
export function isFamily(name: unknown): name is Family {
  return typeof name === "string" && Object.hasOwn(familyWords, name);
}
