import type { OneMixture } from "./one_mixture.ts";
import type { FamilyJSON } from "./report_json.ts";

/** What mixtures and components of a family are called before these words. */
const adjectives: { readonly [F in Exclude<FamilyJSON, "mixed">]: string } = {
  gaussian: "Gaussian",
  uniform: "uniform",
  laplace: "Laplace",
  logistic: "logistic",
  studentT: "Student",
};

/** The family of a mixture in a report. Files hold none of one's own. */
export function familyOf({ family }: Pick<OneMixture, "family">): FamilyJSON {
  if (family === "own") throw new Error("No file holds a family of one's own");
  return family;
}

/** What kind of mixture one is: "Gaussian mixture", "mixture of Gaussian and uniform components". */
export function kindOf({ parts }: Pick<OneMixture, "parts">): string {
  const families = [...new Set(parts.map(({ family }) => family))].filter((one) => one !== "own");
  const words = families.map((one) => adjectives[one]), last = words.pop();
  return words.length === 0
    ? `${last} mixture`
    : `mixture of ${words.join(", ")} and ${last} components`;
}
