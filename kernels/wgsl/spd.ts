import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Instruction, Value } from "../ir/kernel.ts";
import { indexAt, placeOf, type Point, pointsOf, withIndices } from "./points.ts";
import { constantTerm, literal, type Term, widened } from "./reals.ts";

type Dense = Extract<Instruction, { kind: "dense" }>;
type Inverse = Extract<Instruction, { kind: "inverse" }>;

/** What printing a matrix operation needs of the kernel around it. */
export interface MatrixSurroundings {
  readonly term: (value: Value, point: Point) => Term;
  readonly named: (name: string, value: Term) => Term;
}

/** Where rounding errors grow by more than this in a factor, too many digits are lost in f32: the row is done again in f64. */
export const trustedGrowthF32 = 2 ** 9;

const zero = constantTerm(0);

/** The cells of an operation on matrices, unrolled. */
export function printDense(
  instruction: Dense,
  around: MatrixSurroundings & {
    readonly doubt: (condition: string, wide: boolean) => void;
  },
): readonly Term[] {
  const { out, op, row, column, args } = instruction;
  const { term } = around;
  const solves = op === "forward" || op === "backward" || op === "solve";
  const bound: readonly Axis[] = op === "factor" ? [row, column] : solves ? [row] : [];
  const outer = withoutAxes(out.cells, bound);
  const result: Term[] = [];
  const put = (point: Point, value: Term) => result[placeOf(point, out.cells)] = value;
  for (const [c, point] of pointsOf(outer).entries()) {
    const prefix = `${op === "factor" ? "lower" : op}${out.id}${c === 0 ? "" : `_${c}`}`;
    const named = (name: string, value: Term) => around.named(`${prefix}${name}`, value);
    const entry = (value: Value) => (i: number, j: number) =>
      term(value, withIndices(point, [row, i], [column, j]));
    const vector = (i: number) => term(args[1]!, withIndices(point, [row, i]));
    const d = row.set.extent;
    switch (op) {
      case "factor": {
        const lower = factor(d, args, entry, { named, doubt: around.doubt });
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            put(withIndices(point, [row, i], [column, j]), j > i ? zero : lower[i]![j]!);
          }
        }
        break;
      }
      case "logDet": {
        // ln|S| = 2 Σ ln Lₐₐ, by logarithms of products of two: roots of two floats stay within the range of floats
        const l = entry(args[0]!);
        const diagonal = Array.from({ length: d }, (_, a) => l(a, a));
        const logs: string[] = [];
        for (let a = 0; a < d; a += 2) {
          const two = diagonal.slice(a, a + 2).map(({ text }) => text);
          logs.push(`log(${two.join(" * ")})`);
        }
        put(point, named("", { text: `2.0 * (${logs.join(" + ")})`, wide: anyWide(diagonal) }));
        break;
      }
      case "quadratic": {
        const y = forward(d, entry(args[0]!), vector, 0, named);
        put(point, named("", squares(y)));
        break;
      }
      case "trace": {
        // tr S⁻¹T = ‖L⁻¹G‖², column by column of the triangle G, which is read with its axes exchanged
        const l = entry(args[0]!);
        const g = (i: number, j: number) =>
          term(args[1]!, withIndices(point, [column, i], [row, j]));
        const all: Term[] = [];
        for (let j = 0; j < d; j++) {
          const y = forward(d, l, (i) => g(j, i), j, (name, value) => named(`_${j}${name}`, value));
          all.push(named(`_${j}`, squares(y)));
        }
        put(point, named("", { text: all.map((x) => x.text).join(" + "), wide: anyWide(all) }));
        break;
      }
      case "forward":
      case "backward":
      case "solve": {
        const l = entry(args[0]!), v = Array.from({ length: d }, (_, i) => vector(i));
        const y = op === "backward" ? v : forward(d, l, vector, 0, named);
        const x = op === "forward" ? y : backward(d, l, y, named);
        x.forEach((value, i) => put(withIndices(point, [row, i]), value));
        break;
      }
      default:
        op satisfies never;
    }
  }
  return result;
}

