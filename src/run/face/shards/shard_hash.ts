import { DeviceError } from "../../../expr/errors.ts";
import type { Node, Source } from "../../../expr/node.ts";
import { structureOf } from "../../../plan/structure.ts";
import type { PartialState } from "./partial_state.ts";

/**
 * SHA-256 of graphs and of all data behind them, in hexadecimal: equal for two programs exactly if they compute the same
 * from the same numbers, in the same order.
 */
export async function hashOf(graphs: readonly (readonly Node[])[]): Promise<string> {
  const parts: string[] = [];
  for (const graph of graphs) {
    const { key, inputs, sets } = structureOf(graph);
    parts.push(key, sets.map(({ extent }) => extent).join());
    for (const input of inputs) parts.push(input.shape.join(), await dataHash(input));
  }
  return await digest(new TextEncoder().encode(JSON.stringify(parts)));
}

const known = new WeakMap<Source, Promise<string>>();

/** The hash of an array, which never changes. */
function dataHash(source: Source): Promise<string> {
  let hash = known.get(source);
  if (hash === undefined) known.set(source, hash = digest(source.data));
  return hash;
}

/** SHA-256 of what a state says, whatever the order of its fields: a state that was damaged on its way has another. */
export async function checksumOf(state: Omit<PartialState, "checksum">): Promise<string> {
  const { format, version, hash, arithmetic, count, block, rows, formula, sums } = state;
  const said = [format, version, hash, arithmetic, count, block, rows, formula, sums];
  return await digest(new TextEncoder().encode(JSON.stringify(said)));
}

async function digest(data: Uint8Array | Float64Array): Promise<string> {
  // pages that were loaded without encryption have none
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new DeviceError(
      `Expected an engine with crypto.subtle, which tells whether partial states belong together, got one without; pages need https`,
    );
  }
  // no array of a source is shared between threads
  const bytes = new Uint8Array(await subtle.digest("SHA-256", data as Uint8Array<ArrayBuffer>));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
