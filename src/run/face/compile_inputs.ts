import { describe, toDense } from "../../expr/array.ts";
import type { ArrayInput } from "../../expr/array_types.ts";
import { ShapeError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import type { Expr } from "../../expr/expression.ts";
import { isNode } from "../../expr/intern.ts";
import type { Input, Source } from "../../expr/node.ts";
import { shown } from "../../expr/quote.ts";
import type { Arrays } from "../conduct/inputs.ts";

/** The inputs of a compiled plan: a mixture (its parameters), a record of leaves, or an array of leaves. */
export type CompileInputs =
  | { readonly parameters: object }
  | { readonly [name: string]: Expr }
  | readonly Expr[];

/** New numbers for the inputs `I`, by their names or in their order; an input that is left out keeps its own. */
export type CompileValues<I extends CompileInputs = CompileInputs> = I extends readonly Expr[]
  ? readonly ArrayInput[]
  : I extends { readonly parameters: infer P extends object } ? NewNumbers<P>
  : NewNumbers<I>;

/**
 * New numbers by the names of a record.
 *
 * @internal
 */
type NewNumbers<P extends object> = { readonly [K in keyof P]?: ArrayInput | undefined };

/** The same where the names are known when the program runs. */
export type SomeValues =
  | { readonly [name: string]: ArrayInput | undefined }
  | readonly ArrayInput[];

/** The leaves of a plan by their names, or by their places. */
export function inputsByName(inputs: CompileInputs): ReadonlyMap<string, Input> {
  if (Array.isArray(inputs)) {
    // unlike map(), from() looks at holes too
    return new Map(
      Array.from(inputs, (leaf: unknown, t) => [String(t), leafOf(leaf, String(t))] as const),
    );
  }
  const named = inputs as { readonly [name: string]: unknown }, { parameters } = named;
  if (typeof parameters === "object" && parameters !== null && !isNode(parameters)) {
    // a parameter that was given as an expression has leaves of its own
    return new Map(
      Object.entries(parameters).flatMap(([name, leaf]: [string, unknown]) =>
        isNode(leaf) && leaf.kind === "input" ? [[name, leaf]] : []
      ),
    );
  }
  return new Map(Object.entries(named).map(([name, leaf]) => [name, leafOf(leaf, name)]));
}

/** How much of a formula a message shows. */
const mostShown = 120;

function leafOf(leaf: unknown, name: string): Input {
  if (isNode(leaf) && leaf.kind === "input") return leaf;
  throw new TypeError(
    `Expected input ${
      shown(name)
    } to be a leaf made by input(), or a parameter given as numbers, got ${
      isNode(leaf) ? shown(String(leaf), mostShown) : describe(leaf)
    }`,
  );
}

/** The arrays of new numbers, copied, by the inputs that they are for. */
export function givenArrays(
  values: SomeValues,
  inputs: ReadonlyMap<string, Input>,
  inOrder: boolean,
): Arrays {
  if (Array.isArray(values) !== inOrder && Object.keys(values).length > 0) {
    throw new ShapeError(
      inOrder
        ? `Expected an array of ${inputs.size} values, as the inputs are an array, got ${
          describe(values)
        }`
        : `Expected a record of values, as the inputs have names, got ${describe(values)}`,
    );
  }
  const arrays = new Map<Source, ReturnType<typeof toDense>>();
  for (const [name, value] of Object.entries(values)) {
    const leaf = inputs.get(name);
    if (leaf === undefined) {
      throw new UnknownNameError(unknownName("input", name, [...inputs.keys()]));
    }
    if (value !== undefined) arrays.set(leaf.source, toDense(value, leaf.source.name));
  }
  return arrays;
}