type Entry = (i: number, j: number) => Term;
type Naming = (name: string, value: Term) => Term;

/** S = Σ cₘSₘ = L Lᵀ by columns; the rows of the triangle. */
function factor(
  d: number,
  args: readonly Value[],
  entry: (value: Value) => Entry,
  { named, doubt }: { named: Naming; doubt: (condition: string, wide: boolean) => void },
): Term[][] {
  const lower: Term[][] = Array.from({ length: d }, () => []);
  const diagonal: { readonly whole: Term; readonly reciprocal: Term }[] = [];
  for (let j = 0; j < d; j++) {
    let reciprocal = zero;
    for (let i = j; i < d; i++) {
      const row = lower[i]!;
      const sum = combination(args, entry, i, j);
      const whole = i === j ? named(`_s${j}`, sum) : sum;
      const products = row.slice(0, j).map((x, r) => [x, lower[j]![r]!] as const);
      const wide = whole.wide || anyWide(products.flat());
      const text = [
        i === j || products.length === 0 ? whole.text : `(${whole.text})`,
        ...products.map(([x, y]) => `${x.text} * ${y.text}`),
      ].join(" - ");
      if (i === j) {
        const pivot = named(`_p${j}`, { text, wide });
        const least = wide ? "real(tiny)" : "tiny";
        const bound = `${literal(1 / trustedGrowthF32)} * ${whole.text}`;
        doubt(`${pivot.text} <= max(${widened({ ...whole, text: bound }, wide)}, ${least})`, wide);
        const safe = wide && !pivot.wide ? `real(${pivot.text})` : pivot.text;
        reciprocal = named(`_q${j}`, { text: `inverseSqrt(max(${safe}, ${least}))`, wide });
        const root = { text: `${pivot.text} * ${reciprocal.text}`, wide };
        row[j] = { ...named(`_${i}_${j}`, root), reciprocal: reciprocal.text };
        diagonal.push({ whole, reciprocal });
      } else {
        row[j] = named(`_${i}_${j}`, { text: `(${text}) * ${reciprocal.text}`, wide });
      }
    }
  }
  // of two rows only the second pivot loses anything
  if (d > 2) doubtGrowth(lower, diagonal, { named, doubt });
  return lower;
}

/** Raises doubt where rounding errors grow too much, as `errorGrowth` of src/expr/cholesky.ts defines it; `whole` is sᵢ². */
function doubtGrowth(
  lower: readonly (readonly Term[])[],
  diagonal: readonly { readonly whole: Term; readonly reciprocal: Term }[],
  { named, doubt }: { named: Naming; doubt: (condition: string, wide: boolean) => void },
): void {
  const y: Term[] = [constantTerm(1)];
  let losses = y[0]!, most = y[0]!;
  for (const [i, { whole, reciprocal }] of diagonal.entries()) {
    if (i === 0) continue;
    const q = reciprocal.text;
    const pairs = y.map((value, j) => [lower[i]![j]!, value] as const);
    const sum = named(`_t${i}`, {
      text: pairs.map(([x, value]) => value.known === 1 ? x.text : `${x.text} * ${value.text}`)
        .join(" + "),
      wide: anyWide(pairs.flat()),
    });
    // step is 1 where the sum is not negative: there y is
    const sign = `(1.0 - 2.0 * step(${sum.wide ? "real(0.0)" : "0.0"}, ${sum.text}))`;
    const wide = sum.wide || whole.wide || reciprocal.wide;
    y[i] = named(`_g${i}`, {
      text: `(abs(${sum.text}) + sqrt(${whole.text})) * ${q} * ${sign}`,
      wide,
    });
    const isWider = wide || most.wide;
    const size: Term = { text: `abs(${y[i]!.text})`, wide };
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
      wide: losses.wide || whole.wide || reciprocal.wide,
    });
  }
  const wide = losses.wide || most.wide,
    bound = (x: number) => wide ? `real(${literal(x)})` : literal(x);
  // the lesser of the losses and the square of the largest y
  const growth = `min(${widened(losses, wide)}, ${
    widened({ ...most, text: `${most.text} * ${most.text}` }, wide)
  })`;
  doubt(`${growth} > ${bound(trustedGrowthF32)}`, wide);
}

