import { isNode } from "./intern.ts";
import { quoted, shown } from "./quote.ts";

/** Integers beyond this many bits are not written out: that takes time quadratic in their digits. */
const mostBits = 128n;

/** A short description of any value for messages; it never throws, whatever the value does when it is looked at. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") {
    const isLong = value >> mostBits !== 0n && value >> mostBits !== -1n;
    return isLong ? "a bigint of many digits" : `the bigint ${value}`;
  }
  if (typeof value === "string") return quoted(value);
  if (isNode(value)) return "an expression";
  if (typeof value === "object") {
    try {
      return describeObject(value);
    } catch {
      return "an object that cannot be read";
    }
  }
  return shown(String(value));
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${Number(value.length)}`;
  const known = knownObject(value);
  if (known !== undefined) return known;
  if (isPlain(value)) {
    return `an object with ${
      Object.keys(value).slice(0, 4).map((key) => shown(key)).join(", ") || "no keys"
    }`;
  }
  const { name } = value.constructor;
  return typeof name === "string" && name !== "" ? `an instance of ${shown(name)}` : "an object";
}

/** Whether a value may hold options by their names: an array has none. */
export function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value);
}

/** What is made of expressions and has a name in the documentation. */
function knownObject(value: object): string | undefined {
  if (!("family" in value && typeof value.family === "string")) return undefined;
  if ("parameters" in value && "at" in value) return "a mixture";
  return "component" in value && "weight" in value ? "a component of a mixture" : undefined;
}

/** Whether an object is a record, `{ … }`, and not an instance of some class: a promise, a map, a date. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a caught value says of itself, on one line: the message of an error, or what was thrown in its place. */
export function reasonOf(error: unknown): string {
  try {
    if (error instanceof Error) return shown(String(error.message), 200);
  } catch {
    // a message that cannot be read says nothing
  }
  return describe(error);
}
