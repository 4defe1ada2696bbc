import { describe, isRecord } from "../../expr/describe.ts";
import { ShapeError } from "../../expr/errors.ts";
import { checkInteger } from "../../expr/array.ts";
import type { OwnFamily, OwnPairs } from "../component_types.ts";
import { checkNames, given, type Pattern } from "../parameters.ts";
import type { Entry } from "./entry_fields.ts";

const needed = ["logDensity", "sample", "entropy"] as const;
const further = ["middle", "mean", "variance"] as const;
const pairNames = ["kl", "logAffinity", "logOverlap"] as const;

const ofOne: readonly Pattern[] = ["", "d", "bd"];
const ofMany: readonly Pattern[] = ["k", "kd", "bk", "bkd"];

/** Reads a family of one's own: its functions, and parameters of whatever names. */
export function readOwn(
  record: object,
  what: string,
  weights: Entry["weights"],
): Pick<Entry, "isOne" | "k" | "dimension" | "values" | "definition"> {
  const read = checkNames(
    record as { readonly [name: string]: unknown },
    ["dimension", "parameters", "pairs", ...needed, ...further],
    what,
  );
  const dimension = checkInteger(read["dimension"], `${what}.dimension`, 1);
  const parameters = read["parameters"] ?? {};
  if (!isRecord(parameters)) {
    throw new TypeError(
      `Expected ${what}.parameters as an object with arrays, got ${describe(parameters)}`,
    );
  }
  // beside weights there is one for each component, else there is one component
  const isOne = weights?.isOfEntry !== false, k = isOne ? 1 : weights.given.shape.at(-1);
  if (k === undefined) {
    throw new ShapeError(`Expected weights of shape [k] beside ${what}, got a number`);
  }
  const values = Object.entries(parameters).map(([name, value]) => ({
    name,
    given: given(value, `${what}.parameters.${name}`),
    patterns: isOne ? ofOne : ofMany,
    domain: "finite" as const,
  }));
  return { isOne, k, dimension, values, definition: definitionOf(read, what) };
}

function definitionOf(read: { readonly [name: string]: unknown }, what: string): OwnFamily {
  for (const name of [...needed, ...further]) {
    const isMissing = read[name] === undefined && further.some((one) => one === name);
    if (!isMissing) checkFunction(read[name], `${what}.${name}`);
  }
  const pairs = read["pairs"];
  if (pairs !== undefined) {
    const named: { readonly [name: string]: unknown } = checkNames(
      pairs as OwnPairs & { readonly [name: string]: unknown },
      pairNames,
      `${what}.pairs`,
    );
    for (const [name, value] of Object.entries(named)) {
      checkFunction(value, `${what}.pairs.${name}`);
    }
  }
  // each function was looked at
  return read as unknown as OwnFamily;
}

function checkFunction(value: unknown, what: string): void {
  if (typeof value === "function") return;
  throw new TypeError(`Expected ${what} as a function of expressions, got ${describe(value)}`);
}
