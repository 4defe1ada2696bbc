import {
  evaluate,
  type EvaluateOptions,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  ShapeError,
} from "../../mod.ts";
import { DomainError, unknownName } from "../expr/errors.ts";
import type { Table } from "../io/table.ts";
import { nats, type Unit } from "./syntax/unit.ts";

/** A LogDet value by the name of what it is: H(X), I(X; Y). */
export interface LogDetValue {
  readonly name: string;
  readonly value: number;
}

/** What is computed, and of which columns. */
export interface LogDetValues {
  readonly columns: readonly string[];
  /** The columns of Y, or the labels that have one each; none if there is no Y. */
  readonly other: readonly string[];
  readonly values: readonly LogDetValue[];
}

/** Rows of numbers. */
interface Rows {
  readonly data: Float64Array;
  readonly shape: readonly [number, number];
}

/** LogDet entropy of the rows; with the columns `other`, or with labels, joint entropy and information. */
export async function logDetValues(
  table: Table,
  { other, beta, unit }: {
    readonly other: readonly string[] | undefined;
    readonly beta: number;
    readonly unit: Unit;
  },
  options: EvaluateOptions,
): Promise<LogDetValues> {
  if (table.rows === 0) {
    const { dropped } = table;
    throw new ShapeError(
      `Expected rows of data, got ${dropped === 0 ? "none" : `none without a gap of ${dropped}`}`,
    );
  }
  for (const name of other ?? []) {
    if (!table.columns.includes(name)) {
      throw new DomainError(unknownName("column", name, table.columns));
    }
  }
  const columns = table.columns.filter((name) => other?.includes(name) !== true);
  if (columns.length === 0) {
    throw new ShapeError("Expected at least one column besides those of --with, got none");
  }
  const x = columnsOf(table, columns);
  const [y, names] = other !== undefined
    ? [columnsOf(table, other), other] as const
    : table.labels !== undefined
    ? indicators(table.labels)
    : [undefined, []] as const;
  const scale = nats(unit);
  const values = Object.entries(
    y === undefined
      ? { "H(X)": await evaluate(logDetEntropy(x, { beta }), options) }
      : await evaluate({
        "H(X)": logDetEntropy(x, { beta }),
        "H(Y)": logDetEntropy(y, { beta }),
        "H(X, Y)": logDetJointEntropy([x, y], { beta }),
        "I(X; Y)": logDetMutualInformation(x, y, { beta }),
      }, options),
  ).map(([name, value]) => ({ name, value: value / scale }));
  return { columns, other: names, values };
}

function columnsOf({ columns, values, rows }: Table, names: readonly string[]): Rows {
  const places = names.map((name) => columns.indexOf(name)), d = columns.length;
  const data = new Float64Array(rows * names.length);
  for (let r = 0; r < rows; r++) {
    for (const [c, place] of places.entries()) data[r * names.length + c] = values[r * d + place]!;
  }
  return { data, shape: [rows, names.length] };
}

/** A column for each label: 1 in its rows, 0 in the others. */
function indicators(labels: readonly string[]): readonly [Rows, readonly string[]] {
  const names = [...new Set(labels)], places = new Map(names.map((name, c) => [name, c]));
  const data = new Float64Array(labels.length * names.length);
  for (const [r, label] of labels.entries()) data[r * names.length + places.get(label)!] = 1;
  return [{ data, shape: [labels.length, names.length] }, names];
}
