import {
  type Axis,
  axisOf,
  type IndexSet,
  indexSet,
  type Making,
  sharedIndexSet,
} from "../expr/axes.ts";
import { inputOver, shapeText, source, toDense } from "../expr/array.ts";
import { describe, isRecord, reasonOf } from "../expr/describe.ts";
import { hold, inputAt, relabel } from "../expr/build.ts";
import { checkDomain, symmetrize } from "../expr/domain.ts";
import { ShapeError, unknownName, UnknownNameError } from "../expr/errors.ts";
import { isNode } from "../expr/intern.ts";
import type { DenseArray } from "../expr/array.ts";
import type { Domain, Node } from "../expr/node.ts";

/** A parameter as it was given: an expression, or numbers. */
export type GivenParameter =
  & { readonly name: string; readonly shape: readonly number[] }
  & (
    | { readonly expression: Node }
    | { readonly array: DenseArray }
  );

/** Letters for the dimensions of a parameter: batch, components, coordinates. */
export type Pattern =
  | ""
  | "b"
  | "k"
  | "d"
  | "kd"
  | "bk"
  | "bd"
  | "bkd"
  | "dd"
  | "bdd"
  | "kdd"
  | "bkdd";

/** Reads a parameter; nothing is computed, but numbers are copied. */
export function given(value: unknown, name: string): GivenParameter {
  if (isNode(value)) {
    return { name, shape: value.axes.map((axis) => axis.set.extent), expression: value };
  }
  const array = toDense(value, name);
  return { name, shape: array.shape, array };
}

/**
 * The parameters of a record, each read once; names that are not among `valid` are refused.
 *
 * Throws `TypeError` also where a getter or a proxy throws.
 */
