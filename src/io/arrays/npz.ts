/**
 * Arrays by name in NumPy's format NPZ: a ZIP archive of NPY files, packed (`numpy.savez_compressed`) or not.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { parseNPY } from "./npy.ts";
import { writeNPY } from "./npy_write.ts";
import type { Archive, Value } from "./values.ts";
import type { ZipEntry } from "./zip.ts";
import { writeZip } from "./zip_write.ts";

const ending = ".npy";

/** The arrays of an archive whose files are known; undefined if it has none. */
export function npzOf(files: ReadonlyMap<string, ZipEntry>): Archive | undefined {
  const arrays = new Map(
    [...files].filter(([name]) => name.endsWith(ending))
      .map(([name, entry]) => [name.slice(0, -ending.length), entry]),
  );
  if (arrays.size === 0) return undefined;
  return {
    names: [...arrays.keys()],
    read: async (name) => {
      const entry = arrays.get(name);
      if (entry === undefined) {
        throw new DomainError(`Expected the array ${quoted(name)}, got none`);
      }
      return named(name, parseNPY, await entry.read());
    },
  };
}

/** What `parse` makes of the bytes of an array; a mistake says in which array it is. */
export function named<T>(name: string, parse: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(`${error.message} (array ${quoted(name)})`, { cause: error });
  }
}

/** An NPZ file of arrays of doubles and texts. */
export function writeNPZ(values: ReadonlyMap<string, Value>): Uint8Array {
  return writeZip(
    [...values].map(([name, value]) => ({ name: `${name}${ending}`, contents: writeNPY(value) })),
  );
}
