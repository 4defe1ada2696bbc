import process from "node:process";

/** What is asked of Deno, where it is there. */
interface DenoPart {
  readonly noColor: boolean;
  readonly permissions: {
    querySync(asked: { name: "env"; variable: string }): { readonly state: string };
  };
}

/**
 * Whether text on a stream may have colours: where it is a terminal that knows them, or FORCE_COLOR says so, and NO_COLOR does
 * not say otherwise (https://no-color.org, https://force-color.org).
 */
export function hasColours(isTerminal: boolean): boolean {
  if (variable("NO_COLOR") !== "") return false;
  const force = variable("FORCE_COLOR");
  if (force !== "") return force !== "0" && force !== "false";
  return isTerminal && variable("TERM") !== "dumb";
}

/** A variable of the environment, "" if it is not set. Deno is not asked for a permission that it has not been given. */
function variable(name: string): string {
  const deno = (globalThis as { readonly Deno?: DenoPart }).Deno;
  if (deno !== undefined) {
    const { state } = deno.permissions.querySync({ name: "env", variable: name });
    // that one is known without a permission
    if (state !== "granted") return name === "NO_COLOR" && deno.noColor ? "1" : "";
  }
  return process.env[name] ?? "";
}
