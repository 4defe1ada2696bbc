import { describe, isPlain, reasonOf } from "../../expr/describe.ts";
import { DeviceError, DomainError, unknownName } from "../../expr/errors.ts";
import { createdCount, isNode } from "../../expr/intern.ts";
import type { Node } from "../../expr/node.ts";
import { shown } from "../../expr/quote.ts";
import { show } from "../../expr/show.ts";
import type { Result } from "../conduct/buffers.ts";
import { computeAll } from "./compute.ts";
import { keeper } from "./keeper.ts";
import { turn } from "../conduct/turn.ts";
import { programming } from "./program.ts";
import { inTurns, newBreath, numbersAtOnce, type Slices } from "../conduct/slices.ts";
import { withWitnesses } from "./witnesses.ts";

/** How an evaluation runs. */
export interface EvaluateOptions {
  /**
   * Where it runs. "cpu": WebAssembly with vectors, on several threads. "webgpu": sweeps over pairs on the GPU in single
   * precision, all else on the CPU. "auto", the default: the CPU, or the GPU where precision "f32" was asked for, the work is
   * worth it and the numbers keep their digits; `explain` says why not.
   */
  readonly device?: "auto" | "cpu" | "webgpu" | undefined;
  /**
   * "f64", the default, or "f32": large sweeps over pairs compute in single precision and add up in double precision, in
   * about half the time. Values are then right to about 1e−6 of max(1, |value|), and gradients to about 1e−5 of their largest
   * entry.
   *
   * Differences of data are taken from a common centre, so an offset costs no digits. Where single precision would not do,
   * double precision steps in, and `onWarning` says why: numbers beyond 1e±18; for gradients, data that reach further than 64
   * widths of a component from their middle, and sums below 2⁻¹⁰⁰; a matrix that is nearly singular. Besides, each sweep
   * computes a few rows in both (evenly spread, where the data are extreme, and at the end where the results are) and is done
   * in "f64" if they differ by more than 4e−6 (gradients: 5e−6 of the largest entry). In "f64" without a word are small sweeps
   * and whatever jumps (is one box in another, which component does a draw fall to): draws are the same.
   * An engine without vectors (SIMD) computes all in "f64".
   */
  readonly precision?: "f64" | "f32" | undefined;
  /** The most threads to use; as many as the processor has if left out. Results do not depend on it. */
  readonly threads?: number | undefined;
  /** Stops the evaluation: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /**
   * Called with sentences on what did not run as it was asked for (what a GPU could not do and the CPU did instead, single
   * precision and double, WebAssembly and the interpreting script), and on Monte Carlo values that cannot be; `console.warn`
   * if left out.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** An array result: row-major numbers and their shape. */
export interface ArrayResult {
  /** The numbers, row-major. */
  readonly data: Float64Array;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
}

/** A lazy value, or a structure of them. */
export type Expressions = Node | { readonly [name: string]: Expressions } | readonly Expressions[];

/**
 * The values of expressions, in the same structure: a number for a scalar, else an array; unknown
 * where the type of the expressions says no more than `Expressions`.
 */
export type Values<E> = Expressions extends E ? unknown
  : E extends Node ? number & ArrayResult
  : { readonly [K in keyof E]: Values<E[K]> };

/**
 * The values of one expression, or of an array or record of them. What they have in common is computed once: together
 * they are one plan. A record of thousands is taken apart; parts that differ in their data and numbers only have one plan.
 * A scalar comes back as a number, anything else as `{ data, shape }`, row-major.
 *
 * Throws `DomainError` where a value is not a number, `NotPositiveDefiniteError` where a computed covariance is not
 * definite, `DeviceError` for a device or precision that is not there.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, jointEntropy, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [3]], variance: 1 });
 * const { upper, joint } = await evaluate({
 *   upper: pairwiseEntropy(p, { distance: "kl" }),
 *   joint: jointEntropy(p),
 * });
 * console.log(upper <= joint); // true
 * ```
 */
export function evaluate<E extends Expressions>(
  expressions: E,
  options: EvaluateOptions = {},
): Promise<Values<E>> {
  // The structure is copied leaf by leaf; a leaf's type says both what a scalar and what an array allows.
  return evaluateStructure(expressions, options) as Promise<Values<E>>;
}

async function evaluateStructure(
  expressions: Expressions,
  options: EvaluateOptions,
): Promise<unknown> {
  checkOptions(options);
  const leaves = flatten(expressions);
  options.signal?.throwIfAborted();
  const { nodes, heard } = withWitnesses(leaves.map(({ node }) => node));
  const executors = keeper(), breath = newBreath(options.signal);
  const given = { arrays: new Map(), sizes: new Map() };
  try {
    const program = await inTurns(programming(nodes), breath);
    const results = await computeAll(program, given, { ...options, breath }, executors);
    const own = heard(await finished(results, options), options.onWarning);
    await inTurns(refuseNaN(own, leaves), breath);
    return collect(expressions, own);
  } finally {
    executors.dispose();
  }
}

/** A leaf of a structure of expressions, with its path for messages. */
interface Leaf {
  readonly node: Node;
  readonly path: string;
}

const optionNames = ["device", "precision", "threads", "signal", "onProgress", "onWarning"];

/** Checks the options of an evaluation, which may have others besides, checked elsewhere. */
export function checkOptions(options: EvaluateOptions, others: readonly string[] = []): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Expected options as an object, got ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    const known = [...optionNames, ...others];
    if (!known.includes(name)) {
      throw new TypeError(unknownName("option", name, known));
    }
  }
  const { device = "auto", precision = "f64", threads } = options;
  if (!["auto", "cpu", "webgpu"].includes(device)) {
    throw new DeviceError(unknownName("device", device, ["auto", "cpu", "webgpu"]));
  }
  if (device === "webgpu" && options.precision === "f64") {
    throw new DeviceError(
      `Device "webgpu" computes in single precision; use precision "f32", or device "cpu"`,
    );
  }
  if (precision !== "f64" && precision !== "f32") {
    throw new DeviceError(unknownName("precision", precision, ["f64", "f32"]));
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new DomainError(`Expected threads to be an integer ≥ 1, got ${describe(threads)}`);
  }
}

