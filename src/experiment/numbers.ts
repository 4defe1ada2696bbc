import { uniformFromCounter } from "../expr/random.ts";
import { normalQuantile } from "../expr/normal.ts";

/** Random numbers one after another, the same for the same seed and stream. */
export interface Numbers {
  /** Uniform on (0, 1). */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Gamma of shape a > 0 and scale 1. */
  readonly gamma: (a: number) => number;
}

/** Numbers of a stream of a seed, an integer ≥ 0. */
export function numbersOf(seed: number, stream: number): Numbers {
  let index = 0;
  const uniform = () => uniformFromCounter(seed, stream, index++, 0);
  const normal = () => normalQuantile(uniform());
  return { uniform, normal, gamma: (a) => gammaFrom({ uniform, normal }, a) };
}

/** By Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; below 1 from one of shape a + 1. */
function gammaFrom({ uniform, normal }: Omit<Numbers, "gamma">, a: number): number {
  if (a < 1) return gammaFrom({ uniform, normal }, a + 1) * uniform() ** (1 / a);
  const d = a - 1 / 3;
  for (;;) {
    const x = normal(), v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
