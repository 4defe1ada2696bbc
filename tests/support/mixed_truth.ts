/** Entropies of one-dimensional mixtures of any families by quadrature, written from the definitions alone. */
import type { MixedComponent } from "./mixed_entries.ts";

/** ln Γ by Stirling's series, moved up to 15. */
function logGamma(x: number): number {
  let shift = 0, z = x;
  for (; z < 15; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const tail = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + tail - shift;
}

/** ln of the density of a component. */
export function logDensityOf(
  { family, place, scale: s, nu = 1 }: MixedComponent,
): (x: number) => number {
  switch (family) {
    case "gaussian":
      return (x) => -0.5 * Math.log(2 * Math.PI * s * s) - ((x - place) / s) ** 2 / 2;
    case "laplace":
      return (x) => -Math.log(2 * s) - Math.abs(x - place) / s;
    case "logistic":
      return (x) => {
        const y = Math.abs(x - place) / s;
        return -Math.log(s) - y - 2 * Math.log1p(Math.exp(-y));
      };
    case "uniform":
      return (x) => Math.abs(x - place) <= s / 2 ? -Math.log(s) : -Infinity;
    case "studentT": {
      const level = logGamma((nu + 1) / 2) - logGamma(nu / 2) -
        0.5 * Math.log(Math.PI * nu * s * s);
      return (x) => level - (nu + 1) / 2 * Math.log1p(((x - place) / s) ** 2 / nu);
    }
    default:
      throw new TypeError(`Expected a family, got ${family}`);
  }
}

const nodes = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.45801677765722737, 0.16915651939500254],
  [0.6178762444026438, 0.14959598881657674],
  [0.755404408355003, 0.12462897125553387],
  [0.8656312023878318, 0.09515851168249279],
  [0.9445750230732326, 0.062253523938647894],
  [0.9894009349916499, 0.027152459411754095],
] as const;

/** ∫ f(x) dx over panels between the edges, kinks and multiples of the scales of components. */
export function integral(components: readonly MixedComponent[], f: (x: number) => number): number {
  const ends = new Set<number>();
  for (const { family, place, scale } of components) {
    const reaches = family === "uniform" ? [0.5] : [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6.5, 8, 10, 13];
    const far = family === "studentT"
      ? Array.from({ length: 40 }, (_, t) => 13 * 1.6 ** (t + 1))
      : family === "uniform"
      ? []
      : [18, 25, 35, 50];
    for (const reach of [...reaches, ...far]) {
      ends.add(place - reach * scale).add(place + reach * scale);
    }
  }
  const sorted = [...ends].sort((a, b) => a - b);
  let sum = 0;
  for (let t = 1; t < sorted.length; t++) {
    const half = (sorted[t]! - sorted[t - 1]!) / 2, middle = sorted[t - 1]! + half;
    for (const [x, w] of nodes) sum += half * w * (f(middle - half * x) + f(middle + half * x));
  }
  return sum;
}

/** −∫ p ln p. */
export function mixedEntropy(
  components: readonly MixedComponent[],
  weights: readonly number[],
): number {
  const logs = components.map(logDensityOf);
  return integral(components, (x) => {
    const p = logs.reduce((sum, log, t) => sum + weights[t]! * Math.exp(log(x)), 0);
    return p === 0 ? 0 : -p * Math.log(p);
  });
}