/** The most levels of arrays and records around an expression. What holds itself has no end of them. */
const mostLevels = 100;

/** The expressions of a structure, in order. */
export function flatten(expressions: Expressions): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (part: Expressions, path: string, levels: number) => {
    if (isNode(part)) {
      leaves.push({ node: part, path });
      return;
    }
    if (levels === 0) {
      throw new TypeError(
        `Expected expressions in at most ${mostLevels} levels of arrays and records, got more at ${
          shown(path)
        }; does one hold itself?`,
      );
    }
    for (const [name, inner] of entriesOf(part, path)) walk(inner, path + name, levels - 1);
  };
  walk(expressions, "", mostLevels);
  return leaves;
}

/** The parts of an array or record, with what each adds to the path. */
function entriesOf(part: Exclude<Expressions, Node>, path: string): [string, Expressions][] {
  try {
    if (Array.isArray(part)) {
      return Array.from(part, (inner: Expressions, t) => [`[${t}]`, inner]);
    }
    if (typeof part === "object" && part !== null && isPlain(part)) {
      return Object.entries(part).map(([name, inner]) => [`.${name}`, inner]);
    }
  } catch (error) {
    throw new TypeError(
      `Expected expressions that can be read${at(path)}, got an error: ${reasonOf(error)}`,
      { cause: error },
    );
  }
  throw new TypeError(
    `Expected an expression, or an array or record of expressions${at(path)}, got ${
      describe(part)
    }`,
  );
}

function at(path: string): string {
  return path === "" ? "" : ` at ${shown(path)}`;
}

/**
 * The most expressions made between two turns of the event loop: what nobody uses any more is forgotten between its tasks,
 * and a loop of short evaluations would never get there.
 */
const mostNew = 1_000;
let createdAtTurn = 0;

/** The end of an evaluation: reports it, and lets the program forget expressions if many were made. */
export async function finished<T>(results: T, { onProgress }: EvaluateOptions): Promise<T> {
  onProgress?.(1);
  if (createdCount() - createdAtTurn > mostNew) {
    await turn();
    createdAtTurn = createdCount();
  }
  return results;
}

/** The results in the structure of the expressions. */
export function collect(expressions: Expressions, results: readonly Result[]): unknown {
  let next = 0;
  const walk = (part: Expressions): unknown => {
    if (isNode(part)) {
      const result = results[next++]!;
      return result.shape.length === 0 ? result.data[0] : result;
    }
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(expressions);
}

/** Throws `DomainError` for the first result that is not a number. */
export function* refuseNaN(results: readonly Result[], leaves: readonly Leaf[]): Slices {
  for (const [index, { data, shape }] of results.entries()) {
    for (let first = 0; first < data.length; first += numbersAtOnce) {
      if (first > 0) yield undefined;
      const bad = data.subarray(first, first + numbersAtOnce).findIndex(Number.isNaN);
      if (bad < 0) continue;
      const where = shape.length === 0 ? "" : ` at flat index ${first + bad}`;
      throw new DomainError(notANumber(leaves[index]!, where));
    }
  }
}

function notANumber({ node, path }: Leaf, where: string): string {
  const name = path === ""
    ? "The value"
    : `The value${path.startsWith("[") ? " " : " of "}${shown(path.replace(/^\./, ""), 120)}`;
  return `${name} is not a number${where}: a logarithm or root of a negative number, or ∞ − ∞, in ${
    show(node, 6)
  }`;
}
