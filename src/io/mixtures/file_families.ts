import type { Family } from "../../mixture/component_types.ts";

/** The families that files hold: those of one's own are functions. */
export type FileFamily = Exclude<Family, "own">;

/** All of them, in the order in which they are listed. */
export const fileFamilies = ["gaussian", "uniform", "laplace", "logistic", "studentT"] as const;

/** The names by which covariances are given. */
export const spreads = ["covariances", "covariance", "variances", "variance"] as const;

/** The names that the parameters of each family have in a file that holds no other; of Gaussians one of the covariances is there. */
export const familyKeys: { readonly [F in FileFamily]: readonly string[] } = {
  gaussian: ["weights", "means", ...spreads],
  uniform: ["weights", "centers", "widths"],
  laplace: ["weights", "locations", "scales"],
  logistic: ["weights", "locations", "scales"],
  studentT: ["weights", "locations", "scales", "degreesOfFreedom"],
};
