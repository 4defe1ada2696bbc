/** What is compared with what, and the ratio that is to be reached: the table of the performance goals as data. */
import type { PeerName } from "./peers.ts";
import { numbers, type Request, type Work } from "./request.ts";

/** One opponent in a contest. */
export interface Opponent {
  readonly peer: PeerName;
  /** How often as long as ours its time should be, at least. */
  readonly target?: number;
  /** Where it differs from the contest's. */
  readonly precision?: "f64" | "f32";
  /** For the native code. */
  readonly variant?: string;
  /** For Mixtropy against itself. */
  readonly how?: "evaluate" | "run" | "singly";
  /** Its only number of threads. */
  readonly threads?: number;
}

/** One work, on which Mixtropy meets its opponents. */
export interface Contest {
  readonly name: string;
  readonly work: Work;
  readonly how?: "evaluate" | "run";
  readonly opponents: readonly Opponent[];
}

const d = 10;
const bothMixEntropies = (target: number): Opponent[] => [
  { peer: "MixEntroPY, NumPy", target },
  { peer: "MixEntroPY, PyTorch" },
];
const native = (variant: string, target?: number): Opponent => ({
  peer: "native",
  variant,
  ...(target === undefined ? {} : { target }),
});
const f32 = { precision: "f32" } as const;
const shared = { estimator: "kde", mixture: "shared", d } as const;
const chunked: Opponent = { peer: "NumPy", target: 4.5 };
const browser: Opponent = { peer: "jax-js", target: 30, threads: 1 };
const tensorflow: Opponent = { peer: "TensorFlow.js", threads: 1 };

/** The targets of MixEntroPY's closed forms: Gaussians with full covariances, k = 1000 and k = 100, and boxes. */
const closedForms = [
  { estimator: "kl", thousand: 40, hundred: 5 },
  { estimator: "bhattacharyya", thousand: 200, hundred: 100 },
  { estimator: "elk", thousand: 200, hundred: 100 },
  { estimator: "kde", thousand: 12, hundred: 5 },
] as const;
const written = { kl: "KL", bhattacharyya: "Bhattacharyya", elk: "ELK", kde: "KDE" } as const;

/** The contests, in the order of the table. */
export const contests: readonly Contest[] = [
  {
    name: "KDE (row log-sum-exp), shared variance, k = 8000",
    work: { ...shared, k: 8000 },
    opponents: [
      chunked,
      { peer: "KeOps", target: 8 },
      native("512symmetric", 0.35),
      native("512"),
      native("128symmetric"),
      native("128"),
    ],
  },
  {
    name: "KL, shared variance, k = 8000",
    work: { ...shared, estimator: "kl", k: 8000 },
    opponents: [chunked, { peer: "KeOps", target: 8 }],
  },
  {
    name: "KDE, diagonal, k = 8000",
    work: { estimator: "kde", mixture: "diagonal", k: 8000, d },
    opponents: [chunked],
  },
  {
    name: "KL, diagonal, k = 8000",
    work: { estimator: "kl", mixture: "diagonal", k: 8000, d },
    opponents: [chunked],
  },
  {
    name: "KDE, shared variance, k = 8000, f32",
    work: { ...shared, ...f32, k: 8000 },
    opponents: [
      { peer: "Mixtropy", precision: "f64", target: 2.4 },
      { peer: "NumPy" },
      { peer: "KeOps" },
      native("512symmetric"),
      native("128"),
    ],
  },
  {
    name: "KDE, shared variance, k = 2000, f32",
    work: { ...shared, ...f32, k: 2000 },
    opponents: [browser, tensorflow],
  },
  {
    name: "KDE, shared variance, k = 2000, f32 peers, our f64",
    work: { ...shared, k: 2000 },
    opponents: [{ peer: "jax-js", ...f32, threads: 1 }, {
      peer: "TensorFlow.js",
      ...f32,
      threads: 1,
    }],
  },
  {
    name: "KDE and gradient, shared variance, k = 2000, f32",
    work: { ...shared, ...f32, k: 2000, gradients: true },
    opponents: [browser, tensorflow],
  },
  {
    name: "KDE and gradient, shared variance, k = 2000, f32 peers, our f64",
    work: { ...shared, k: 2000, gradients: true },
    opponents: [{ peer: "jax-js", ...f32, threads: 1 }, {
      peer: "TensorFlow.js",
      ...f32,
      threads: 1,
    }],
  },
  ...closedForms.map(({ estimator, thousand }): Contest => ({
    name: `${written[estimator]}, full covariances, k = 1000`,
    work: { estimator, mixture: "full", k: 1000, d },
    opponents: [
      ...bothMixEntropies(thousand),
      ...(estimator === "bhattacharyya" ? [native("512symmetric"), native("128symmetric")] : []),
    ],
  })),
  ...closedForms.map(({ estimator, hundred }): Contest => ({
    name: `${written[estimator]}, full covariances, k = 100, plan kept`,
    work: { estimator, mixture: "full", k: 100, d },
    how: "run",
    opponents: bothMixEntropies(hundred),
  })),
  ...closedForms.map(({ estimator }): Contest => ({
    name: `${written[estimator]}, boxes, k = 1000`,
    work: { estimator, mixture: "uniform", k: 1000, d },
    opponents: bothMixEntropies(20),
  })),
  {
    name: "Monte Carlo, full covariances, n = 3000, k = 100",
    work: { estimator: "monte carlo", mixture: "full", k: 100, d, samples: 3000 },
    opponents: bothMixEntropies(20),
  },
  {
    name: "LogDet joint, 2 × 3000 × 10",
    work: { estimator: "logdet", mixture: "samples", k: 0, m: 2, n: 3000, d },
    opponents: bothMixEntropies(200),
  },
  ...([["shared", 2000], ["diagonal", 2000], ["full", 300]] as const).map(([mixture, k]) => ({
    name: `all seven in one evaluate, ${
      mixture === "shared" ? "shared variance" : mixture
    }, k = ${k}`,
    work: { estimator: "all seven", mixture, k, d } as const,
    opponents: [{ peer: "Mixtropy", how: "singly", target: 1 / 0.6 } as const],
  })),
  {
    name: "KL between two mixtures, diagonal, k = 10,000 each",
    work: { estimator: "kl between", mixture: "diagonal", k: 10_000, d },
    opponents: [{ peer: "PyTorch" }],
  },
  {
    name: "KL and all gradients, full covariances, k = 300",
    work: { estimator: "kl", mixture: "full", k: 300, d, gradients: true },
    opponents: [{ peer: "MixEntroPY, PyTorch", target: 100 }],
  },
];

