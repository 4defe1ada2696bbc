/** What other libraries call the parameters of a mixture, and what they are called here. */
const synonyms: { readonly [name: string]: string } = {
  sigma: "matrices are called covariances (or one covariance), σ² variances (or one variance).",
  cov: "matrices are called covariances, one for all components covariance.",
  std: "give variances, the squares of standard deviations.",
  precision: "give covariances or variances, the inverses of precisions.",
  mu: "they are called means (of boxes, centers).",
  c: "they are called weights.",
  w: "they are called weights; widths are those of boxes.",
};

/** Other spellings of these. */
const spellings: { readonly [name: string]: string } = {
  sigmas: "sigma",
  covs: "cov",
  covar: "cov",
  covars: "cov",
  cov_matrix: "cov",
  sd: "std",
  stds: "std",
  stddev: "std",
  scale: "std",
  scales: "std",
  standarddeviation: "std",
  standarddeviations: "std",
  precisions: "precision",
  mus: "mu",
  loc: "mu",
  locs: "mu",
  location: "mu",
  pi: "c",
  probs: "c",
  probabilities: "c",
  mixingweights: "c",
};

/** What a parameter that is called by another name may be called here. */
export function synonymHint(name: string): string | undefined {
  const plain = name.replace(/_$/, "").toLowerCase();
  const key = Object.hasOwn(spellings, plain) ? spellings[plain]! : plain;
  return Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
}
