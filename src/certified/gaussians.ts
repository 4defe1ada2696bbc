/** Gaussian mixtures in numbers, as what integrates them sees them. */

/**
 * A Gaussian mixture, or a part of one: its weights are taken as they are, whatever they sum to, and its entropy is
 * −∫ p ln p with p = Σ cᵢ N(μᵢ, Σᵢ).
 */
export interface Gaussians {
  readonly k: number;
  readonly d: number;
  /** [k] */
  readonly weights: Float64Array;
  /** [k, d] */
  readonly means: Float64Array;
  /** [k, d, d], or [d, d] where all components share one matrix. */
  readonly covariances: Float64Array;
  readonly shared: boolean;
}

/** The value of an integral, and by how much it may be wrong. */
export interface Integral {
  /** The value. */
  readonly value: number;
  /** It is wrong by no more than this. */
  readonly error: number;
}

/** μᵢ, not copied. */
export function meanOf({ means, d }: Gaussians, i: number): Float64Array {
  return means.subarray(i * d, (i + 1) * d);
}

/** Σᵢ, row after row, not copied. */
export function covarianceOf({ covariances, shared, d }: Gaussians, i: number): Float64Array {
  const own = shared ? 0 : i;
  return covariances.subarray(own * d * d, (own + 1) * d * d);
}

/** The components at `indices`, with their weights as they are. */
export function someOf(p: Gaussians, indices: readonly number[]): Gaussians {
  const { d, shared } = p, k = indices.length;
  const means = new Float64Array(k * d);
  const covariances = shared ? p.covariances : new Float64Array(k * d * d);
  indices.forEach((i, t) => {
    means.set(meanOf(p, i), t * d);
    if (!shared) covariances.set(covarianceOf(p, i), t * d * d);
  });
  return {
    k,
    d,
    weights: Float64Array.from(indices, (i) => p.weights[i]!),
    means,
    covariances,
    shared,
  };
}

/**
 * The same mixture without components of weight 0, and with one component in the place of those that have the same mean and
 * covariance. `members` says which components of `p` each stands for.
 */
export function merged(p: Gaussians): { merged: Gaussians; members: readonly number[][] } {
  const found = new Map<string, number[]>();
  const shared = p.shared || allEqual(p);
  for (let i = 0; i < p.k; i++) {
    if (p.weights[i] === 0) continue;
    // + 0 makes one number of the two zeros
    const numbers = [...meanOf(p, i), ...(shared ? [] : covarianceOf(p, i))].map((x) => x + 0);
    const key = numbers.join();
    const same = found.get(key);
    if (same === undefined) found.set(key, [i]);
    else same.push(i);
  }
  const members = [...found.values()];
  const one: Gaussians = shared ? { ...p, shared, covariances: covarianceOf(p, 0) } : p;
  const distinct = someOf(one, members.map(([first]) => first!));
  members.forEach((all, t) => {
    distinct.weights[t] = all.reduce((sum, i) => sum + p.weights[i]!, 0);
  });
  return { merged: distinct, members };
}

/** Whether all components have one covariance, though each was given its own. */
function allEqual(p: Gaussians): boolean {
  const { d, k, covariances } = p, size = d * d;
  for (let t = size; t < k * size; t++) {
    if (covariances[t] !== covariances[t % size]) return false;
  }
  return true;
}
