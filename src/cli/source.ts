import {
  DeviceError,
  DomainError,
  gaussianMixture,
  ShapeError,
  UnknownNameError,
} from "../../mod.ts";
import { type OneMixture, oneMixture } from "./one_mixture.ts";
import { reasonOf } from "../expr/describe.ts";
import { quoted, shown } from "../expr/quote.ts";
import { type Bandwidth, type Kernel, kernel } from "../io/bandwidth.ts";
import { parseCSV, type Table } from "../io/csv.ts";
import { parseMixture } from "../io/json.ts";
import type { EntropyCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import { InputError } from "./errors.ts";

/** How much of the name of a file is shown. */
export const mostPath = 200;

/** The rows that carry one label. They make a mixture as all rows do, with the same kernel. */
export interface Group {
  label: string;
  rows: number;
  /** Their points, one after another. */
  points: Float64Array;
}

/** What is known of data rows beside the mixture that they make. */
export interface Data {
  columns: string[];
  rows: number;
  dropped: number;
  bandwidth: Bandwidth;
  kernel: Kernel;
  /** The column of labels and the rows of each label, in the order in which the labels appear. */
  grouping?: { column: string; groups: Group[] };
}

/** A mixture and where it comes from. */
export interface Source {
  /** The file's name, or "the standard input". */
  name: string;
  mixture: OneMixture;
  data?: Data;
}

/** Whether an error is about what was handed in, so that its message is all there is to say. */
export function isBadInput(error: unknown): error is Error {
  return [InputError, DomainError, ShapeError, DeviceError, UnknownNameError].some((type) =>
    error instanceof type
  );
}

/**
 * Reads the mixture that a command names.
 *
 * @throws {InputError} with one sentence, the file's name in front
 */
export async function readSource(command: EntropyCommand, io: CommandIO): Promise<Source> {
  const name = command.file === "-" ? "the standard input" : command.file;
  const text = await readText(command.file, io);
  try {
    const { input } = command;
    switch (input.format) {
      case "json":
        return { name, mixture: oneMixture(parseMixture(text)) };
      case "csv": {
        const table = parseCSV(text, { columns: input.columns, label: input.group });
        return { name, ...mixtureOfRows(table, input.kde, input.group) };
      }
      default:
        return input satisfies never;
    }
  } catch (error) {
    if (isBadInput(error)) throw new InputError(`${shown(name, mostPath)}: ${error.message}`);
    throw error;
  }
}

async function readText(file: string, io: CommandIO): Promise<string> {
  try {
    return await (file === "-" ? io.readStdin() : io.readFile(file));
  } catch (error) {
    throw new InputError(whyUnread(file, error));
  }
}

/** The sentence for a file that could not be read, from what the runtime says. */
function whyUnread(file: string, error: unknown): string {
  const path = quoted(file, mostPath);
  const what = file === "-" ? "The standard input" : `The file ${path}`;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  switch (code) {
    case "ENOENT":
      return `There is no file ${path}`;
    case "EISDIR":
      return `Expected a file, got the directory ${path}`;
    case "EACCES":
    case "EPERM":
      return `${what} may not be read`;
    case "ERR_STRING_TOO_LONG":
    case "ERR_FS_FILE_TOO_LARGE":
      return `${what} has more text than can be read at once`;
    default:
      // a text longer than a string can be, put together piece by piece
      return error instanceof RangeError
        ? `${what} has more text than can be read at once`
        : `${what} cannot be read: ${reasonOf(error)}`;
  }
}

/** Every row a component of equal weight, all with the same kernel: a kernel density estimate. */
function mixtureOfRows(
  table: Table,
  bandwidth: Bandwidth,
  group: string | undefined,
): { mixture: OneMixture; data: Data } {
  const { columns, rows, dropped, values, labels } = table;
  if (rows === 0) {
    throw new ShapeError(
      `Expected rows of data, got ${dropped === 0 ? "none" : `none without a gap of ${dropped}`}`,
    );
  }
  const d = columns.length;
  const shared = kernel(table, bandwidth);
  const mixture = gaussianMixture({
    means: { data: values, shape: [rows, d] },
    covariance: { data: shared.covariance, shape: [d, d] },
  });

  const data: Data = { columns, rows, dropped, bandwidth, kernel: shared };
  if (group !== undefined && labels !== undefined) {
    const groups = [...rowsByLabel(labels)].map(([label, members]) => ({
      label,
      rows: members.length,
      points: pick(values, members, d),
    }));
    data.grouping = { column: group, groups };
  }
  return { mixture, data };
}

function rowsByLabel(labels: string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const [r, label] of labels.entries()) {
    const members = rows.get(label);
    if (members === undefined) rows.set(label, [r]);
    else members.push(r);
  }
  return rows;
}

function pick(values: Float64Array, rows: number[], d: number): Float64Array {
  const picked = new Float64Array(rows.length * d);
  for (const [i, r] of rows.entries()) picked.set(values.subarray(r * d, (r + 1) * d), i * d);
  return picked;
}
