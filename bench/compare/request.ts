/** What is asked of Mixtropy and of every peer, and the data that go with it. */
import {
  normalNumbers,
  type Parameters,
  randomBoxParameters,
  randomParameters,
} from "../parameters.ts";

export type MixtureKind = "shared" | "diagonal" | "full" | "uniform" | "samples";
export type Estimator =
  | "kde"
  | "kl"
  | "kl between"
  | "bhattacharyya"
  | "elk"
  | "monte carlo"
  | "logdet"
  | "all seven";

/** One work, without the data. */
export interface Work {
  readonly estimator: Estimator;
  readonly mixture: MixtureKind;
  readonly k: number;
  readonly d: number;
  readonly gradients?: boolean;
  readonly precision?: "f64" | "f32";
  /** Draws, for "monte carlo". */
  readonly samples?: number;
  /** Sets and rows of a set, for "logdet"; `k` is not used. */
  readonly m?: number;
  readonly n?: number;
}

/** A work with where its data are and how it is to be run. */
export interface Request extends Work {
  readonly gradients: boolean;
  readonly precision: "f64" | "f32";
  readonly threads: number;
  /**
   * The folder of the data, raw 64-bit numbers: weights, means and spread, or x; of a work between two mixtures also those of the
   * other one, otherWeights and so on.
   */
  readonly folder: string;
  /** For Mixtropy: what is timed. */
  readonly how?: "evaluate" | "run" | "singly";
  /** For the native code: the width of its vectors. */
  readonly variant?: string;
}

/** Reads the numbers of one array. */
export async function numbers(folder: string, name: string): Promise<Float64Array> {
  const bytes = await Deno.readFile(`${folder}/${name}.f64`);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

/** Writes the data of a work into a folder below `root`, once, and returns the folder. */
export async function writeData(root: string, work: Work): Promise<string> {
  const { estimator, mixture, k, d, m = 1, n = 1 } = work, isBetween = estimator === "kl between";
  const size = mixture === "samples" ? `${m}x${n}` : isBetween ? `${k}x${k}` : k;
  const folder = `${root}/${mixture}-${size}-${d}`;
  const arrays: Record<string, Float64Array> = mixture === "samples"
    ? { x: normalNumbers(m * n * d, 5) }
    : { ...parameters(mixture, k, d), ...isBetween ? otherParameters(k, d) : {} };
  try {
    await Deno.mkdir(folder);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return folder;
    throw error;
  }
  for (const [name, data] of Object.entries(arrays)) {
    await Deno.writeFile(`${folder}/${name}.f64`, new Uint8Array(data.buffer));
  }
  return folder;
}

/** The numbers of a mixture: weights [k], means [k, d], spread [k] (shared: equal), [k, d] or [k, d, d]. */
export function parameters(
  mixture: Exclude<MixtureKind, "samples">,
  k: number,
  d: number,
): Parameters {
  switch (mixture) {
    case "shared": {
      // equal weights and unit variances: the entropy is the mean of the rows' log-sum-exp, and a constant
      const { means } = randomParameters("spherical", k, d);
      const weights = new Float64Array(k).fill(1 / k);
      return { weights, means, spread: new Float64Array(k).fill(1) };
    }
    case "diagonal":
    case "full":
      return randomParameters(mixture, k, d);
    case "uniform":
      return randomBoxParameters(k, d);
    default:
      return mixture satisfies never;
  }
}

/** Another mixture with diagonal covariances. */
function otherParameters(k: number, d: number) {
  const { weights, means, spread } = randomParameters("diagonal", k, d, 2);
  return { otherWeights: weights, otherMeans: means, otherSpread: spread };
}
