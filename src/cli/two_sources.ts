import { ShapeError } from "../../mod.ts";
import type { CommandIO } from "./command_io.ts";
import { UsageError } from "./errors.ts";
import { readSource, type Source } from "./source.ts";
import type { SourceOptions } from "./syntax/source_options.ts";

/** Two mixtures that are compared. */
export interface TwoSources {
  readonly p: Source;
  readonly q: Source;
}

/**
 * Reads two mixtures. Options for rows are for whichever are rows; where both are, and name their columns, those of P are read from Q.
 *
 * Throws `UsageError` for options for rows where there are none, `ShapeError` for mixtures of different dimensions.
 */
export async function readTwoSources(
  asked: { readonly [W in "p" | "q"]: SourceOptions },
  io: CommandIO,
): Promise<TwoSources> {
  const lenient = (options: SourceOptions): SourceOptions => ({
    ...options,
    data: { ...options.data, given: [] },
  });
  const p = await readSource(lenient(asked.p), io);
  const q = await readSource(withColumnsOf(p, lenient(asked.q)), io);
  const [stray] = asked.p.data.given;
  if (stray !== undefined && p.data === undefined && q.data === undefined) {
    throw new UsageError(`Option --${stray} is for rows of data, not for two mixtures`);
  }
  const { mixture: { dimension: first } } = p, { mixture: { dimension: second } } = q;
  if (first !== second) {
    throw new ShapeError(
      `Expected P and Q of one dimension, got P with points of ${first} and Q with points of ${second} coordinates${
        p.data === undefined && q.data === undefined ? "" : ": choose them by --columns"
      }`,
    );
  }
  return { p, q };
}

/** Files that name their columns may have them in any order. */
function withColumnsOf({ data }: Source, options: SourceOptions): SourceOptions {
  if (data?.areColumnsNamed !== true) return options;
  return {
    ...options,
    columnsIfNamed: data.columns,
    data: { ...options.data, columns: undefined, exclude: [] },
  };
}
