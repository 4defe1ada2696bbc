/**
 * What `--json` prints, as types. docs/report.schema.json is made of them and of their comments by `deno task schemas`, so a change
 * here is a change of what other people's programs read.
 *
 * @module
 */

/**
 * A number. JSON has no infinities: they are the texts "Infinity" and "-Infinity", which Number(), float() of Python and
 * as.numeric() of R read. NaN does not occur.
 */
export type Extended = number | "Infinity" | "-Infinity";

/** What components are; versions to come may know more. */
export type FamilyJSON =
  | "gaussian"
  | "uniform"
  | "laplace"
  | "logistic"
  | "studentT"
  | "mixed";

/**
 * What `mixtropy entropy --json` and `mixtropy information --json` print: the entropy H(X) of a mixture, or of the kernel density
 * estimate of rows of data. Entropies are in the unit that is named.
 */
export interface ReportJSON extends AnswerJSON {
  /** Where this schema is. */
  readonly $schema: string;
  /** What is reported. */
  readonly kind: "entropy";
  /** The version of this format: keys may be added to it, and none is taken away or changed. */
  readonly version: 2;
  /** The file that was read, or "the standard input". */
  readonly source: string;
  /** The family of the components, which are Gaussian for rows of data; uniform ones are boxes, mixed ones of several families. */
  readonly family: FamilyJSON;
  /**
   * How many components the mixture has.
   * @asType integer
   * @minimum 1
   */
  readonly k: number;
  /**
   * How many coordinates a point has.
   * @asType integer
   * @minimum 1
   */
  readonly d: number;
  /** The columns that were used; of rows of data only, as all keys to `kernel`. */
  readonly columns?: readonly string[];
  /** The column that says how much each row counts, if there is one. */
  readonly weights?: string;
  /**
   * The rows that were used.
   * @asType integer
   * @minimum 1
   */
  readonly rows?: number;
  /**
   * The rows that were left out for gaps.
   * @asType integer
   * @minimum 0
   */
  readonly rowsDropped?: number;
  /** The kernel of the kernel density estimate. */
  readonly kernel?: KernelJSON;
  /** The unit of all entropies. */
  readonly unit: "nats" | "bits";
  /** What each bound and estimator says of H(X): none, unless --all, --estimators or --group asks for them. */
  readonly estimates: readonly EstimateJSON[];
  /** Between which values H(X) lies by the bounds among those. */
  readonly bracket: BracketJSON;
  /** Of rows of data: estimates of the entropy of what they were drawn from, which is not that of the mixture. */
  readonly dataEstimates?: readonly DataEstimateJSON[];
  /** Sentences on how the input was read. */
  readonly notes: readonly string[];
  /** Sentences on what does not fit together. */
  readonly warnings: readonly string[];
  /** With a column of labels: what the labels and the data tell about each other. */
  readonly group?: GroupingJSON;
}

/** The entropy H(X), to the error that was asked for where that can be had. */
export interface AnswerJSON {
  readonly value: Extended;
  /** By how much the value may be wrong. */
  readonly error: Extended;
  /** H(X) is not below this, for sure. */
  readonly lower: Extended;
  /** H(X) is not above this, for sure. */
  readonly upper: Extended;
  /** Whether the error is sure, and not one of draws. */
  readonly certified: boolean;
  /** How sure the error is: 1 where it is certified, else what was asked for. */
  readonly confidence: number;
  /** How the value was found. */
  readonly method:
    | "closed form"
    | "two components"
    | "line"
    | "lattice"
    | "cells"
    | "bounds"
    | "posterior sampling";
  /**
   * How many draws were taken.
   * @asType integer
   * @minimum 0
   */
  readonly samples: number;
  /**
   * The seed of the draws, those of an estimate by draws too.
   * @asType integer
   * @minimum 0
   */
  readonly seed: number;
}

/** The kernel of a kernel density estimate. */
export interface KernelJSON {
  /** The rule of its bandwidth, or "factor" where a number was given. */
  readonly rule: "scott" | "silverman" | "likelihood" | "factor";
  /** What multiplies the standard deviations of the data. */
  readonly factor: number;
  /** [d, d], factor² × the covariance of the data. */
  readonly covariance: readonly (readonly number[])[];
}

/** What an estimator says. */
export interface EstimateJSON {
  /** Its name, α included: "chernoff:0.3". */
  readonly name: string;
  /** What its value is to the true entropy. */
  readonly kind: "lower bound" | "upper bound" | "estimate";
  /** A bound is rounded outward by what its computation may have lost. */
  readonly value: Extended;
  /** Of an estimate by draws. */
  readonly standardError?: Extended;
  /**
   * Of an estimate by draws: how many they were.
   * @asType integer
   * @minimum 1
   */
  readonly samples?: number;
}

/** Between which values the truth lies: `null` where no estimator that was asked for bounds it. */
export interface BracketJSON {
  readonly lower: EndJSON | null;
  readonly upper: EndJSON | null;
}

/** One end of a bracket. */
export interface EndJSON {
  readonly value: Extended;
  /** Which estimator bounds it. */
  readonly estimator: string;
}

/** An estimate of the entropy of what rows of data were drawn from. */
export interface DataEstimateJSON {
  readonly name: "leave-one-out" | "nearest-neighbours";
  readonly value: Extended;
}

/** What a column of labels and the data tell about each other. */
export interface GroupingJSON {
  /** The column. */
  readonly column: string;
  /** H(label), of the shares of the rows. */
  readonly labelEntropy: number;
  /** What each estimator says of I(X; label). */
  readonly estimates: readonly InformationJSON[];
  /** Of H(X | label): `null` where nothing bounds it. */
  readonly conditionalBracket: { readonly lower: Extended | null; readonly upper: Extended | null };
  /** Of I(X; label). */
  readonly bracket: { readonly lower: InformationEndJSON; readonly upper: InformationEndJSON };
  /** What is known of each label. */
  readonly groups: readonly GroupJSON[];
}

/** What an estimator says of I(X; label) = H(X) − H(X | label): an estimate, also where H is a bound. */
export interface InformationJSON {
  readonly name: string;
  /** H(X). */
  readonly entropy: Extended;
  /** H(X | label) = Σ p(label) H(X | that label). */
  readonly conditional: Extended;
  /** Clipped to [0, H(label)]. */
  readonly information: Extended;
  /** Of the information, by draws. */
  readonly standardError?: Extended;
}

/**
 * One end of the bracket of I(X; label), and where it comes from: bounds of the information itself ("direct bounds"), "bounds" of H,
 * or the range [0, H(label)].
 */
export interface InformationEndJSON {
  readonly value: Extended;
  readonly from: "direct bounds" | "bounds" | "zero" | "label entropy";
}

/** What is known of one label. */
export interface GroupJSON {
  readonly label: string;
  /**
   * Rows that have it.
   * @asType integer
   * @minimum 1
   */
  readonly rows: number;
  /** p(label), its share of the weight of all rows. */
  readonly weight: number;
  /** What each estimator says of H(X | this label). */
  readonly estimates: readonly EstimateJSON[];
  readonly bracket: BracketJSON;
}
