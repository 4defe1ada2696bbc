/** Gradients of −∫ p ln p with respect to the parameters of a Gaussian mixture in numbers. */

/** The slopes of one mixture; weights are free, and covariances have the symmetric gradient of each component's own. */
export interface Slopes {
  /** [k] */
  readonly weights: Float64Array;
  /** [k, d] */
  readonly means: Float64Array;
  /** [k, d, d] */
  readonly covariances: Float64Array;
}

/** Slopes of 0. */
export function newSlopes(k: number, d: number): Slopes {
  return {
    weights: new Float64Array(k),
    means: new Float64Array(k * d),
    covariances: new Float64Array(k * d * d),
  };
}

/** Adds the slopes of some components, times a factor, to those of all: the t-th of `some` are those of component members[t]. */
export function addSlopes(
  all: Slopes,
  some: Slopes,
  { members, factor }: { readonly members: readonly number[]; readonly factor: number },
): void {
  for (const name of ["weights", "means", "covariances"] as const) {
    const to = all[name], from = some[name], each = from.length / members.length;
    members.forEach((i, t) => {
      for (let a = 0; a < each; a++) to[i * each + a]! += factor * from[t * each + a]!;
    });
  }
}

/** The same slopes times a factor. */
export function scaledSlopes(slopes: Slopes, factor: number): Slopes {
  const scaled = (x: Float64Array) => x.map((y) => factor * y);
  return {
    weights: scaled(slopes.weights),
    means: scaled(slopes.means),
    covariances: scaled(slopes.covariances),
  };
}

/** The largest difference of two slopes, measured in standard deviations: of σᵢ ∂/∂μᵢ and σᵢ² ∂/∂Σᵢ with σᵢ² the mean variance. */
export function farthest(x: Slopes, y: Slopes, variances: Float64Array): number {
  let most = 0;
  const { length: k } = variances;
  (["weights", "means", "covariances"] as const).forEach((name, power) => {
    const each = x[name].length / k;
    for (let t = 0; t < x[name].length; t++) {
      const unit = variances[Math.floor(t / each)]! ** (power / 2);
      most = Math.max(most, unit * Math.abs(x[name][t]! - y[name][t]!));
    }
  });
  return most;
}
