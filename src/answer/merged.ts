import type { ArrayResult, Expr, Value } from "../expr/expression.ts";
import type { AnyMixture } from "../mixture/component_types.ts";
import { gaussianMixture, type GaussianParameters } from "../mixture/gaussian.ts";
import { uniformMixture, type UniformParameters } from "../mixture/uniform.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { EvaluateOptions } from "../run/face/options.ts";

/** Parameters that all components share, with as many axes. */
const sharedAxes: { readonly [name: string]: number } = { variance: 0, covariance: 2, widths: 0 };

/**
 * The mixture with components of the same parameters as one, of the sum of their weights, and without those of weight 0: the same
 * distribution, whose joint entropy is closer to its entropy. The mixture itself where there are none, and for a batch.
 */
export async function merged(p: AnyMixture, { signal }: EvaluateOptions): Promise<AnyMixture> {
  const make = maker(p.family);
  if (p.batch !== undefined || make === undefined) return p;
  const parameters = p.parameters as { readonly [name: string]: Expr };
  const values = await evaluate(parameters, { signal });
  const { weights: given, ...others } = values;
  const weights = dataOf(given!), k = p.components;
  const own = Object.entries(others).filter((entry): entry is [string, ArrayResult] =>
    typeof entry[1] !== "number" && entry[1].shape.length !== sharedAxes[entry[0]]
  );
  const { kept, totals } = groupsOf(weights, own.map(([, { data }]) => data));
  if (kept.length === k) return p;
  const few: { [name: string]: unknown } = { ...others, weights: totals };
  for (const [name, { data, shape }] of own) {
    const size = data.length / k, rows = new Float64Array(kept.length * size);
    kept.forEach((from, to) => rows.set(data.subarray(from * size, (from + 1) * size), to * size));
    few[name] = { data: rows, shape: [kept.length, ...shape.slice(1)] };
  }
  // the parameters of p by their names, with fewer rows
  return make(few);
}

/** What makes a mixture of a family from its parameters; undefined where bounds and draws do without. */
function maker(
  family: AnyMixture["family"],
): ((parameters: { readonly [name: string]: unknown }) => AnyMixture) | undefined {
  if (family === "gaussian") return (few) => gaussianMixture(few as unknown as GaussianParameters);
  if (family === "uniform") return (few) => uniformMixture(few as unknown as UniformParameters);
  return undefined;
}

/** The first component of each kind, in order, and what its kind weighs. */
function groupsOf(weights: Float64Array, parameters: readonly Float64Array[]) {
  const kept: number[] = [], totals: number[] = [], known = new Map<number, number[]>();
  const bits = parameters.map((data) =>
    new Uint32Array(data.buffer, data.byteOffset, 2 * data.length)
  );
  weights.forEach((weight, i) => {
    if (weight === 0) return;
    const key = hashOf(bits, i, weights.length), rivals = known.get(key) ?? [];
    const same = rivals.find((at) => isSame(parameters, kept[at]!, i, weights.length));
    if (same !== undefined) {
      totals[same]! += weight;
      return;
    }
    known.set(key, [...rivals, kept.length]);
    kept.push(i);
    totals.push(weight);
  });
  return { kept, totals };
}

/** A number that equal rows share: FNV-1a by words. */
function hashOf(parameters: readonly Uint32Array[], i: number, k: number): number {
  let hash = 0x811c9dc5;
  for (const words of parameters) {
    const size = words.length / k;
    for (let t = i * size; t < (i + 1) * size; t++) hash = Math.imul(hash ^ words[t]!, 0x01000193);
  }
  return hash;
}

function isSame(parameters: readonly Float64Array[], i: number, j: number, k: number): boolean {
  return parameters.every((data) => {
    const size = data.length / k;
    for (let t = 0; t < size; t++) if (data[i * size + t] !== data[j * size + t]) return false;
    return true;
  });
}

function dataOf(value: Value): Float64Array {
  return typeof value === "number" ? Float64Array.of(value) : value.data;
}