/** Entry (i, j) of Σ cₘSₘ. */
function combination(
  args: readonly Value[],
  entry: (value: Value) => Entry,
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

/** y = L⁻¹v by forward substitution from row `first` on. */
function forward(d: number, l: Entry, v: (i: number) => Term, first: number, named: Naming) {
  const y: Term[] = [];
  for (let i = first; i < d; i++) {
    const before = y.map((value, t) => [l(i, first + t), value] as const);
    y.push(named(`_y${i}`, quotient(v(i), before, l(i, i))));
  }
  return y;
}

/** x = L⁻ᵀy by backward substitution. */
function backward(d: number, l: Entry, y: readonly Term[], named: Naming): Term[] {
  const x: Term[] = [];
  for (let i = d - 1; i >= 0; i--) {
    const after = x.slice(i + 1).map((value, t) => [l(i + 1 + t, i), value] as const);
    x[i] = named(`_x${i}`, quotient(y[i]!, after, l(i, i)));
  }
  return x;
}

/** (v − Σ a·b) / pivot. */
function quotient(
  v: Term,
  products: readonly (readonly [Term, Term])[],
  pivot: Term,
): Term {
  const wide = v.wide || pivot.wide || anyWide(products.flat());
  const terms = [v.text, ...products.map(([a, b]) => `${a.text} * ${b.text}`)];
  const top = terms.length === 1 ? terms[0] : `(${terms.join(" - ")})`;
  const { text, reciprocal } = pivot;
  return { text: reciprocal === undefined ? `${top} / ${text}` : `${top} * ${reciprocal}`, wide };
}

function squares(y: readonly Term[]): Term {
  return {
    text: y.map(({ text }) => `${text} * ${text}`).join(" + "),
    wide: anyWide(y),
    nonNegative: true,
  };
}

function anyWide(terms: readonly Term[]): boolean {
  return terms.some((term) => term.wide);
}

/** S⁻¹ = XᵀX with the triangle X = L⁻¹. */
export function printInverse(
  { out, row, column, other, factor: from }: Inverse,
  around: MatrixSurroundings,
): readonly Term[] {
  const outer = withoutAxes(out.cells, [row, other]);
  const d = row.set.extent;
  const result: Term[] = [];
  for (const [c, point] of pointsOf(outer).entries()) {
    const named = (name: string, value: Term) =>
      around.named(`inverse${out.id}${c === 0 ? "" : `_${c}`}${name}`, value);
    const l: Entry = (i, j) => around.term(from, withIndices(point, [row, i], [column, j]));
    const x: Term[][] = Array.from({ length: d }, () => []);
    for (let j = 0; j < d; j++) {
      const one = constantTerm(1);
      const y = forward(
        d,
        l,
        (i) => i === j ? one : zero,
        j,
        (name, value) => named(`_${j}${name}`, value),
      );
      y.forEach((value, t) => x[j + t]![j] = value);
    }
    for (const at of pointsOf(unionAxes([row, other], []))) {
      const i = Math.max(indexAt(at, row), indexAt(at, other));
      const j = Math.min(indexAt(at, row), indexAt(at, other));
      const upper = indexAt(at, row) < indexAt(at, other);
      const place = placeOf(withIndices(point, ...at), out.cells);
      const twin = placeOf(withIndices(point, [row, j], [other, i]), out.cells);
      if (!upper && i !== j && result[twin] !== undefined) {
        result[place] = result[twin];
        continue;
      }
      const pairs = x.slice(i).map((values) => [values[i]!, values[j]!] as const);
      result[place] = named(`_${j}_${i}`, {
        text: pairs.map(([a, b]) => `${a.text} * ${b.text}`).join(" + "),
        wide: anyWide(pairs.flat()),
      });
    }
  }
  return result;
}
