import { DeviceError, DomainError, type Mixture, ShapeError } from "../../mod.ts";
import { shown } from "../expr/quote.ts";
import { decodeText } from "../io/encoding.ts";
import { type Format, formatOf } from "../io/format.ts";
import { parseMixture } from "../io/json.ts";
import { parseCSV } from "../io/tables/csv.ts";
import type { EntropyCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import { InputError, UsageError } from "./errors.ts";
import { mostPath, readBytes } from "./read.ts";
import { type Data, mixtureOfRows } from "./rows.ts";

/** A mixture and where it comes from. */
export interface Source {
  /** The file's name, or "the standard input". */
  readonly name: string;
  readonly mixture: Mixture;
  readonly data?: Data;
}

/** Whether an error is about what was handed in, so that its message is all there is to say. */
export function isBadInput(error: unknown): error is Error {
  return [InputError, DomainError, ShapeError, DeviceError].some((type) => error instanceof type);
}

/**
 * Reads the mixture that a command names.
 *
 * @throws {InputError} with one sentence, the file's name in front
 */
export async function readSource(command: EntropyCommand, io: CommandIO): Promise<Source> {
  const name = command.file === "-" ? "the standard input" : command.file;
  const bytes = await readBytes(command.file, io);
  try {
    return { name, ...await sourceOf(bytes, command) };
  } catch (error) {
    if (isBadInput(error)) throw new InputError(`${shown(name, mostPath)}: ${error.message}`);
    throw error;
  }
}

async function sourceOf(
  bytes: Uint8Array,
  command: EntropyCommand,
): Promise<{ mixture: Mixture; data?: Data }> {
  const { data: options, encoding } = command;
  const format = formatOf(bytes, command.file, command.format);
  switch (format) {
    case "json":
      refuseDataOptions(command, format);
      return { mixture: oneMixture(parseMixture(decodeText(bytes, encoding))) };
    case "csv":
    case "tsv": {
      // the separator is found by looking: what ends in .tsv is at times no such thing
      const choice = { ...options, label: options.group };
      return await mixtureOfRows(parseCSV(decodeText(bytes, encoding), choice), options);
    }
    default:
      throw new DomainError(`not yet ${format}`);
  }
}

/** What is for rows of data is not for a mixture. */
function refuseDataOptions({ data: { given } }: EntropyCommand, format: Format): void {
  const [stray] = given;
  if (stray === undefined) return;
  throw new UsageError(
    `Option --${stray} is for rows of data, not for a mixture in ${format.toUpperCase()}`,
  );
}

function oneMixture(mixture: Mixture): Mixture {
  if (mixture.batch === undefined) return mixture;
  throw new ShapeError(`Expected one mixture, got a batch of ${mixture.batch}`);
}
