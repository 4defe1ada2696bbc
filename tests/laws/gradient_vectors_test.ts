/**
 * Every gradient of tests/vectors, in every form in which the parameters of its mixture can be written. The numbers come
 * from a separate implementation with its own derivation (vectors/make_extra.py) and from the project's reference set.
 */
import {
  evaluate,
  type Expr,
  gradient,
  input,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
} from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { diagonalMatrix, formsOf } from "../support/forms.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { type Case, cases, logDetCases, type Matrix } from "../support/references.ts";
import { array } from "../support/results.ts";

/** Nested numbers; null where there is no finite derivative. */
type Nested = number | null | readonly Nested[];

/** What the files hold besides the values. */
interface Gradients {
  readonly grad?: { readonly [estimator: string]: { readonly [parameter: string]: Nested } };
  readonly gradShared?: { readonly [estimator: string]: Nested };
  readonly gradVariances?: { readonly [estimator: string]: Nested };
  readonly gradVariance?: { readonly [estimator: string]: Nested };
}

/** The gradients of LogDet entropies in each data set. */
interface LogDetGradients {
  readonly gradEntropy?: readonly Matrix[];
  readonly gradJoint?: readonly Matrix[];
  readonly gradMutualInformation?: readonly Matrix[];
}

/** The worst error seen is 7e−15 of the largest entry. */
const tolerance = 1e-13;

/** Fails unless every number is within `tolerance` of the largest entry, and finite where there is no derivative. */
function assertGradient(
  actual: number | { readonly data: Float64Array },
  expected: Nested,
  what: string,
): void {
  const found = typeof actual === "number" ? [actual] : [...actual.data];
  assert(found.every(Number.isFinite), `${what} is finite`);
  if (expected === null) return;
  const flat = [expected].flat(Infinity as 1) as (number | null)[];
  assertEquals(found.length, flat.length, what);
  const largest = Math.max(...flat.map((x) => Math.abs(x ?? 0)));
  flat.forEach((x, t) => {
    if (x === null) return;
    const error = Math.abs(found[t]! - x) / (largest || 1);
    assert(error <= tolerance, `Expected ${what}[${t}] = ${x}, got ${found[t]}, off by ${error}`);
  });
}

/** Σ over the components of matrices [k, d, d], or of widths [k, d]. */
function total(parts: readonly Matrix[]): Matrix {
  return parts.reduce((sum, part) => sum.map((row, a) => row.map((x, b) => x + part[a]![b]!)));
}

const diagonalOf = (s: Matrix) => s.map((row, a) => row[a]!);
const sumOf = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0);

/** The gradient in the spread of each form, from that in full covariances or in widths for every coordinate. */
function spreadGradient(form: string, full: Nested): Nested {
  if (full === null || full === undefined) return null;
  const parts = full as readonly Matrix[];
  switch (form) {
    case "covariances [k, d, d]":
    case "widths [k, d]":
      return full;
    case "covariance [d, d]":
      return total(parts);
    case "variances [k, d]":
      return parts.map(diagonalOf);
    case "variances [k]":
      return parts.map((s) => sumOf(diagonalOf(s)));
    case "variance number":
      return sumOf(parts.map((s) => sumOf(diagonalOf(s))));
    case "widths number":
      return sumOf((full as Matrix).flat());
    default:
      return full;
  }
}

for (const c of cases) {
  const { grad = {} } = c as Gradients;
  if (Object.keys(grad).length === 0) continue;
  Deno.test(`${c.name}: every gradient has its reference value, however the parameters are written`, async () => {
    for (const { name, mixture } of formsOf(c)) {
      const estimators = estimatorsOf(mixture);
      const spread = Object.keys(mixture.parameters).find((p) =>
        !["weights", "means", "centers"].includes(p)
      ) as string;
      const slopes = Object.fromEntries(
        Object.keys(grad).map((e) => [e, gradient(estimators[e]!, mixture)]),
      );
      const actual = await evaluate(slopes);
      for (const [estimator, expected] of Object.entries(grad)) {
        const check = (parameter: string, value: Nested | undefined) => {
          const what = `∂ ${estimator} / ∂ ${parameter} (${name})`;
          assert(value !== undefined, `${what} has a reference value`);
          assertGradient(actual[estimator]![parameter]!, value, what);
        };
        const points = c.family === "gaussian" ? "means" : "centers";
        check("weights", expected.weights);
        check(points, expected[points]);
        const full = c.family === "gaussian" ? expected.covariances : expected.widths;
        if (full === undefined || full === null) continue;
        const convention = name === "MixEntroPY's convention" && c.family === "uniform";
        // widths as diagonal matrices
        check(
          spread,
          convention ? (full as Matrix).map(diagonalMatrix) : spreadGradient(name, full),
        );
      }
    }
  });
}

