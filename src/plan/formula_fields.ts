import { describe } from "../expr/describe.ts";
import { ShapeError } from "../expr/errors.ts";

/** Checks that a value is an integer in [0, count). */
export function checkNumber(value: unknown, field: string, count: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < count) {
    return value;
  }
  throw unexpected(field, `an integer ≥ 0 and < ${count}`, value);
}

/** Whether a value is the name of an own property: not that of one that all objects have. */
export function isKey<T extends object>(table: T, name: unknown): name is keyof T & string {
  return typeof name === "string" && Object.hasOwn(table, name);
}

/** The values of a list. */
export function listOf(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(field, "a list", value);
}

/** The fields of a record. */
export function fieldsOf(value: unknown, field: string): { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unexpected(field, "a record", value);
  }
  // read from JSON, which has no other objects
  return value as { readonly [name: string]: unknown };
}

/** What is thrown for a field that holds something else than what belongs there. */
export function unexpected(field: string, expected: string, value: unknown): ShapeError {
  return new ShapeError(`Expected ${field} to be ${expected}, got ${describe(value)}`);
}
