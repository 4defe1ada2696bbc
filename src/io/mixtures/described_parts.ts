import type { Axis } from "../../expr/axes.ts";
import type { DenseArray } from "../../expr/array.ts";
import type { Expr } from "../../expr/expression.ts";
import type { Input } from "../../expr/node.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { roomFor } from "../../expr/room.ts";
import { familiesOf } from "../../mixture/assembled.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import { entryParameters, gaussianSpreads } from "../../mixture/mixed/entry_parameters.ts";
import type { Pattern } from "../../mixture/parameters.ts";
import { partNames } from "../../mixture/part_names.ts";
import type { Description, FamilyDescription } from "./description.ts";
import { fileFamilies, type FileFamily, spreads } from "./file_families.ts";
import type { PartDescription } from "./mixed_description.ts";

/** What a mixture of arrays is. Throws `TypeError` for families and parameters that no file holds: functions, and expressions. */
export function descriptionOf(p: Mixture): Description {
  const parts = partsDescribed(p), [only] = parts;
  return parts.length === 1 ? ofFamily(only!) : { family: "mixed", parts };
}

/** The parts of a mixture, whose parameters have the shapes that several components of the family have, and a weight for each. */
export function partsDescribed(p: Mixture): PartDescription[] {
  const nameOf = partNames(p.parts.map(({ family }) => family));
  const named: { readonly [name: string]: Expr } = p.parameters;
  return p.parts.map(({ family: any, components: k }, t): PartDescription => {
    const family = fileFamilies.find((known) => known === any);
    if (family === undefined) {
      throw new TypeError(
        `Expected a mixture of families that files hold to write it, got one of ${
          familiesOf(p.parts)
        }`,
      );
    }
    const sizes: Sizes = { k, d: p.dimension, b: p.batch ?? 1 };
    const own = shapesOf(family).flatMap(([name, patterns]) => {
      const called = nameOf(t, name), parameter = named[called];
      return parameter === undefined
        ? []
        : [[name, arrayOf(called, parameter, patterns, sizes)] as const];
    });
    const weights = nameOf(t, "weights"), array = weightsOf(weights, named[weights]!, sizes);
    const where = `components[${t}]`;
    return { family, where, weights: { name: "weights", array }, parameters: new Map(own) };
  });
}

interface Sizes {
  readonly b: number;
  readonly k: number;
  readonly d: number;
}

/** The parameters of several components by name, and the shapes that they may have. */
function shapesOf(family: FileFamily): (readonly [string, readonly Pattern[]])[] {
  const all = [...entryParameters(family), ...family === "gaussian" ? gaussianSpreads : []];
  return all.map(({ many }) => many);
}

/** The numbers of a parameter in a shape that several components may have: those of one component, or of all, are repeated. */
function arrayOf(
  name: string,
  parameter: Expr,
  patterns: readonly Pattern[],
  sizes: Sizes,
): DenseArray {
  const input = inputOf(name, parameter), own = lettersOf(input);
  if (patterns.some((pattern) => pattern === own)) return input.source;
  const isBatch = own.startsWith("b");
  // the last is that with an axis for everything
  const whole = patterns.findLast((pattern) => pattern.startsWith("b") === isBatch)!;
  return repeated(input.source, own, { letters: whole, sizes, name });
}

/** A weight for each component; a weight that they share is divided among them. */
function weightsOf(name: string, parameter: Expr, sizes: Sizes): DenseArray {
  const input = inputOf(name, parameter), own = lettersOf(input);
  if (own.endsWith("k")) return input.source;
  const letters = own === "b" ? "bk" : "k";
  const { data, shape } = repeated(input.source, own, { letters, sizes, name });
  return { data: data.map((weight) => weight / sizes.k), shape };
}

function inputOf(name: string, parameter: Expr): Input {
  const node = nodeOf(parameter);
  if (node.kind === "input") return node;
  throw new TypeError(`Expected numbers in ${name} to write them, got an expression`);
}

/** A letter for each dimension of an array. */
function lettersOf({ dims }: Input): string {
  return dims.map(letterOf).join("");
}

function letterOf({ set: { role } }: Axis): string {
  return role === "batch" ? "b" : role === "component" ? "k" : "d";
}

/** An array with the axes that `letters` names, constant along those that it lacks. */
function repeated(
  { data, shape: given }: DenseArray,
  own: string,
  { letters, sizes: { b, k, d }, name }: {
    readonly letters: string;
    readonly sizes: Sizes;
    readonly name: string;
  },
): DenseArray {
  const extents: { readonly [letter: string]: number } = { b, k, d };
  const shape = [...letters].map((letter) => extents[letter]!), to = roomFor(shape, name);
  const steps = [...letters].map((letter) => {
    const at = own.indexOf(letter);
    return at < 0 ? 0 : given.slice(at + 1).reduce((size, extent) => size * extent, 1);
  });
  for (let t = 0; t < to.length; t++) {
    let from = 0;
    for (let axis = shape.length - 1, rest = t; axis >= 0; axis--) {
      from += rest % shape[axis]! * steps[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    to[t] = data[from]!;
  }
  return { data: to, shape };
}

/** A part that is a whole mixture. */
function ofFamily({ family, weights, parameters }: PartDescription): FamilyDescription {
  const of = (name: string) => parameters.get(name)!;
  const common = { weights: weights?.array };
  switch (family) {
    case "gaussian": {
      const spread = spreads.find((name) => parameters.has(name))!;
      return { family, ...common, means: of("means"), spread, array: of(spread) };
    }
    case "uniform":
      return { family, ...common, centers: of("centers"), widths: of("widths") };
    case "laplace":
    case "logistic":
      return { family, ...common, locations: of("locations"), scales: of("scales") };
    case "studentT":
      return {
        ...{ family, ...common, locations: of("locations"), scales: of("scales") },
        degreesOfFreedom: of("degreesOfFreedom"),
      };
    default:
      return family satisfies never;
  }
}