Deno.test("cases without reference gradients have finite ones, and those of the points sum to zero", async () => {
  for (const c of cases) {
    if (Object.keys((c as Gradients).grad ?? {}).length > 0) continue;
    // 400 coordinates: by variances, a full matrix takes a second
    const { mixture: p } = formsOf(c)[c.name.includes("d400") ? 1 : 0]!;
    const estimators = estimatorsOf(p);
    for (const [name, estimator] of Object.entries(estimators)) {
      const slopes = await evaluate(gradient(estimator, p));
      for (const [parameter, slope] of Object.entries(slopes)) {
        assertGradient(slope, null, `∂ ${name} / ∂ ${parameter} of ${c.name}`);
      }
      const { data, shape } = array(slopes[c.family === "gaussian" ? "means" : "centers"]!);
      const d = shape[1]!;
      const largest = Math.max(...data.map(Math.abs));
      for (let a = 0; a < d; a++) {
        const along = sumOf([...data].filter((_, t) => t % d === a));
        assert(Math.abs(along) <= 1e-12 * largest, `Expected 0, got ${along} for ${c.name}`);
      }
    }
  }
});

Deno.test("the gradients in shared, diagonal and single variances that the file gives follow from the full ones", () => {
  const forms = [
    ["gradShared", "covariance [d, d]"],
    ["gradVariance", "variance number"],
  ] as const;
  let compared = 0;
  const compare = (own: Nested, grad: Nested, form: string, what: string) => {
    const flat = [spreadGradient(form, grad)].flat(Infinity as 1) as number[];
    assertGradient({ data: Float64Array.from(flat) }, own, what);
    compared++;
  };
  for (const c of cases) {
    const gradients = c as Case & Gradients;
    for (const [name, form] of forms) {
      for (const [estimator, own] of Object.entries(gradients[name] ?? {})) {
        compare(own, gradients.grad?.[estimator]?.covariances ?? null, form, `${c.name} ${name}`);
      }
    }
    for (const [estimator, own] of Object.entries(gradients.gradVariances ?? {})) {
      const form = Array.isArray((own as Nested[])[0]) ? "variances [k, d]" : "variances [k]";
      compare(own, gradients.grad?.[estimator]?.covariances ?? null, form, `${c.name} ${form}`);
    }
  }
  assert(compared >= 30);
});

for (const logDet of logDetCases) {
  const { gradEntropy, gradJoint, gradMutualInformation } = logDet as LogDetGradients;
  if (gradEntropy === undefined) continue;
  Deno.test(`LogDet ${logDet.name}: the gradients in the data have their reference values`, async () => {
    const { beta } = logDet;
    const x = logDet.x.map((data, l) => input(data, { name: `x${l}` }));
    const parts = (value: Expr, leaves: readonly Expr[]) => gradient(value, leaves);
    const actual = await evaluate({
      entropy: x.map((data) => gradient(logDetEntropy(data, { beta }), data)),
      joint: parts(logDetJointEntropy(x, { beta }), x),
      information: x.length < 2
        ? []
        : parts(logDetMutualInformation(x[0]!, x[1]!, { beta }), x.slice(0, 2)),
    });
    gradEntropy.forEach((g, l) => assertGradient(actual.entropy[l]!, g, `∂ H(X${l})`));
    const joint = gradJoint ?? gradEntropy;
    joint.forEach((g, l) => assertGradient(actual.joint[l]!, g, `∂ H(X) / ∂ X${l}`));
    gradMutualInformation?.forEach((g, l) =>
      assertGradient(actual.information[l]!, g, `∂ I / ∂ X${l}`)
    );
  });
}
