import { describe } from "../expr/array.ts";
import { unknownName, UnknownNameError } from "../expr/errors.ts";

/** One of some names, the first if left out. */
export function oneOf<T extends string>(
  names: readonly [T, ...T[]],
  given: unknown,
  what: string,
): T {
  if (given === undefined) return names[0];
  const known = names.find((name) => name === given);
  if (known !== undefined) return known;
  throw typeof given === "string"
    ? new UnknownNameError(unknownName(what, given, names))
    : new TypeError(
      `Expected ${what} to be ${names.map((name) => `"${name}"`).join(" or ")}, got ${
        describe(given)
      }`,
    );
}
