/**
 * Two optimisers over arrays that are changed in place. npm has Adam only inside tensor libraries, which take their own tensors or
 * differentiate a function of their own; the packages that take a gradient from outside are line searches for `number[]`, and
 * none of them has Adam. So here are its ten lines.
 */

/** A parameter, or a gradient: what `compile` takes and gives. */
export interface Tensor<S extends readonly number[] = readonly number[]> {
  readonly data: Float64Array;
  readonly shape: S;
}

/** Moves the parameters one step against their gradients, which stand under the same names. */
export type Optimiser = (
  parameters: { readonly [name: string]: Tensor },
  gradients: { readonly [name: string]: Tensor },
) => void;

/**
 * Adam (Kingma & Ba 2015, algorithm 1):
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − rate · m̂ / (√v̂ + 10⁻⁸), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
 */
export function adam(rate: number, beta1 = 0.9, beta2 = 0.999): Optimiser {
  const moments = new Map<string, { m: Float64Array; v: Float64Array }>();
  let t = 0;
  return (parameters, gradients) => {
    t++;
    for (const [name, { data: theta }] of Object.entries(parameters)) {
      const g = gradients[name]!.data;
      const { m, v } = moments.get(name) ??
        { m: new Float64Array(g.length), v: new Float64Array(g.length) };
      moments.set(name, { m, v });
      for (let i = 0; i < g.length; i++) {
        m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
        v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2;
        const slope = m[i]! / (1 - beta1 ** t), scale = Math.sqrt(v[i]! / (1 - beta2 ** t));
        theta[i]! -= rate * slope / (scale + 1e-8);
      }
    }
  };
}

/** Plain gradient descent: θ ← θ − rate · g. */
export function gradientDescent(rate: number): Optimiser {
  return (parameters, gradients) => {
    for (const [name, { data: theta }] of Object.entries(parameters)) {
      gradients[name]!.data.forEach((g, i) => theta[i]! -= rate * g);
    }
  };
}

/** A copy that an optimiser may change. */
export function copyOf<T extends { readonly [name: string]: Tensor }>(parameters: T): T {
  return structuredClone(parameters);
}