export function checkNames<T extends object>(
  options: T,
  valid: readonly string[],
  what: string,
  hintOf?: (name: string) => string | undefined,
): T {
  if (!isRecord(options)) {
    throw new TypeError(
      `Expected the parameters of a ${what} as an object, got ${describe(options)}`,
    );
  }
  const read: { [name: string]: unknown } = {};
  let unknown: string | undefined;
  try {
    unknown = Object.keys(options).find((name) => !valid.includes(name));
    const named = options as { readonly [name: string]: unknown };
    for (const name of valid) if (named[name] !== undefined) read[name] = named[name];
  } catch (error) {
    throw new TypeError(`The parameters of a ${what} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (unknown !== undefined) {
    throw new UnknownNameError(
      unknownName(`parameter of a ${what}`, unknown, valid, hintOf?.(unknown)),
    );
  }
  // it has those properties of T that are among `valid`, which are all that T knows
  return read as T;
}

/** The axes of a mixture: its own component set; batches and coordinates are shared by extent. */
export interface MixtureAxes {
  readonly component: Axis;
  readonly coordinate: Axis;
  readonly batch: Axis | undefined;
  readonly set: IndexSet;
}

/** The sizes that means or centres of shape [k, d] or [b, k, d] determine. */
export function sizesOf(points: GivenParameter): { k: number; d: number; b: number | undefined } {
  const { shape, name } = points;
  const [d, k, b] = [...shape].reverse();
  if (d === undefined || k === undefined || shape.length > 3) {
    throw new ShapeError(`Expected ${name} of shape [k, d] or [b, k, d], got ${shapeText(shape)}`);
  }
  return { k, d, b };
}

/** A parameter, the patterns that its name allows, and what its numbers must satisfy. */
export interface ParameterSlot {
  readonly given: GivenParameter;
  readonly patterns: readonly Pattern[];
  readonly domain: Domain;
  /** Other names by which such a parameter may be given, with their patterns, for messages. */
  readonly elsewhere?: readonly (readonly [string, readonly Pattern[]])[];
}

/** Finds the pattern of each parameter and the batch that they agree on, and gives every parameter its axes. */
export function bindParameters(
  slots: readonly ParameterSlot[],
  k: number,
  d: number,
): { axes: MixtureAxes; nodes: Node[]; patterns: Pattern[]; batch: number | undefined } {
  const shown = slots.map(({ given: { shape }, patterns }) =>
    patterns.every((pattern) => pattern.length !== shape.length || pattern.startsWith("b"))
      ? shape.slice(0, 1)
      : []
  );
  const patterns = slots.map((slot, t) =>
    patternOf(slot, k, d, shown.flatMap((batch, other) => other === t ? [] : batch))
  );
  let batch: number | undefined;
  let batchFrom = "";
  patterns.forEach((pattern, t) => {
    if (!pattern.startsWith("b")) return;
    const { name, shape } = slots[t]!.given;
    if (batch !== undefined && batch !== shape[0]) {
      throw new ShapeError(
        `Expected ${name} with a batch axis of ${batch}, as ${batchFrom} has, got shape ${
          shapeText(shape)
        }`,
      );
    }
    [batch, batchFrom] = [shape[0], name];
  });
  const set = indexSet("component", "i", k, followed(slots, patterns));
  const axes: MixtureAxes = {
    set,
    component: axisOf(set),
    coordinate: axisOf(sharedIndexSet("coordinate", "a", d)),
    batch: batch === undefined ? undefined : axisOf(sharedIndexSet("batch", "b", batch)),
  };
  const nodes = slots.map((slot, t) => parameterNode(slot, dimsOf(patterns[t]!, axes)));
  return { axes, nodes, patterns, batch };
}

/**
 * The set that the components of an expression run over, as the rows of what a network computed: where its extent is another
 * in a run, so is the number of components.
 */
function followed(
  slots: readonly ParameterSlot[],
  patterns: readonly Pattern[],
): Making | undefined {
  for (const [t, { given }] of slots.entries()) {
    const at = patterns[t]!.indexOf("k");
    if (at < 0 || !("expression" in given) || given.expression.kind === "input") continue;
    return { how: "same", of: given.expression.axes[at]!.set };
  }
  return undefined;
}

/** The axes of a parameter's dimensions; a second d is a second copy of the coordinates. */
function dimsOf(pattern: Pattern, axes: MixtureAxes): Axis[] {
  let coordinates = 0;
  return [...pattern].map((letter) => {
    if (letter === "b") return axes.batch as Axis;
    return letter === "k" ? axes.component : axisOf(axes.coordinate.set, coordinates++);
  });
}

function parameterNode({ given, domain }: ParameterSlot, dims: readonly Axis[]): Node {
  if ("array" in given) {
    const input = inputOver(given.array, given.name, dims, domain);
    if (domain === "covariance") symmetrize(given.array.data, given.shape.at(-1)!);
    return input;
  }
  const { expression, name } = given;
  if (expression.kind !== "input") return hold(name, relabel(expression, dims), domain);
  const { source: known } = expression;
  checkDomain(domain, name, known.data, known.shape);
  return inputAt(known, dims, domain);
}

/** Equal weights 1/k, an input like any other: gradients with respect to it can be asked for. */
export function equalWeights(k: number, axes: MixtureAxes): Node {
  const fill = (shape: readonly number[]) => {
    const extent = shape[0]!;
    return new Float64Array(extent).fill(1 / extent);
  };
  return inputAt(
    source({ data: fill([k]), shape: [k] }, "weights", fill),
    [axes.component],
    "weights",
  );
}

/** The patterns that a shape fits, without a batch axis first. */
function fitting(
  patterns: readonly Pattern[],
  shape: readonly number[],
  k: number,
  d: number,
): Pattern[] {
  return patterns.filter((pattern) => {
    const free = pattern.startsWith("b") ? pattern.slice(1) : pattern;
    return pattern.length === shape.length &&
      [...free].every((letter, t) =>
        shape[t + pattern.length - free.length] === (letter === "k" ? k : d)
      );
  });
}

/**
 * A spread that would be the only one with a batch axis, and whose shape another reading has: what was meant is said, not
 * guessed by what k and b happen to be.
 */
function refuseLoneBatch(
  fit: Pattern,
  { given: { name, shape }, patterns, k }: {
    readonly given: Pick<GivenParameter, "name" | "shape">;
    readonly patterns: readonly Pattern[];
    readonly k: number;
  },
): void {
  if (fit === "bk" && patterns.includes("kd")) {
    throw new ShapeError(
      `Expected ${name} of shape [k=${k}] or [k=${k}, d], got ${
        shapeText(shape)
      }: for a batch give the other parameters their batch axis, too, or ${name} as [b, k, d]`,
    );
  }
  if (fit === "bdd" && shape[0] === k) {
    throw new ShapeError(
      `Expected one ${name} of shape [d, d] for all components, got ${
        shapeText(shape)
      }: a matrix for each component is called ${name}s`,
    );
  }
}

/** The one pattern of a parameter; `batches` are the batch extents that the ranks of other parameters show. */
export function patternOf(
  { given: { name, shape }, patterns, elsewhere }: ParameterSlot,
  k: number,
  d: number,
  batches: readonly number[] = [],
): Pattern {
  const fits = fitting(patterns, shape, k, d);
  if (fits.length > 1 && batches.includes(shape[0]!)) {
    throw new ShapeError(
      `Expected ${name} whose shape has one reading, got ${
        shapeText(shape)
      }, which may be [k, d] or [b, k]: ` +
        `give it as [b, k, d]`,
    );
  }
  const [fit] = fits;
  const isAlone = batches.length === 0;
  if (fit !== undefined && isAlone) refuseLoneBatch(fit, { given: { name, shape }, patterns, k });
  if (fit !== undefined) return fit;
  const shapes = patterns.filter((p) => p !== "").map((p) =>
    shapeText([...p].map((l) => l === "k" ? `k=${k}` : l === "d" ? `d=${d}` : l))
  );
  const expected = `${patterns.includes("") ? "as a number or " : ""}of shape ${
    shapes.join(" or ")
  }`;
  const hint = shape.length === 1 && patterns[0] === "k"
    ? `Expected ${k} ${name}, one for each of the ${k} components, got ${shape[0]}`
    : `Expected ${name} ${expected}, got ${shapeText(shape)}`;
  const others = (elsewhere ?? []).filter(([, theirs]) => fitting(theirs, shape, k, d).length > 0);
  throw new ShapeError(
    others.length === 0
      ? hint
      : `${hint}; what has this shape is called ${others.map(([other]) => other).join(" or ")}`,
  );
}