/** What an opponent's value is, where the peer is right, as our value: the native code reports the mean log-sum-exp. */
export async function asEntropy(value: number, request: Request): Promise<number> {
  const { estimator, k, d, folder } = request;
  if (estimator === "kde") return Math.log(k) + 0.5 * d * Math.log(2 * Math.PI) - value;
  const weights = await numbers(folder, "weights"), spread = await numbers(folder, "spread");
  let conditional = 0;
  for (let i = 0; i < k; i++) {
    const matrix = spread.subarray(i * d * d, (i + 1) * d * d);
    conditional += 0.5 * weights[i]! *
      (d * Math.log(2 * Math.PI * Math.E) + logDeterminant(matrix, d));
  }
  return conditional - value;
}

/** ln|Σ| by Σ = L diag(p) Lᵀ. */
function logDeterminant(matrix: Float64Array, d: number): number {
  const rest = Float64Array.from(matrix);
  let sum = 0;
  for (let a = 0; a < d; a++) {
    const pivot = rest[a * d + a]!;
    sum += Math.log(pivot);
    for (let b = a + 1; b < d; b++) {
      const factor = rest[b * d + a]! / pivot;
      for (let c = a + 1; c < d; c++) rest[b * d + c]! -= factor * rest[a * d + c]!;
    }
  }
  return sum;
}

/**
 * The KL bound for boxes by its definition, D(pᵢ‖pⱼ) = ln|Vⱼ| − ln|Vᵢ| if box i lies in box j, else ∞, with the arguments
 * as they should be or, as in MixEntroPY, the wrong way round.
 */
export async function klBoundOfBoxes(request: Request, transposed: boolean): Promise<number> {
  const { k, d, folder } = request;
  const weights = await numbers(folder, "weights");
  const centers = await numbers(folder, "means"), widths = await numbers(folder, "spread");
  const volumes = Float64Array.from(
    { length: k },
    (_, i) => widths.subarray(i * d, (i + 1) * d).reduce((sum, width) => sum + Math.log(width), 0),
  );
  const inside = (i: number, j: number) => {
    for (let a = 0; a < d; a++) {
      const own = widths[i * d + a]! / 2, other = widths[j * d + a]! / 2;
      if (centers[i * d + a]! - own < centers[j * d + a]! - other) return false;
      if (centers[i * d + a]! + own > centers[j * d + a]! + other) return false;
    }
    return true;
  };
  let entropy = 0;
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const [from, to] = transposed ? [j, i] : [i, j];
      if (inside(from, to)) sum += weights[j]! * Math.exp(volumes[from]! - volumes[to]!);
    }
    entropy += weights[i]! * (volumes[i]! - Math.log(sum));
  }
  return entropy;
}
