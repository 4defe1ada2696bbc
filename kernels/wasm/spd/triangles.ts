import type { Arithmetic, Copies } from "../frame/vector_arithmetic.ts";

/** A lower triangle with the reciprocals of its diagonal: a division is needed once an index. */
export interface Triangle {
  readonly at: (i: number, j: number) => Copies;
  readonly inverseAt: (i: number) => Copies;
}

/** S = L Lᵀ, column by column. `told` is given each diagonal entry of S and the reciprocal of that of L. */
export function factorize(
  a: Arithmetic,
  d: number,
  entry: (i: number, j: number) => Copies,
  told: (diagonal: Copies, inverse: Copies) => void,
): Triangle {
  const l: Copies[][] = Array.from({ length: d }, () => []);
  const inverse: Copies[] = [];
  const at = (i: number, j: number) => l[i]![j]!;
  for (let j = 0; j < d; j++) {
    for (let i = j; i < d; i++) {
      const from = entry(i, j);
      let sum = from;
      for (let r = 0; r < j; r++) sum = a.nmadd(at(i, r), at(j, r), sum);
      if (i === j) {
        l[j]![j] = a.sqrt(sum);
        inverse[j] = a.reciprocal(at(j, j));
        told(from, inverse[j]!);
      } else {
        l[i]![j] = a.mul(sum, inverse[j]!);
      }
    }
  }
  return { at, inverseAt: (i) => inverse[i]! };
}

/** L⁻¹v by forward substitution; entries before `first`, where v is 0, are left out. */
export function forward(
  a: Arithmetic,
  l: Triangle,
  v: readonly Copies[],
  first = 0,
): Copies[] {
  const y: Copies[] = [];
  for (let i = first; i < v.length; i++) {
    let sum = v[i]!;
    for (let j = first; j < i; j++) sum = a.nmadd(l.at(i, j), y[j]!, sum);
    y[i] = a.mul(sum, l.inverseAt(i));
  }
  return y;
}

/** L⁻ᵀy by backward substitution. */
export function backward(a: Arithmetic, l: Triangle, y: readonly Copies[]): Copies[] {
  const x: Copies[] = [];
  for (let i = y.length - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let j = i + 1; j < y.length; j++) sum = a.nmadd(l.at(j, i), x[j]!, sum);
    x[i] = a.mul(sum, l.inverseAt(i));
  }
  return x;
}

/** L⁻¹, a triangle again: its entry (i, j) for j ≤ i. */
export function invertTriangle(
  a: Arithmetic,
  l: Triangle,
  d: number,
): (i: number, j: number) => Copies {
  const x: Copies[][] = Array.from({ length: d }, () => []);
  const at = (i: number, j: number) => x[i]![j]!;
  for (let j = 0; j < d; j++) {
    x[j]![j] = l.inverseAt(j);
    for (let i = j + 1; i < d; i++) {
      let sum = a.mul(l.at(i, j), at(j, j));
      for (let r = j + 1; r < i; r++) sum = a.madd(l.at(i, r), at(r, j), sum);
      x[i]![j] = a.mul(a.scale(sum, -1), l.inverseAt(i));
    }
  }
  return at;
}

/** Σ yᵢ², on top of `from` if it is there. */
export function sumOfSquares(a: Arithmetic, y: readonly Copies[], from?: Copies): Copies {
  return y.reduce<Copies | undefined>(
    (sum, held) => sum === undefined ? a.mul(held, held) : a.madd(held, held, sum),
    from,
  ) as Copies;
}
