import type { Given } from "./option_table.ts";
import { choice } from "./values.ts";

/** The unit of the entropies. */
export type Unit = "nats" | "bits";

/** Throws `UsageError` for a value that is none. */
export function readUnit(given: Given): Unit {
  return choice("unit", given, ["nats", "bits"]) ?? "nats";
}

/** How many nats one unit is. */
export function nats(unit: Unit): number {
  switch (unit) {
    case "nats":
      return 1;
    case "bits":
      return Math.LN2;
    default:
      return unit satisfies never;
  }
}
