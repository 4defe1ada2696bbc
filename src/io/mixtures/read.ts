import { DomainError, ShapeError } from "../../expr/errors.ts";
import { describe } from "../../expr/describe.ts";
import { quoted } from "../../expr/quote.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import { parseNPY } from "../arrays/npy.ts";
import { npzOf } from "../arrays/npz.ts";
import { parseSafetensors } from "../arrays/safetensors.ts";
import { type Archive, archiveOf } from "../arrays/values.ts";
import { readZip } from "../arrays/zip.ts";
import { formatOf } from "../format.ts";
import { describeArchive } from "./conventions.ts";
import { describedMixture } from "./description.ts";
import { parseMixture } from "./json.ts";
import { isSkops, skopsArchive } from "./skops.ts";

/**
 * The mixture in a file, whatever its kind: NPZ, safetensors and JSON with the parameters by the names of this library (those of the
 * parts of a mixture of several families by number, family and name, as "0.gaussian.means"; in JSON as entries of `mixtureOf`), of
 * scikit-learn (`weights_`, `means_`, `covariances_` and `covariance_type`; `precisions_cholesky_`) or of MixEntroPY (`c`, `mu`,
 * `sigma`); and models that `skops.io.dump` saved, a `GaussianMixture` or a `KernelDensity`. See `docs/formats.md`.
 *
 * Rejects with a `DomainError` or `ShapeError` for files that are cut off, damaged or hold no mixture, saying what is wrong.
 *
 * @example
 * ```ts
 * import { readMixture } from "@mixtropy/mixtropy";
 * const text = '{ "family": "gaussian", "means": [[0], [3]], "variance": 1 }';
 * const p = await readMixture(new TextEncoder().encode(text));
 * console.log(p.components, p.dimension); // 2 1
 * ```
 */
export async function readMixture(file: Uint8Array | ArrayBuffer): Promise<Mixture> {
  const bytes = bytesOf(file), format = formatOf(bytes, "");
  if (bytes.length === 0) {
    throw new DomainError("Expected a mixture in JSON, NPZ, safetensors or skops, got no bytes");
  }
  switch (format) {
    case "zip":
    case "npz":
    case "skops":
    case "safetensors":
      return describedMixture(await describeArchive(await openArchive(bytes, format)));
    case "json":
      return parseMixture(textOf(bytes));
    case "npy":
    case "csv":
    case "tsv":
    case "parquet":
    case "arrow":
      throw new DomainError(
        `Expected a mixture in JSON, NPZ, safetensors or skops, got what looks like rows of data: hand them to kernelDensity`,
      );
    default:
      return format satisfies never;
  }
}

/**
 * The arrays in a file of NumPy's formats NPY and NPZ, or in safetensors, by name; that of an NPY file is called "data". Numbers of
 * every kind are doubles, in row-major order; texts are left out.
 *
 * Rejects with a `DomainError` for files that are cut off or damaged, or hold what is neither numbers nor text.
 *
 * @example
 * ```ts
 * import { readArrays } from "@mixtropy/mixtropy";
 * // a file that numpy.save wrote
 * const header = "\x93NUMPY\x01\0\x37\0{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}";
 * const bytes = Uint8Array.from([...header].map((c) => c.charCodeAt(0)));
 * const { data } = await readArrays(Uint8Array.of(...bytes, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f));
 * console.log(data?.shape, data?.data[0]); // [ 1 ] 1
 * ```
 */
export async function readArrays(
  file: Uint8Array | ArrayBuffer,
): Promise<{ [name: string]: { data: Float64Array; shape: readonly number[] } }> {
  const bytes = bytesOf(file), format = formatOf(bytes, "");
  if (format !== "npy" && format !== "zip" && format !== "safetensors") {
    throw new DomainError("Expected arrays in NPY, NPZ or safetensors, got another file");
  }
  const archive = await openArchive(bytes, format);
  const arrays: [string, { data: Float64Array; shape: readonly number[] }][] = [];
  for (const name of archive.names) {
    const value = await archive.read(name);
    if (typeof value !== "string") arrays.push([name, value]);
  }
  return Object.fromEntries(arrays);
}

/** The arrays in a file by name. Rejects with a `DomainError` for archives that hold none. */
export async function openArchive(
  bytes: Uint8Array,
  format: "npy" | "npz" | "skops" | "zip" | "safetensors",
): Promise<Archive> {
  switch (format) {
    case "npy":
      return archiveOf(new Map([["data", parseNPY(bytes)]]));
    case "safetensors":
      return parseSafetensors(bytes);
    default: {
      const files = readZip(bytes);
      const archive = isSkops(files) ? await skopsArchive(files) : npzOf(files);
      if (archive !== undefined) return archive;
      const names = [...files.keys()];
      if (names.includes("[Content_Types].xml")) {
        throw new DomainError("The file is a workbook of Excel: save the sheet as CSV");
      }
      throw new DomainError(
        `Expected arrays in a ZIP archive, got ${
          names.length === 0 ? "no file" : `files such as ${quoted(names[0]!)}`
        }`,
      );
    }
  }
}

function bytesOf(file: Uint8Array | ArrayBuffer): Uint8Array {
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  // without what Node's buffers do otherwise: their slices are views
  if (file instanceof Uint8Array) {
    return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  }
  throw new ShapeError(`Expected the bytes of a file as a Uint8Array, got ${describe(file)}`);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError("Expected JSON in UTF-8, got bytes that are not UTF-8");
  }
}
