import type { Value } from "../ir/kernel.ts";
import type { Products } from "../spd/blocks.ts";
import { factor } from "../spd/factor.ts";
import { forward } from "../spd/substitution.ts";
import { constantTerm, literal, type Term, widened } from "./reals.ts";
import { anyWide, type Sum, sumOfProducts, termArithmetic } from "./spd_terms.ts";

/** Where rounding errors grow by more than this in a factor, too many digits are lost in f32: the row is done again in f64. */
export const trustedGrowthF32 = 2 ** 9;

/** How the text of a factor goes into that of its kernel. */
export interface FactorSurroundings {
  readonly named: (name: string, value: Term) => Term;
  readonly doubt: (condition: string, wide: boolean) => void;
}

/** S = Σ cₘSₘ = L Lᵀ; the rows of the triangle. */
export function factorTerms(
  d: number,
  sum: (i: number, j: number) => Term,
  { named, doubt }: FactorSurroundings,
): Term[][] {
  const lower: Term[][] = Array.from({ length: d }, () => []);
  const diagonal: Diagonal[] = [];
  factor<Sum, number>(termArithmetic(d), {
    entry: (i, j) => i === j ? named(`_s${j}`, sum(j, j)) : { ...sum(i, j), loose: true },
    at: (i, j) => lower[i]![j]!,
    put: (value, i, j) => lower[i]![j] = named(`_${i}_${j}`, value),
    pivot: (sum, whole, j) => {
      const { wide } = sum, pivot = named(`_p${j}`, sum);
      const least = wide ? "real(tiny)" : "tiny";
      const bound = `${literal(1 / trustedGrowthF32)} * ${whole.text}`;
      doubt(`${pivot.text} <= max(${widened({ ...whole, text: bound }, wide)}, ${least})`, wide);
      const safe = wide && !pivot.wide ? `real(${pivot.text})` : pivot.text;
      const reciprocal = named(`_q${j}`, { text: `inverseSqrt(max(${safe}, ${least}))`, wide });
      diagonal.push({ whole, reciprocal });
      const { text } = reciprocal;
      const root: Term = { text: `${pivot.text} * ${text}`, wide, reciprocal: text };
      return { root, divisor: root };
    },
  });
  // of two rows only the second pivot loses anything
  if (d > 2) doubtGrowth(lower, diagonal, { named, doubt });
  return lower;
}

/** sᵢ², and 1/lᵢᵢ. */
interface Diagonal {
  readonly whole: Term;
  readonly reciprocal: Term;
}

/** Raises doubt where rounding errors grow too much, as `errorGrowth` of src/expr/cholesky.ts defines it. */
function doubtGrowth(
  lower: readonly (readonly Term[])[],
  diagonal: readonly Diagonal[],
  { named, doubt }: FactorSurroundings,
): void {
  const one = constantTerm(1), y: Term[] = [];
  let losses = one, most = one;
  const step = (sum: Term, i: number): Term => {
    const { whole, reciprocal } = diagonal[i]!, q = reciprocal.text;
    // step is 1 where the sum is not negative: there y is
    const sign = `(1.0 - 2.0 * step(${sum.wide ? "real(0.0)" : "0.0"}, ${sum.text}))`;
    const wide = anyWide([sum, whole, reciprocal]);
    const own = named(`_g${i}`, {
      text: `(abs(${sum.text}) + sqrt(${whole.text})) * ${q} * ${sign}`,
      wide,
    });
    const isWider = wide || most.wide;
    const size: Term = { text: `abs(${own.text})`, wide };
    most = i === 1 ? size : named(`_m${i}`, {
      text: `max(${widened(most, isWider)}, ${widened(size, isWider)})`,
      wide: isWider,
    });
    // no more than 2²⁰ goes on, so that the product stays in range
    const before = i === 1
      ? ""
      : `min(${losses.text}, ${losses.wide ? "real(1048576.0)" : "1048576.0"}) * `;
    losses = named(`_w${i}`, {
      text: `${before}${whole.text} * ${q} * ${q}`,
      wide: anyWide([losses, whole, reciprocal]),
    });
    return own;
  };
  // y₀ is 1; −Σ lᵢⱼyⱼ is written as the sum, of which `step` takes the sign
  const sums = {
    ...termArithmetic(lower.length),
    minus: (_zero: Sum, products: Products<Sum, Term>) => sumOfProducts(products),
  };
  forward(sums, { at: (i, j) => lower[i]![j]!, divisorAt: (i) => lower[i]![i]! }, {
    v: () => constantTerm(0),
    at: (i) => y[i]!,
    put: (value, i) => y[i] = value,
    finish: (sum, i) => i === 0 ? one : step(named(`_t${i}`, sum), i),
  });
  const wide = losses.wide || most.wide,
    bound = (x: number) => wide ? `real(${literal(x)})` : literal(x);
  // the lesser of the losses and the square of the largest y
  const growth = `min(${widened(losses, wide)}, ${
    widened({ ...most, text: `${most.text} * ${most.text}` }, wide)
  })`;
  doubt(`${growth} > ${bound(trustedGrowthF32)}`, wide);
}

/** Entry (i, j) of Σ cₘSₘ. */
export function combination(
  args: readonly Value[],
  entry: (value: Value) => (i: number, j: number) => Term,
  i: number,
  j: number,
): Term {
  const parts: string[] = [];
  const used: Term[] = [];
  for (let m = 0; m < args.length; m += 2) {
    const c = entry(args[m]!)(i, j), s = entry(args[m + 1]!)(i, j);
    used.push(c, s);
    parts.push(c.known === 1 ? s.text : `${c.text} * ${s.text}`);
  }
  // in one order, whichever side comes first
  return { text: parts.sort().join(" + "), wide: anyWide(used) };
}
