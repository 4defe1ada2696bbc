import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Instruction, Value } from "../ir/kernel.ts";
import { forwardColumns, gramProducts } from "../spd/columns.ts";
import { backward, forward, type Triangle } from "../spd/substitution.ts";
import { indexAt, placeOf, type Point, pointsOf, withIndices } from "./points.ts";
import { constantTerm, type Term } from "./reals.ts";
import { combination, factorTerms } from "./spd_factor.ts";
import { anyWide, type Sum, sumOfProducts, sumOfSquares, termArithmetic } from "./spd_terms.ts";

type Dense = Extract<Instruction, { kind: "dense" }>;
type Inverse = Extract<Instruction, { kind: "inverse" }>;

/** What printing a matrix operation needs of the kernel around it. */
export interface MatrixSurroundings {
  readonly term: (value: Value, point: Point) => Term;
  readonly named: (name: string, value: Term) => Term;
}

const zero = constantTerm(0), one = constantTerm(1);

/** The cells of an operation on matrices, unrolled. */
export function printDense(
  instruction: Dense,
  around: MatrixSurroundings & {
    readonly doubt: (condition: string, wide: boolean) => void;
  },
): readonly Term[] {
  const { out, op, row, column, args } = instruction;
  const { term } = around;
  const outer = withoutAxes(out.cells, boundBy(instruction));
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
        const sum = (i: number, j: number) => combination(args, entry, i, j);
        const lower = factorTerms(d, sum, { named, doubt: around.doubt });
        eachEntry(d, (i, j) => {
          put(withIndices(point, [row, i], [column, j]), j > i ? zero : lower[i]![j]!);
        });
        break;
      }
      case "definite":
        // where a pivot is not clearly positive there is doubt, and the row is done again in doubles
        factorTerms(d, (i, j) => combination(args, entry, i, j), { named, doubt: around.doubt });
        put(point, one);
        break;
      case "eigenvectors":
        // not for single precision: all rows are done on the host
        around.doubt("true", false);
        eachEntry(
          d,
          (i, j) => put(withIndices(point, [row, i], [column, j]), i === j ? one : zero),
        );
        break;
      case "logDet": {
        const l = entry(args[0]!);
        put(point, named("", logOfSquares(Array.from({ length: d }, (_, a) => l(a, a)))));
        break;
      }
      case "quadratic":
        put(point, named("", sumOfSquares(solved(d, triangleOf(entry(args[0]!)), vector, named))));
        break;
      case "trace": {
        // tr S⁻¹T = ‖L⁻¹G‖², column by column of the triangle G
        const all: Term[] = [];
        eachColumn(d, triangleOf(entry(args[0]!)), entry(args[1]!), named, (y, j) => {
          all.push(named(`_${j}`, sumOfSquares(y)));
        });
        put(point, named("", { text: all.map((x) => x.text).join(" + "), wide: anyWide(all) }));
        break;
      }
      case "forward":
      case "backward":
      case "solve": {
        const l = triangleOf(entry(args[0]!)), v = Array.from({ length: d }, (_, i) => vector(i));
        const x = op === "backward" ? v : solved(d, l, (i) => v[i]!, named);
        if (op !== "forward") {
          backward(termArithmetic(d), l, {
            at: (i) => x[i]!,
            put: (value, i) => x[i] = named(`_x${i}`, value),
          });
        }
        x.forEach((value, i) => put(withIndices(point, [row, i]), value));
        break;
      }
      default:
        op satisfies never;
    }
  }
  return result;
}

/** The axes of the matrix that a result has. */
function boundBy({ op, row, column }: Dense): readonly Axis[] {
  if (op === "factor" || op === "eigenvectors") return [row, column];
  return op === "forward" || op === "backward" || op === "solve" ? [row] : [];
}

/** ln|S| = 2 Σ ln Lₐₐ, by logarithms of products of two: roots of two floats stay within the range of floats. */
function logOfSquares(diagonal: readonly Term[]): Term {
  const logs: string[] = [];
  for (let a = 0; a < diagonal.length; a += 2) {
    const two = diagonal.slice(a, a + 2).map(({ text }) => text);
    logs.push(`log(${two.join(" * ")})`);
  }
  return { text: `2.0 * (${logs.join(" + ")})`, wide: anyWide(diagonal) };
}

function eachEntry(d: number, body: (i: number, j: number) => void): void {
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) body(i, j);
}

type Entry = (i: number, j: number) => Term;
type Naming = (name: string, value: Term) => Term;

/** A triangle whose diagonal has the names of its reciprocals. */
function triangleOf(at: Entry): Triangle<Term, number> {
  return { at, divisorAt: (i) => at(i, i) };
}

/** y = L⁻¹v. */
function solved(
  d: number,
  l: Triangle<Term, number>,
  v: (i: number) => Term,
  named: Naming,
): Term[] {
  const a = termArithmetic(d), y: Term[] = [];
  forward<Sum, Term, number>(a, l, {
    v,
    at: (i) => y[i]!,
    finish: (sum, i) => named(`_y${i}`, a.divide(sum, l.divisorAt(i))),
    put: (value, i) => y[i] = value,
  });
  return y;
}

/** Y = L⁻¹G; `each` is told each column, from its diagonal on. */
function eachColumn(
  d: number,
  l: Triangle<Term, number>,
  g: Entry,
  named: Naming,
  each: (y: readonly Term[], j: number) => void,
): void {
  const a = termArithmetic(d);
  let y: Term[] = [];
  forwardColumns<Sum, Term>(a, l, {
    g: (j) => (i) => g(i, j),
    at: (i, j) => y[i - j]!,
    finish: (sum, i, j) => named(`_${j}_y${i}`, a.divide(sum, l.divisorAt(i))),
    put: (value) => y.push(value),
    done: (j) => {
      each(y, j);
      y = [];
    },
  });
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
    const columns: (readonly Term[])[] = [];
    const x: Entry = (i, j) => columns[j]![i - j]!;
    const unit: Entry = (i, j) => i === j ? one : zero;
    eachColumn(d, triangleOf(l), unit, named, (y) => columns.push(y));
    for (const at of pointsOf(unionAxes([row, other], []))) {
      const i = Math.max(indexAt(at, row), indexAt(at, other));
      const j = Math.min(indexAt(at, row), indexAt(at, other));
      const upper = indexAt(at, row) < indexAt(at, other);
      const place = placeOf(withIndices(point, ...at), out.cells);
      const twin = placeOf(withIndices(point, [row, j], [other, i]), out.cells);
      result[place] = !upper && i !== j && result[twin] !== undefined
        ? result[twin]
        : named(`_${j}_${i}`, sumOfProducts(gramProducts(d, x, [i, j])));
    }
  }
  return result;
}
