/** Values of typed columns as labels. */
import { dateText } from "./moments.ts";

/**
 * The label that a value is: values that differ are labels that differ, but for blanks around a text. Empty for a gap; undefined
 * for what no text stands for, such as a list or a record, of which many would look alike.
 */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.trim();
    case "bigint":
    case "boolean":
      return String(value);
    case "number":
      return Number.isNaN(value) ? "" : String(value);
    case "undefined":
      return "";
    default:
      if (value === null) return "";
      if (value instanceof Date) return dateText(value);
      return value instanceof Uint8Array ? strictText(value)?.trim() : undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text in bytes, decoded strictly; undefined where they are not UTF-8. */
export function strictText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
