/**
 * What `mixtropy divergence --json` prints, as types: docs/divergence.schema.json is made of them by `deno task schemas`.
 *
 * @module
 */
import type { Extended, FamilyJSON, KernelJSON } from "./report_json.ts";

/** What is between two mixtures P and Q, with densities p and q. */
export interface DivergenceJSON {
  /** Where this schema is. */
  readonly $schema: string;
  /** What is reported. */
  readonly kind: "divergence";
  /** The version of this format: keys may be added to it, and none is taken away or changed. */
  readonly version: 1;
  readonly p: ComparedJSON;
  readonly q: ComparedJSON;
  /** The unit of all values but squaredL2. */
  readonly unit: "nats" | "bits";
  /** What draws and bounds tell. */
  readonly estimates: readonly DivergenceEstimateJSON[];
  /** What is exact but for rounding. */
  readonly exact: readonly ExactJSON[];
  /** How sure errors are: what was asked for. */
  readonly confidence: number;
  /**
   * How many draws were taken from each.
   * @asType integer
   * @minimum 16
   */
  readonly samples: number;
  /**
   * The seed of the draws.
   * @asType integer
   * @minimum 0
   */
  readonly seed: number;
  /** Sentences on how the input was read. */
  readonly notes: readonly string[];
  /** Sentences on what does not fit together. */
  readonly warnings: readonly string[];
}

/** One of the two mixtures, or the kernel density estimate of rows of data. */
export interface ComparedJSON {
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
}

/** A quantity as draws and bounds tell it. */
export interface DivergenceEstimateJSON {
  /** kl is KL(P‖Q), klReverse KL(Q‖P), symmetricKl their sum; crossEntropy is −∫ p ln q, crossEntropyReverse −∫ q ln p. */
  readonly name:
    | "kl"
    | "klReverse"
    | "symmetricKl"
    | "jensenShannon"
    | "crossEntropy"
    | "crossEntropyReverse";
  /** Infinite where a draw of one lies where the other has no density. */
  readonly value: Extended;
  /** What told the value: draws, or bounds that are nearer to each other than draws come. */
  readonly by: "draws" | "bounds";
  /** Of what draws tell. */
  readonly standardError: Extended;
  /** By how much the value may be wrong: by draws with the confidence that is named, by bounds for sure. */
  readonly error: Extended;
  /** It is not below this, for sure. */
  readonly lower: Extended;
  /** It is not above this, for sure. */
  readonly upper: Extended;
}

/** What is exact but for rounding: of mixtures of Gaussians alone, or of boxes alone. */
export interface ExactJSON {
  /**
   * renyi2OfP is −ln ∫ p², logOverlap ln ∫ p q, cauchySchwarz −ln ∫ p q/√(∫ p² ∫ q²), squaredL2 ∫ (p − q)², which has the unit of a
   * density.
   */
  readonly name: "renyi2OfP" | "renyi2OfQ" | "logOverlap" | "cauchySchwarz" | "squaredL2";
  readonly value: Extended;
}
