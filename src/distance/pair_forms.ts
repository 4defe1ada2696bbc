import type { Family, MixtureWith } from "../mixture/component_types.ts";
import { familyWords } from "../mixture/families/family_words.ts";

/** What is known of a quantity of two components: a closed form always, sometimes, a bound that keeps bounds true, or nothing. */
export type Form = "exact" | "exact in part" | "bound" | "none";

/** What is known of a pair of families. */
export interface PairForms {
  /** The family of the outer component. */
  readonly from: Family;
  /** The family of the other one. */
  readonly to: Family;
  /** E_p[−ln q], which gives KL: of a bound or none upper bounds are wider. */
  readonly crossEntropy: Form;
  /** ∫ p^α q^(1−α): of a bound or none lower bounds are wider. */
  readonly affinity: Form;
  /** ∫ p q. */
  readonly overlap: Form;
  /** All of it as a sentence, with what a closed form depends on. */
  readonly sentence: string;
}

/** The cross entropies to a family, from each: what has a variance has one to a Gaussian, and none but boxes fit into boxes. */
function crossForms(): { readonly [To in Family]: { readonly [From in Family]: Form } } {
  return {
    gaussian: { ...of("exact"), own: "exact in part" },
    uniform: { ...of("none"), uniform: "exact" },
    laplace: { ...of("exact"), studentT: "bound", own: "bound" },
    logistic: { ...of("bound"), logistic: "exact in part" },
    studentT: { ...of("bound"), uniform: "exact", studentT: "exact in part" },
    own: { ...of("none"), own: "exact in part" },
  };
}

/** Affinities, in either order. */
function affinityForms(): { readonly [From in Family]: { readonly [To in Family]: Form } } {
  return {
    gaussian: { ...of("exact"), logistic: "bound", studentT: "bound", own: "none" },
    uniform: { ...of("exact"), logistic: "exact in part", studentT: "bound", own: "none" },
    laplace: { ...of("exact"), logistic: "bound", studentT: "bound", own: "none" },
    logistic: { ...of("bound"), logistic: "exact in part", uniform: "exact in part", own: "none" },
    studentT: { ...of("bound"), own: "none" },
    own: { ...of("none"), own: "exact in part" },
  };
}

/** Overlaps, in either order. */
function overlapForms(): { readonly [From in Family]: { readonly [To in Family]: Form } } {
  const affinities = affinityForms();
  return {
    ...affinities,
    uniform: { ...affinities.uniform, logistic: "exact" },
    logistic: { ...affinities.logistic, uniform: "exact" },
    studentT: { ...affinities.studentT, studentT: "exact in part" },
  };
}

/** On what a closed form depends that is there in part. */
const conditions: { readonly [pair: string]: string } = {
  "gaussian laplace": "affinities and overlaps for Gaussians without correlations",
  "gaussian uniform": "affinities and overlaps for Gaussians without correlations",
  "logistic logistic": "for equal scales, affinities for α = ½",
  "uniform logistic": "affinities for α = ½",
  "studentT studentT": "for one degree of freedom (Cauchy's distribution)",
  "own own": "where pairs says it, for components of one entry",
  "own gaussian": "where mean and variance are given",
};

function of(form: Form): { readonly [F in Family]: Form } {
  return {
    gaussian: form,
    uniform: form,
    laplace: form,
    studentT: form,
    logistic: form,
    own: form,
  };
}

/** What is known of a pair of families. */
export function pairForms(from: Family, to: Family): PairForms {
  const crossEntropy = crossForms()[to][from];
  const affinity = affinityForms()[from][to], overlap = overlapForms()[from][to];
  const all = [["cross entropy", crossEntropy], ["affinity", affinity], [
    "overlap",
    overlap,
  ]] as const;
  const listed = all.map(([name, form]) => `${name} ${form}`).join(", ");
  const condition = conditions[`${from} ${to}`] ?? conditions[`${to} ${from}`];
  const words = `${familyWords[from]} and ${familyWords[to]}`;
  const sentence = `${words}: ${listed}${condition === undefined ? "" : ` (${condition})`}`;
  return { from, to, crossEntropy, affinity, overlap, sentence };
}

/**
 * What is known of each ordered pair of families in a mixture. A pair without a closed form never makes a bound wrong, only wide.
 *
 * @example
 * ```ts
 * import { closedForms, mixtureOf } from "@mixtropy/mixtropy";
 * const p = mixtureOf([{ gaussian: { mean: 0, variance: 1 } }, { logistic: { location: 1, scale: 1 } }]);
 * const wide = closedForms(p).filter(({ affinity }) => affinity === "bound");
 * console.log(wide[0]?.sentence);
 * // Gaussians and logistic distributions: cross entropy bound, affinity bound, overlap bound
 * ```
 */
export function closedForms(p: MixtureWith<object, number | undefined>): readonly PairForms[] {
  const present = [...new Set(p.parts.map(({ family }) => family))];
  return present.flatMap((from) => present.map((to) => pairForms(from, to)));
}
